#include "base/text.h"
#include "simulator/answertext.h"
#include "simulator/seeds.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdio>

namespace penstock::simulator
{

namespace
{

constexpr std::string_view base64Digits
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        std::uint32_t value = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            value = value << 8U | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += j <= group.size() ? base64Digits[(value >> (18U - 6U * j)) & 63U] : '=';
        }
    }
    return text;
}

void addWord(std::string_view word, std::vector<float> &vector)
{
    SeededRandom random(hashed(toLower(word)));
    for (float &number : vector) {
        number += static_cast<float>(random.between(-1, 1));
    }
}

void addNumber(std::string &text, float number)
{
    std::array<char, 32> buffer{};
    const int size
        = std::snprintf(buffer.data(), buffer.size(), "%.8g", static_cast<double>(number));
    text.append(buffer.data(), static_cast<std::size_t>(size));
}

std::string listOf(std::span<const float> numbers)
{
    std::string text = "[";
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        text += i == 0 ? "" : ",";
        addNumber(text, numbers[i]);
    }
    return text + "]";
}

} // namespace

std::vector<float> embeddingOf(std::string_view text, int dimensions)
{
    std::vector<float> vector(static_cast<std::size_t>(dimensions));
    // Words beyond these change little, and a text of 8,192 tokens would take a second.
    constexpr int mostWords = 64;
    int words = 0;
    for (const std::string_view word : split(text, ' ')) {
        if (!trimmed(word).empty() && words++ < mostWords) {
            addWord(trimmed(word), vector);
        }
    }
    addWord(words > mostWords || words == 0 ? text : std::string_view("."), vector);
    double square = 0;
    for (const float number : vector) {
        square += static_cast<double>(number) * static_cast<double>(number);
    }
    const auto length = static_cast<float>(std::sqrt(square));
    for (float &number : vector) {
        number /= length;
    }
    return vector;
}

std::string base64Of(std::span<const float> numbers)
{
    std::string bytes;
    bytes.reserve(numbers.size() * sizeof(float));
    for (const float number : numbers) {
        const auto bits = std::bit_cast<std::uint32_t>(number);
        for (const unsigned shift : {0U, 8U, 16U, 24U}) {
            bytes += static_cast<char>(bits >> shift & 0xffU);
        }
    }
    return base64(bytes);
}

std::string embeddingsAnswer(const ModelRequest &request, const ModelCard &card)
{
    const int dimensions = request.dimensions > 0 ? request.dimensions : card.dimensions;
    std::string body = R"({"object":"list","data":[)";
    for (std::size_t i = 0; i < request.inputs.size(); ++i) {
        const std::vector<float> vector = embeddingOf(request.inputs[i], dimensions);
        body += i == 0 ? "" : ",";
        body += R"({"object":"embedding","index":)" + std::to_string(i) + R"(,"embedding":)";
        body += request.asBase64 ? '"' + base64Of(vector) + '"' : listOf(vector);
        body += '}';
    }
    const std::string tokens = std::to_string(request.promptTokens);
    return body + R"(],"model":")" + card.name + R"(","usage":{"prompt_tokens":)" + tokens
        + R"(,"total_tokens":)" + tokens + "}}";
}

} // namespace penstock::simulator

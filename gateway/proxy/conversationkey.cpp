#include "proxy/conversationkey.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace penstock::proxy
{

namespace
{

constexpr std::size_t mostWords = 4096;
// What a conversation begins with stands at the beginning; the rest need not be read.
constexpr std::size_t mostRead = std::size_t{256} << 10;

/// Reads a body until the user has said something.
class BeginningReader final : public nlohmann::json_sax<nlohmann::json>
{
public:
    [[nodiscard]] std::string take() { return std::move(m_words); }

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t &) override { return true; }
    bool binary(binary_t &) override { return true; }

    bool string(string_t &text) override
    {
        if (m_depth == topLevel && (m_topKey == "instructions" || m_topKey == "prompt")) {
            add(text);
        } else if (isInMessages() && m_depth == insideMessage && m_key == "role") {
            m_role = text;
        } else if (isInMessages() && m_depth >= insideMessage
                   && (m_key == "content" || m_key == "text")) {
            m_message += text;
        }
        return m_words.size() < mostWords;
    }

    bool start_object(std::size_t) override
    {
        ++m_depth;
        if (isInMessages() && m_depth == insideMessage) {
            m_role.clear();
            m_message.clear();
        }
        return true;
    }

    bool key(string_t &name) override
    {
        m_key = name;
        if (m_depth == topLevel) {
            m_topKey = name;
        }
        return true;
    }

    bool end_object() override
    {
        if (isInMessages() && m_depth == insideMessage) {
            add(m_message);
            if (m_role == "user") {
                return false; // enough
            }
        }
        --m_depth;
        return true;
    }

    bool start_array(std::size_t) override
    {
        ++m_depth;
        return true;
    }
    bool end_array() override
    {
        --m_depth;
        return true;
    }
    bool parse_error(std::size_t, const std::string &, const nlohmann::json::exception &) override
    {
        return false;
    }

private:
    static constexpr int topLevel = 1;
    static constexpr int insideMessage = 3; ///< the body, its messages, one of them

    [[nodiscard]] bool isInMessages() const { return m_topKey == "messages"; }

    void add(std::string_view text)
    {
        if (text.empty()) {
            return;
        }
        m_words.append(text.substr(0, mostWords - std::min(m_words.size(), mostWords)));
        m_words += '\0';
    }

    int m_depth = 0;
    std::string m_topKey;
    std::string m_key;
    std::string m_role;
    std::string m_message;
    std::string m_words;
};

} // namespace

std::string conversationKey(const wire::StoredBody &body)
{
    BeginningReader reader;
    if (!body.isSpooled()) {
        const std::string_view text = body.memory();
        (void)nlohmann::json::sax_parse(text, &reader);
        return reader.take();
    }
    std::string beginning(std::min<std::uint64_t>(body.size(), mostRead), '\0');
    const auto count = body.read(0, beginning);
    beginning.resize(count ? *count : 0);
    (void)nlohmann::json::sax_parse(beginning, &reader);
    return reader.take();
}

} // namespace penstock::proxy

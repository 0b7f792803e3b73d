#include "simulator/modelcard.h"

#include <algorithm>
#include <vector>

namespace penstock::simulator
{

namespace
{

using std::chrono::milliseconds;

const std::vector<ModelCard> &cards()
{
    using enum ModelHabit;
    constexpr auto chat = ModelTask::Chat;
    constexpr auto embedding = ModelTask::Embedding;
    // clang-format off
    static const std::vector<ModelCard> all = {
        {"gpt-35-turbo", "0125", chat, Plain, 16'385, 4096, 0, milliseconds(280), 85, "turbo-0125-07015ca4"},
        {"gpt-4", "turbo-2024-04-09", chat, Plain, 128'000, 4096, 0, milliseconds(600), 30, "d012-20240925154241"},
        {"gpt-4o", "2024-11-20", chat, Plain, 128'000, 16'384, 0, milliseconds(350), 60, "d089-20241120073451"},
        {"gpt-4o-mini", "2024-07-18", chat, Plain, 128'000, 16'384, 0, milliseconds(280), 90, "d047-20240718162215"},
        {"gpt-4.1", "2025-04-14", chat, Obfuscates, 1'047'576, 32'768, 0, milliseconds(420), 70, "d101-20250414094022"},
        {"gpt-4.1-mini", "2025-04-14", chat, Obfuscates, 1'047'576, 32'768, 0, milliseconds(300), 100, "d104-20250414101507"},
        {"gpt-4.1-nano", "2025-04-14", chat, Obfuscates, 1'047'576, 32'768, 0, milliseconds(220), 130, "d107-20250414111846"},
        {"gpt-5", "2025-08-07", chat, Reasons, 272'000, 128'000, 0, milliseconds(1500), 70, "d140-20250807120113"},
        {"gpt-5-mini", "2025-08-07", chat, Reasons, 272'000, 128'000, 0, milliseconds(900), 100, "d142-20250807121820"},
        {"o1", "2024-12-17", chat, Reasons, 200'000, 100'000, 0, milliseconds(4000), 45, "d070-20241217174210", 36'000},
        {"o3", "2025-04-16", chat, Reasons, 200'000, 100'000, 0, milliseconds(2500), 60, "d110-20250416083331", 6'000},
        {"o3-mini", "2025-01-31", chat, Reasons, 200'000, 100'000, 0, milliseconds(1800), 90, "d088-20250131074512", 60'000},
        {"o4-mini", "2025-04-16", chat, Reasons, 200'000, 100'000, 0, milliseconds(1500), 95, "d111-20250416090155", 6'000},
        {"gpt-35-turbo-instruct", "", ModelTask::Completion, Plain, 4097, 4097, 0, milliseconds(240), 90, "turbo-0914-1c2b7f90"},
        {"text-embedding-3-small", "", embedding, Plain, 8192, 0, 1536, milliseconds(60), 0, "d021-20240131092217"},
        {"text-embedding-3-large", "", embedding, Plain, 8192, 0, 3072, milliseconds(80), 0, "d022-20240131095540"},
        {"text-embedding-ada-002", "", embedding, Plain, 8192, 0, 1536, milliseconds(60), 0, "d006-20230301120000"},
    };
    // clang-format on
    return all;
}

} // namespace

std::string ModelCard::fullName() const
{
    return version.empty() ? name : name + '-' + version;
}

std::span<const ModelCard> modelCards()
{
    return cards();
}

ModelCard modelCard(std::string_view name)
{
    const auto found = std::ranges::find_if(cards(), [name](const ModelCard &card) {
        return card.name == name || card.fullName() == name;
    });
    if (found != cards().end()) {
        return *found;
    }
    ModelCard card;
    card.name = name;
    card.habit = ModelHabit::Obfuscates;
    card.session = "d200-20251001080000";
    return card;
}

} // namespace penstock::simulator

#include "proxy/parameterrepair.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace penstock::proxy
{

namespace
{

using nlohmann::json;

constexpr std::string_view oldBudget = "max_tokens";
constexpr std::string_view newBudget = "max_completion_tokens";

/// The first two stand for each other. The others have a default that every model takes.
constexpr std::array<std::string_view, 12> repairable
    = {oldBudget,  newBudget,           "temperature",  "top_p",     "presence_penalty",
       "logprobs", "frequency_penalty", "top_logprobs", "verbosity", "logit_bias",
       "seed",     "reasoning_effort"};

struct Complaint {
    std::string code;
    std::string parameter;
    std::string message;
};

std::string textAt(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Complaint> complaintIn(std::string_view body)
{
    const json document = json::parse(body, nullptr, false);
    if (!document.is_object() || !document.contains("error") || !document["error"].is_object()) {
        return std::nullopt;
    }
    const json &error = document["error"];
    return Complaint{textAt(error, "code"), textAt(error, "param"), textAt(error, "message")};
}

/// Older services name it in the sentence only.
std::string_view unrecognized(std::string_view message)
{
    for (const std::string_view beginning :
         {"Unrecognized request argument supplied: ", "Unknown parameter: '"}) {
        if (message.starts_with(beginning)) {
            const std::string_view rest = message.substr(beginning.size());
            return rest.substr(0, rest.find_first_of("'., "));
        }
    }
    return {};
}

/// Bytes of a body one by one, wherever it is kept.
class Bytes final
{
public:
    Bytes(const wire::StoredBody &body, const std::vector<wire::ByteRange> &removed)
        : m_body(body)
        , m_removed(removed)
    {
    }

    /// Where the next byte stands that is neither blank nor removed already; behind the end if
    /// there is none.
    [[nodiscard]] std::uint64_t next(std::uint64_t at) const
    {
        while (at < m_body.size()) {
            const auto gone = std::ranges::find(m_removed, at, &wire::ByteRange::begin);
            if (gone != m_removed.end()) {
                at = gone->end;
            } else if (isBlank(byteAt(at))) {
                ++at;
            } else {
                break;
            }
        }
        return at;
    }

    /// Where the last byte before `at` stands that is not blank.
    [[nodiscard]] std::uint64_t before(std::uint64_t at) const
    {
        while (at > 0 && isBlank(byteAt(--at))) { }
        return at;
    }

    [[nodiscard]] char byteAt(std::uint64_t at) const
    {
        char byte = 0;
        const auto count = m_body.read(at, std::span(&byte, 1));
        return count && *count == 1 ? byte : '\0';
    }

private:
    [[nodiscard]] static bool isBlank(char c)
    {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    const wire::StoredBody &m_body;
    const std::vector<wire::ByteRange> &m_removed;
};

/// A member with the one comma that goes with it.
wire::ByteRange memberRange(const wire::LocatedValue &member, const Bytes &bytes)
{
    const std::uint64_t behind = bytes.next(member.value.end);
    if (bytes.byteAt(behind) == ',') {
        return {member.key.begin, behind + 1};
    }
    const std::uint64_t before = bytes.before(member.key.begin);
    return {bytes.byteAt(before) == ',' ? before : member.key.begin, member.value.end};
}

} // namespace

std::span<const std::string_view> repairableParameters()
{
    return repairable;
}

std::optional<ParameterRepair> repairFor(int status, std::string_view errorBody,
                                         const wire::JsonLocator &body)
{
    const auto complaint = status == 400 ? complaintIn(errorBody) : std::nullopt;
    if (!complaint) {
        return std::nullopt;
    }
    const bool isUnsupported
        = complaint->code == "unsupported_parameter" || complaint->code == "unsupported_value";
    const std::string_view named
        = isUnsupported ? std::string_view(complaint->parameter) : unrecognized(complaint->message);
    const auto known = std::ranges::find(repairable, named);
    if (known == repairable.end() || body.last(*known) == nullptr) {
        return std::nullopt;
    }
    if (complaint->code == "unsupported_value" && (named == oldBudget || named == newBudget)) {
        return std::nullopt; // the number is wrong, not its name
    }
    ParameterRepair repair{std::string(*known), {}};
    if (named == oldBudget) {
        repair.instead = newBudget;
    } else if (named == newBudget) {
        repair.instead = oldBudget;
    }
    return repair;
}

bool RepairBook::note(const TargetId &target, const ParameterRepair &repair)
{
    std::vector<ParameterRepair> &repairs = m_repairs[target];
    // A target that takes neither name would be sent from one to the other.
    const bool isKnown = std::ranges::any_of(repairs, [&](const ParameterRepair &one) {
        return one.parameter == repair.parameter || one.parameter == repair.instead;
    });
    if (!isKnown) {
        repairs.push_back(repair);
    }
    return !isKnown;
}

std::span<const ParameterRepair> RepairBook::of(const TargetId &target) const
{
    const auto found = m_repairs.find(target);
    return found == m_repairs.end() ? std::span<const ParameterRepair>() : std::span(found->second);
}

std::vector<ParameterRepair> applyRepairs(wire::Splice &splice, const wire::JsonLocator &locator,
                                          const wire::StoredBody &body,
                                          std::span<const ParameterRepair> repairs)
{
    std::vector<ParameterRepair> applied;
    std::vector<const wire::LocatedValue *> leaving;
    for (const ParameterRepair &repair : repairs) {
        const auto occurrences = locator.all(repair.parameter);
        if (occurrences.empty()) {
            continue;
        }
        applied.push_back(repair);
        // With both names in the body the target gets the one that it knows.
        const bool isRenamed = !repair.instead.empty() && locator.last(repair.instead) == nullptr;
        for (const wire::LocatedValue *const value : occurrences) {
            if (isRenamed) {
                splice.replace(value->key, wire::jsonText(repair.instead));
            } else {
                leaving.push_back(value);
            }
        }
    }
    // From the last to the first, so that each finds what its neighbour has left.
    std::ranges::sort(leaving, std::ranges::greater(),
                      [](const wire::LocatedValue *value) { return value->key.begin; });
    std::vector<wire::ByteRange> removed;
    for (const wire::LocatedValue *const value : leaving) {
        const wire::ByteRange range = memberRange(*value, Bytes(body, removed));
        removed.push_back(range);
        splice.replace(range, {});
    }
    return applied;
}

std::string repairsText(std::span<const ParameterRepair> repairs)
{
    std::string text;
    for (const ParameterRepair &repair : repairs) {
        text.append(text.empty() ? "" : ",").append(repair.parameter);
        text.append("->").append(repair.instead);
    }
    return text;
}

} // namespace penstock::proxy

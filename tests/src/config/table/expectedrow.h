#pragma once

#include <string>
#include <string_view>
#include <vector>

// What the settings table has to say, written down by hand from the specification and not from the
// table: a slip in the table has to meet a second opinion.
namespace penstock::config::test
{

/// A value that has to be refused.
struct Refused {
    std::string json;
    std::string message;
    /// Whether the first element of the list is at fault, and not the list.
    bool isElement = false;
};

struct ExpectedRow {
    std::string key;
    std::string fallback; ///< the default as JSON; empty: none
    std::string valid; ///< a value as JSON that is not the default
    Refused value; ///< of the right type, but out of range or of no known kind
    Refused type; ///< a list or mapping where a scalar belongs, or the reverse
    char reload = 'L';
};

using ExpectedRows = std::vector<ExpectedRow>;

// Rows of one kind differ in key, default and range alone; these write out the rest. Ranges are in
// words ("from 1 to 65535"), as the message has them.
ExpectedRow textRow(std::string_view key, std::string_view fallback, std::string_view valid,
                    char reload = 'L');
ExpectedRow fileRow(std::string_view key, std::string_view fallback, char reload = 'L');
ExpectedRow nameRow(std::string_view key);
ExpectedRow boolRow(std::string_view key, std::string_view fallback, char reload = 'L');
ExpectedRow wholeRow(std::string_view key, std::string_view fallback, std::string_view valid,
                     std::string_view range, std::string_view bad, char reload = 'L');
ExpectedRow numberRow(std::string_view key, std::string_view fallback, std::string_view valid,
                      std::string_view range, std::string_view bad, char reload = 'L');
ExpectedRow choiceRow(std::string_view key, std::string_view fallback, std::string_view valid,
                      std::string_view choices, char reload = 'L');
ExpectedRow urlRow(std::string_view key, char reload = 'L');
ExpectedRow apiVersionRow(std::string_view key);
ExpectedRow secretRow(std::string_view key);
/// A list whose elements are as `element` says; `valid` of that row is one element.
ExpectedRow listOf(ExpectedRow element, std::string_view fallback);

[[nodiscard]] ExpectedRows expectedListen();
[[nodiscard]] ExpectedRows expectedRouting();
[[nodiscard]] ExpectedRows expectedBreaker();
[[nodiscard]] ExpectedRows expectedClients();
[[nodiscard]] ExpectedRows expectedService();
[[nodiscard]] ExpectedRows expectedInstances();

/// All of them, the breaker's once more for the instances.
[[nodiscard]] const ExpectedRows &expectedRows();

} // namespace penstock::config::test

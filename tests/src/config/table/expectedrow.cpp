#include "expectedrow.h"

namespace penstock::config::test
{

namespace
{

std::string sentence(std::string_view wanted, std::string_view found)
{
    return "must be " + std::string(wanted) + ", not " + std::string(found) + '.';
}

/// A row for a scalar: a list is always of the wrong type.
ExpectedRow scalarRow(std::string_view key, std::string_view fallback, std::string_view valid,
                      std::string_view wanted, std::string_view bad, char reload)
{
    return {.key = std::string(key),
            .fallback = std::string(fallback),
            .valid = std::string(valid),
            .value = {std::string(bad), sentence(wanted, bad)},
            .type = {"[1]", sentence(wanted, "a list")},
            .reload = reload};
}

} // namespace

ExpectedRow textRow(std::string_view key, std::string_view fallback, std::string_view valid,
                    char reload)
{
    return scalarRow(key, fallback, valid, "a text on one line", R"("two\nlines")", reload);
}

ExpectedRow fileRow(std::string_view key, std::string_view fallback, char reload)
{
    return scalarRow(key, fallback, R"("/srv/some.file")", "the path of a file or folder",
                     R"("two\nlines")", reload);
}

ExpectedRow nameRow(std::string_view key)
{
    return scalarRow(
        key, "", R"("two")",
        "a name of up to 64 letters, digits, dots, dashes and underscores that starts with a "
        "letter or digit and is none of add, add-many, config, verify, all",
        R"("add-many")", 'L');
}

ExpectedRow boolRow(std::string_view key, std::string_view fallback, char reload)
{
    return scalarRow(key, fallback, fallback == "true" ? "false" : "true", "true or false",
                     R"("maybe")", reload);
}

ExpectedRow wholeRow(std::string_view key, std::string_view fallback, std::string_view valid,
                     std::string_view range, std::string_view bad, char reload)
{
    return scalarRow(key, fallback, valid, "a whole number " + std::string(range), bad, reload);
}

ExpectedRow numberRow(std::string_view key, std::string_view fallback, std::string_view valid,
                      std::string_view range, std::string_view bad, char reload)
{
    return scalarRow(key, fallback, valid, "a number " + std::string(range), bad, reload);
}

ExpectedRow choiceRow(std::string_view key, std::string_view fallback, std::string_view valid,
                      std::string_view choices, char reload)
{
    return scalarRow(key, fallback, valid, "one of " + std::string(choices), R"("perchance")",
                     reload);
}

ExpectedRow urlRow(std::string_view key, char reload)
{
    return scalarRow(key, "", R"("https://host.example.com/path")",
                     "an address that starts with http:// or https://",
                     R"("ftp://host.example.com")", reload);
}

ExpectedRow apiVersionRow(std::string_view key)
{
    return scalarRow(key, "", R"("2024-10-21")",
                     "a date such as 2024-10-21 or 2025-04-01-preview, or v1 or preview",
                     R"("october")", 'L');
}

ExpectedRow secretRow(std::string_view key)
{
    // What was found is never shown: it may be most of a key.
    constexpr const char *message = "must be a secret: ${VARIABLE}, file:/path, or a text.";
    return {.key = std::string(key),
            .fallback = "",
            .valid = R"("${SOME_SECRET}")",
            .value = {R"("zero\u0000byte")", message},
            .type = {R"(["text"])", message}};
}

ExpectedRow listOf(ExpectedRow element, std::string_view fallback)
{
    ExpectedRow row = std::move(element);
    row.fallback = fallback;
    row.valid = '[' + row.valid + ']';
    row.value = {'[' + row.value.json + ']', row.value.message, true};
    row.type = {"{}", "must be a list."};
    return row;
}

const ExpectedRows &expectedRows()
{
    static const ExpectedRows all = [] {
        ExpectedRows rows;
        for (const ExpectedRows &part :
             {expectedListen(), expectedRouting(), expectedBreaker(), expectedClients(),
              expectedService(), expectedInstances()}) {
            rows.insert(rows.end(), part.begin(), part.end());
        }
        // "Every number below overrides it, here and per instance"; what is absent in an instance
        // is as it is globally, so there are no defaults.
        for (ExpectedRow row : expectedBreaker()) {
            row.key = "instances[]." + row.key;
            row.fallback.clear();
            rows.push_back(std::move(row));
        }
        return rows;
    }();
    return all;
}

} // namespace penstock::config::test

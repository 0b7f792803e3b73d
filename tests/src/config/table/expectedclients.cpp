#include "expectedrow.h"

namespace penstock::config::test
{

namespace
{

ExpectedRow hashRow()
{
    ExpectedRow row
        = textRow("clients.keys[].hash", "",
                  R"("0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF")");
    row.value = {R"("0123456789abcdef")",
                 R"(must be 64 hexadecimal digits (SHA-256), not "0123456789abcdef".)"};
    row.type.message = "must be 64 hexadecimal digits (SHA-256), not a list.";
    return row;
}

/// Prompts have lines.
ExpectedRow promptRow()
{
    ExpectedRow row = textRow("wrapper.prompt", R"("You are a helpful assistant.")",
                              R"("You are terse.\nAlways.")");
    row.value = {R"("zero\u0000byte")", R"(must be a text, not "zero\u0000byte".)"};
    row.type.message = "must be a text, not a list.";
    return row;
}

} // namespace

ExpectedRows expectedClients()
{
    return {
        boolRow("clients.require_key", "false"),
        listOf(textRow("clients.allowed_origins[]", "", R"("https://app.example.com")"), ""),
        listOf(textRow("clients.allowed_hosts[]", "", R"("gateway.example.com")"), ""),
        nameRow("clients.keys[].name"),
        hashRow(),
        listOf(textRow("clients.keys[].allowed_models[]", "", R"("gpt-4o")"), ""),
        wholeRow("clients.keys[].max_tpm", "", "1000", "of 0 or more", "-1"),
        wholeRow("clients.keys[].daily_tokens", "", "1000", "of 0 or more", "-1"),
        numberRow("clients.keys[].daily_cost", "", "2.5", "of 0 or more", "-0.5"),
        numberRow("clients.keys[].queue_wait", "", "0", "from 0 to 120", "121"),
        boolRow("clients.keys[].capture", ""),
        // The specification names no defaults for the next two: what a client gets that says
        // nothing of its own.
        boolRow("clients.keys[].strict_status", "false"),
        boolRow("clients.keys[].normalise", "true"),

        textRow("wrapper.model", "", R"("gpt-4o")"),
        promptRow(),
        wholeRow("wrapper.max_completion_tokens", "10000", "500", "above 0", "0"),

        numberRow("prices.*.input", "", "2.5", "of 0 or more", "-1"),
        numberRow("prices.*.cached_input", "", "1.25", "of 0 or more", "-1"),
        numberRow("prices.*.output", "", "10", "of 0 or more", "-1"),
        // No prices by default; a price without a currency is in dollars, as Azure's lists are.
        textRow("prices.*.currency", R"("USD")", R"("EUR")"),
    };
}

} // namespace penstock::config::test

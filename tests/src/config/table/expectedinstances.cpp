#include "expectedrow.h"

namespace penstock::config::test
{

namespace
{

constexpr std::string_view authKinds
    = "api_key, azure_cli, managed_identity, client_credentials, workload_identity, device_code "
      "or none";

ExpectedRow certificateRow()
{
    ExpectedRow row = secretRow("instances[].certificate");
    row.value.message = "must be a secret: a file, ${VARIABLE}, or a text in PEM form.";
    row.type.message = row.value.message;
    return row;
}

ExpectedRows credentials()
{
    return {
        nameRow("instances[].name"),
        boolRow("instances[].enabled", "true"),
        choiceRow("instances[].provider_type", R"("azure")", R"("generic")",
                  "azure, azure_v1 or generic"),
        urlRow("instances[].api_base"),
        apiVersionRow("instances[].api_version"),
        choiceRow("instances[].auth", R"("api_key")", R"("azure_cli")", authKinds),
        secretRow("instances[].api_key"),
        secretRow("instances[].api_key_next"),
        textRow("instances[].tenant", "", R"("contoso")"),
        textRow("instances[].client_id", "", R"("12345678-90ab")"),
        secretRow("instances[].client_secret"),
        certificateRow(),
        textRow("instances[].scope", "", R"("https://cognitiveservices.azure.com/.default")"),
        urlRow("instances[].authority"),
        urlRow("instances[].metadata_endpoint"),
    };
}

ExpectedRows capacity()
{
    const auto limit
        = [](std::string_view key) { return wholeRow(key, "", "1000", "of 0 or more", "-1"); };
    return {
        wholeRow("instances[].priority", "100", "0", "from 0 to 1000000", "-1"),
        wholeRow("instances[].weight", "100", "0", "from 0 to 1000000", "-1"),
        limit("instances[].max_tpm"),
        limit("instances[].max_rpm"),
        limit("instances[].max_input_tokens"),
        listOf(textRow("instances[].supported_models[]", "", R"("gpt-4o")"), ""),
        textRow("instances[].model_deployments.*.deployment", "", R"("gpt4o")"),
        limit("instances[].model_deployments.*.max_tpm"),
        limit("instances[].model_deployments.*.max_rpm"),
        limit("instances[].model_deployments.*.max_input_tokens"),
        // Absent is the instance's own kind.
        choiceRow("instances[].model_deployments.*.kind", "", R"("ptu")", "standard or ptu"),
        textRow("instances[].model_deployments.*.quota_group", "", R"("shared")"),
        // Not for people: the form that MODEL_MAP_ variables take in a document.
        textRow("instances[].folded_model_deployments.*", "", R"("gpt4o")"),
        choiceRow("instances[].kind", R"("standard")", R"("ptu")", "standard or ptu"),
        textRow("instances[].quota_group", "", R"("shared")"),
    };
}

ExpectedRow resolveRow()
{
    ExpectedRow row = textRow("instances[].resolve.*", "", R"("192.0.2.7")");
    row.value = {R"("192.0.2.256")", R"(must be loopback or an IP address, not "192.0.2.256".)"};
    row.type.message = "must be loopback or an IP address, not a list.";
    return row;
}

ExpectedRow proxyRow()
{
    ExpectedRow row
        = textRow("instances[].proxy_url", "", R"("socks5://proxy.example.com:1080")", 'N');
    row.value = {R"("proxy.example.com:1080")",
                 R"(must be an address that starts with http://, https:// or socks5://, not )"
                 R"("proxy.example.com:1080".)"};
    row.type.message
        = "must be an address that starts with http://, https:// or socks5://, not a list.";
    return row;
}

ExpectedRows connection()
{
    ExpectedRow http2 = choiceRow("instances[].http2", R"("off")", R"("auto")", "off or auto", 'N');
    return {
        textRow("instances[].region", "", R"("westeurope")"),
        textRow("instances[].environment", "", R"("prod")"),
        boolRow("instances[].protect", "false"),
        secretRow("instances[].extra_headers.*"),
        textRow("instances[].host_header", "", R"("inner.example.com")"),
        resolveRow(),
        proxyRow(), // the system's proxy settings, which are no value
        fileRow("instances[].ca_file", "", 'N'), // the system's authorities, likewise
        boolRow("instances[].tls_verify", "true", 'N'),
        boolRow("instances[].allow_plain_http", "false", 'N'),
        std::move(http2),
    };
}

ExpectedRows agents()
{
    return {
        nameRow("agents[].name"),
        // The specification names no defaults for kind and auth of an agent: the older wrapper knew
        // one kind only, and Azure AI projects take no keys.
        choiceRow("agents[].kind", R"("azure_agent")", R"("responses_agent")",
                  "azure_agent or responses_agent"),
        urlRow("agents[].endpoint"),
        textRow("agents[].agent_id", "", R"("asst_123")"),
        choiceRow("agents[].auth", R"("azure_cli")", R"("managed_identity")", authKinds),
        apiVersionRow("agents[].api_version"),
    };
}

} // namespace

ExpectedRows expectedInstances()
{
    ExpectedRows rows;
    for (const ExpectedRows &part : {credentials(), capacity(), connection(), agents()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
}

} // namespace penstock::config::test

#include "proxy/localanswers.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::proxy
{

namespace
{

using nlohmann::json;

int answerJson(http::HttpExchange &exchange, int status, const json &body)
{
    exchange.reply({status, {{"Content-Type", "application/json"}}, {}},
                   body.dump(-1, ' ', false, json::error_handler_t::replace));
    return status;
}

json modelObject(const std::string &name)
{
    return {{"id", name}, {"object", "model"}, {"created", 0}, {"owned_by", "penstock"}};
}

bool isServed(const Snapshot &snapshot, const std::string &model)
{
    const auto candidates = snapshot.models().forModel(model);
    return std::ranges::any_of(candidates, [&](const routing::Candidate &candidate) {
        return !snapshot.instance(candidate.instance).problem;
    });
}

std::string htmlText(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '&':
            escaped += "&amp;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

std::string instanceState(const Snapshot::Instance &instance)
{
    if (!instance.settings->enabled) {
        return "switched off";
    }
    if (!instance.settings->disabledBecause.empty()) {
        return instance.settings->disabledBecause;
    }
    return instance.problem.value_or("configured");
}

} // namespace

int answerModels(http::HttpExchange &exchange, const Snapshot &snapshot)
{
    json models = json::array();
    for (const std::string &name : snapshot.models().models()) {
        models.push_back(modelObject(name));
    }
    return answerJson(exchange, 200, {{"object", "list"}, {"data", std::move(models)}});
}

int answerModel(http::HttpExchange &exchange, const Snapshot &snapshot, const std::string &name)
{
    const auto &models = snapshot.models().models();
    if (std::ranges::find(models, name) != models.end()) {
        return answerJson(exchange, 200, modelObject(name));
    }
    exchange.refuse(
        {404,
         "model_not_found",
         "No instance serves the model '" + name + "'. GET /v1/models lists those that there are.",
         {}});
    return 404;
}

int answerHealth(http::HttpExchange &exchange, std::string_view version)
{
    return answerJson(exchange, 200, {{"status", "ok"}, {"version", std::string(version)}});
}

int answerReadiness(http::HttpExchange &exchange, const Snapshot &snapshot, Readiness wanted)
{
    json missing = json::array();
    std::size_t served = 0;
    for (const std::string &model : snapshot.models().models()) {
        if (isServed(snapshot, model)) {
            ++served;
        } else {
            missing.push_back(model);
        }
    }
    json problems = json::object();
    for (const Snapshot::Instance &instance : snapshot.instances()) {
        if (instance.problem) {
            problems[instance.settings->name] = *instance.problem;
        }
    }
    const bool isReady = served > 0 && (wanted == Readiness::AnyModel || missing.empty());
    return answerJson(exchange, isReady ? 200 : 503,
                      {{"status", isReady ? "ready" : "not_ready"},
                       {"models_served", served},
                       {"models_without_target", std::move(missing)},
                       {"instances_with_problems", std::move(problems)}});
}

int answerStatusPage(http::HttpExchange &exchange, const Snapshot &snapshot,
                     std::string_view version, std::uint16_t port)
{
    const std::string address = "http://127.0.0.1:" + std::to_string(port) + "/v1";
    std::string page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
        + htmlText(snapshot.config().name)
        + "</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem "
          "auto;padding:0 1rem}"
          "td,th{text-align:left;padding:.2rem 1rem .2rem 0}</style></head><body><h1>"
        + htmlText(snapshot.config().name) + "</h1><p>Penstock " + htmlText(version)
        + " is running.</p><h2>Instances</h2><table><tr><th>Name</th><th>State</th></tr>";
    for (const Snapshot::Instance &instance : snapshot.instances()) {
        page += "<tr><td>" + htmlText(instance.settings->name) + "</td><td>"
            + htmlText(instanceState(instance)) + "</td></tr>";
    }
    page += "</table><h2>Point a client here</h2><pre>OPENAI_BASE_URL=" + htmlText(address)
        + "\nOPENAI_API_KEY=any-text</pre><p>Models: ";
    const auto &models = snapshot.models().models();
    for (std::size_t i = 0; i < models.size(); ++i) {
        page += (i == 0 ? "" : ", ") + htmlText(models[i]);
    }
    page += models.empty() ? "none are configured.</p></body></html>" : ".</p></body></html>";
    exchange.reply({200,
                    {{"Content-Type", "text/html; charset=utf-8"},
                     {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"}},
                    {}},
                   page);
    return 200;
}

} // namespace penstock::proxy

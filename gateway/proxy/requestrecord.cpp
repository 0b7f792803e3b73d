#include "proxy/requestrecord.h"

namespace penstock::proxy
{

namespace
{

constexpr LogCategory requestLog{"request"};

LogLevel levelOf(const RequestRecord &record)
{
    constexpr int clientClosed = 499;
    if (record.status >= 500) {
        return LogLevel::Error;
    }
    return record.status >= 400 && record.status != clientClosed ? LogLevel::Warning
                                                                 : LogLevel::Info;
}

} // namespace

std::string attemptsText(const std::vector<AttemptRecord> &attempts)
{
    std::string text;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        text += (i == 0 ? "" : ",") + attempts[i].instance + ':' + attempts[i].reason;
        if (i + 1 < attempts.size()) {
            text += ':' + std::to_string(attempts[i].took.count()) + "ms";
        }
    }
    return text;
}

void logRequest(Logger &logger, const RequestRecord &record)
{
    const LogLevel level = levelOf(record);
    if (!logger.isEnabled(requestLog, level)) {
        return;
    }
    std::string line;
    constexpr std::size_t usualSize = 128;
    line.reserve(usualSize);
    line.append(record.method).append(1, ' ').append(record.path);
    line.append(1, ' ').append(std::to_string(record.status));
    if (!record.model.empty()) {
        line.append(1, ' ').append(record.model);
    }
    if (!record.instance.empty()) {
        line.append(" -> ").append(record.instance).append(1, '/').append(record.deployment);
    }
    line.append(1, ' ').append(std::to_string(record.took.count())).append(" ms");
    LogFields fields;
    constexpr std::size_t mostFields = 10;
    fields.reserve(mostFields);
    fields.push_back({"id", record.id});
    if (record.attempts.size() > 1 || (record.status >= 400 && !record.attempts.empty())) {
        fields.push_back({"attempts", attemptsText(record.attempts)});
    }
    if (!record.passedOver.empty()) {
        fields.push_back({"skipped", record.passedOver});
    }
    if (!record.substituted.empty()) {
        fields.push_back({"substituted", record.substituted});
    }
    if (!record.repaired.empty()) {
        fields.push_back({"repaired", record.repaired});
    }
    if (!record.client.empty()) {
        fields.push_back({"client", record.client});
    }
    if (record.held.count() > 0) {
        fields.push_back({"held_ms", std::to_string(record.held.count())});
    }
    if (record.usage) {
        fields.push_back({"prompt", std::to_string(record.usage->prompt)});
        fields.push_back({"completion", std::to_string(record.usage->completion)});
    }
    if (!record.problem.empty()) {
        fields.push_back({"problem", record.problem});
    }
    logger.log(requestLog, level, line, std::move(fields));
}

} // namespace penstock::proxy

#include "report.h"

#include <cstdio>

namespace penstock::bench
{

void reportCount(const std::string &key, std::uint64_t value)
{
    std::printf("%s %s\n", key.c_str(), std::to_string(value).c_str());
}

void reportNumber(const std::string &key, double value)
{
    std::printf("%s %.4f\n", key.c_str(), value);
}

void reportTimes(const std::string &prefix, Samples &times)
{
    reportNumber(prefix + "p50_ms", times.quantile(0.50));
    reportNumber(prefix + "p99_ms", times.quantile(0.99));
    reportNumber(prefix + "max_ms", times.quantile(1));
}

} // namespace penstock::bench

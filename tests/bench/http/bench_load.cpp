// The clients of the HTTP benchmark. run.sh starts it; README.md says what it measures.

#include "fatal.h"
#include "hangups.h"
#include "loopback.h"
#include "options.h"
#include "request.h"
#include "requestload.h"
#include "streamload.h"

#include <cstdio>
#include <string>
#include <string_view>

namespace
{

using namespace penstock::bench;

void loadWithRequests(Options options)
{
    RequestPlan plan;
    plan.port = options.port();
    plan.connections = options.number("connections");
    plan.expectedBodySize = options.number("expect-bytes");
    plan.warmUp = options.milliseconds("warm-up-ms", 500);
    plan.duration = options.milliseconds("duration-ms", 3000);
    plan.watchedProcesses = options.text("watch");
    const std::string kind = options.text("send");
    const std::string field = options.text("field", {});
    options.refuseTheRest();
    if (kind != "plain" && kind != "chat") {
        fail("Option --send is plain or chat.");
    }
    plan.request
        = kind == "plain" ? getRequest(plan.port, "/plain") : chatRequest(plan.port, field);
    RequestLoad load(plan);
    load.run();
    load.report();
}

StreamPlan streamPlan(Options &options)
{
    StreamPlan plan;
    plan.port = options.port();
    plan.streams = options.number("streams", 500);
    plan.events = options.number("chunks", 50);
    plan.interval = options.milliseconds("interval-ms", 20);
    plan.rounds = options.number("rounds", 1);
    plan.field = options.text("field", {});
    return plan;
}

void loadWithStreams(Options options)
{
    const StreamPlan plan = streamPlan(options);
    const std::string watched = options.text("watch");
    options.refuseTheRest();
    StreamLoad load(plan, watched);
    load.run();
    load.report();
}

void hangUp(Options options)
{
    const StreamPlan plan = streamPlan(options);
    const std::uint64_t seed = options.number("seed", 1);
    options.refuseTheRest();
    HangUps hangUps(plan, seed);
    hangUps.run();
    hangUps.report();
}

/// Below the range that the system takes the clients' ports from, so that none of them is taken by
/// a connection before its server starts.
void printFreePorts(Options options)
{
    std::uint64_t wanted = options.number("count");
    auto port = static_cast<std::uint16_t>(options.number("from", 21'000));
    options.refuseTheRest();
    for (; wanted > 0; ++port) {
        if (port == 0) {
            fail("No port is free.");
        }
        if (isFreePort(port)) {
            std::printf("%d\n", port);
            --wanted;
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::string_view mode = argc > 1 ? argv[1] : "";
    const Options options(argc, argv, 2);
    if (mode == "requests") {
        loadWithRequests(options);
    } else if (mode == "streams") {
        loadWithStreams(options);
    } else if (mode == "hangups") {
        hangUp(options);
    } else if (mode == "ports") {
        printFreePorts(options);
    } else {
        fail("The first argument is requests, streams, hangups or ports.");
    }
    return 0;
}

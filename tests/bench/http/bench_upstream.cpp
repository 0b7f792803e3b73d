// The upstream of the HTTP benchmark's streams. run.sh starts it and ends it by SIGTERM, and it
// then says how each stream ended.

#include "options.h"
#include "streamserver.h"

int main(int argc, char **argv)
{
    using namespace penstock::bench;
    Options options(argc, argv, 1);
    StreamServerPlan plan;
    plan.port = options.port();
    plan.events = options.number("chunks", 50);
    plan.interval = options.milliseconds("interval-ms", 20);
    options.refuseTheRest();
    StreamServer server(plan);
    server.run();
    server.report();
    return 0;
}

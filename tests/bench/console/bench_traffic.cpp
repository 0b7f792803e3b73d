// The clients and the upstream of the console's benchmark. run.sh starts both; README.md says what
// is measured.

#include "fatal.h"
#include "options.h"
#include "pacedload.h"
#include "slowupstream.h"

#include <string_view>

namespace
{

using namespace penstock::bench;

constexpr std::uint64_t mostInstances = 250; // an address of 127.0.0.x each

std::uint64_t instancesIn(Options &options)
{
    const std::uint64_t count = options.number("instances");
    if (count == 0 || count > mostInstances) {
        fail("Option --instances wants a number from 1 to 250.");
    }
    return count;
}

void beUpstream(Options options)
{
    UpstreamPlan plan;
    plan.port = options.port();
    plan.instances = instancesIn(options);
    plan.delay = options.milliseconds("delay-ms", 100);
    options.refuseTheRest();
    SlowUpstream(plan).run();
}

void beClients(Options options)
{
    PacedPlan plan;
    plan.port = options.port();
    plan.models = instancesIn(options);
    plan.perSecond = options.number("per-second");
    plan.warmUp = options.milliseconds("warm-up-ms", 2000);
    plan.duration = options.milliseconds("duration-ms", 10'000);
    plan.process = options.text("process");
    plan.ours = options.text("ours", {});
    options.refuseTheRest();
    if (plan.perSecond == 0) {
        fail("Option --per-second wants a number above 0.");
    }
    PacedLoad load(plan);
    load.run();
    load.report();
}

} // namespace

int main(int argc, char **argv)
{
    const std::string_view mode = argc > 1 ? argv[1] : "";
    const Options options(argc, argv, 2);
    if (mode == "upstream") {
        beUpstream(options);
    } else if (mode == "clients") {
        beClients(options);
    } else {
        fail("The first argument is upstream or clients.");
    }
    return 0;
}

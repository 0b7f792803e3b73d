#include "seamfixture.h"

#include "support/rawclient.h"

#include <QString>

#include <algorithm>
#include <sstream>
#include <sys/resource.h>
#include <thread>

namespace penstock::test
{

SeamFixture::SeamFixture()
    : m_proxy({PENSTOCK_ECHOPROXY, "--while-stdin", "--upstream",
               "http://127.0.0.1:" + std::to_string(m_upstream.port())})
{
    const std::string line = m_proxy.readLine();
    m_port = QString::fromStdString(line.substr(line.rfind(' ') + 1)).toUShort();
}

SeamLoad SeamFixture::load() const
{
    SeamLoad load;
    std::istringstream line(RawClient(m_port).ask(get("/stats", "Connection: close\r\n")).body);
    line >> load.connections >> load.exchanges >> load.calls >> load.bodyBytes >> load.inputBytes;
    return load;
}

bool SeamFixture::waitUntilQuiet() const
{
    const auto until = std::chrono::steady_clock::now() + RawClient::patience;
    while (std::chrono::steady_clock::now() < until) {
        const SeamLoad now = load();
        if (now.connections == 1 && now.exchanges == 1 && now.calls == 0 && now.bodyBytes == 0
            && now.inputBytes == 0) {
            return true;
        }
        std::this_thread::yield();
    }
    return false;
}

bool SeamFixture::servesOthers() const
{
    RawClient client(m_port);
    const RawAnswer own = client.ask(post("/echo", "still there"));
    const RawAnswer passedOn = client.ask(get("/size/1000"));
    return own.status == 200 && own.body == "still there" && passedOn.status == 200
        && passedOn.body.size() == 1000;
}

std::uint64_t SeamFixture::memoryDuring(const std::function<void()> &work)
{
    (void)servesOthers(); // so that both ways have been gone once
    m_proxy.forgetPeak();
    const std::uint64_t before = m_proxy.memory("VmRSS");
    work();
    const std::uint64_t peak = m_proxy.memory("VmHWM");
    return peak - std::min(before, peak);
}

bool raiseDescriptors(std::uint64_t count)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return false;
    }
    if (limit.rlim_cur < count) {
        limit.rlim_cur = std::min<rlim_t>(count, limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur >= count;
}

} // namespace penstock::test

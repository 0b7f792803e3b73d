#pragma once

#include "gateway/http/httpfixture.h"
#include "gateway/proxy/proxybench.h"
#include "secrets/memorykeychain.h"
#include "service/configdesk.h"
#include "service/embeddedgateway.h"
#include "support/tempdir.h"

#include <QTest>

#include <fstream>
#include <iterator>

namespace penstock::service::test
{

/// Spins the event loop, as what is told arrives there.
inline bool comesTrue(const std::function<bool()> &isTrue)
{
    return QTest::qWaitFor(isTrue, 20'000);
}

/// A desk with everything real beside it but the keychain, which is in memory.
class Bench final
{
public:
    Bench()
        : m_gateway({.version = "1.2.3", .clock = &m_clock, .logger = nullptr})
        , m_backend(new MemoryKeychain)
        , m_keychain(std::unique_ptr<KeychainBackend>(m_backend))
        , m_desk({.folder = m_folder.path(),
                  .variables = {{"KEY", "upstream-secret"}},
                  .keychain = &m_keychain,
                  .gateway = &m_gateway,
                  .random = &m_random})
    {
    }

    [[nodiscard]] ConfigDesk &desk() { return m_desk; }
    [[nodiscard]] EmbeddedGateway &gateway() { return m_gateway; }
    [[nodiscard]] MemoryKeychain &backend() { return *m_backend; }

    void write(const std::string &text) const { m_folder.write("penstock.yaml", text); }
    [[nodiscard]] std::string fileText() const
    {
        std::ifstream file(m_folder.file("penstock.yaml"), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> names;
        for (const InstanceSettings &instance : m_desk.config().instances) {
            names.push_back(instance.name);
        }
        return names;
    }

    /// Waits until it is settled.
    [[nodiscard]] Result<void> changeWithKey(const std::string &key, ConfigDesk::EditWithKey edit)
    {
        std::optional<Result<void>> result;
        m_desk.changeWithKey("Change", SecretString::copyOf(key), std::move(edit), {}, &m_desk,
                             [&result](const Result<void> &told) { result = told; });
        if (!comesTrue([&] { return result.has_value(); })) {
            return fail(ErrorCode::Unavailable, "Nothing was told.");
        }
        return *result;
    }

    [[nodiscard]] bool start()
    {
        m_desk.startGateway();
        return comesTrue([this] { return is(GatewayPhase::Running); });
    }

    [[nodiscard]] bool is(GatewayPhase phase) const { return m_gateway.status().phase == phase; }

    [[nodiscard]] int chatStatus() const
    {
        penstock::test::RawClient client(m_gateway.status().port);
        return client
            .ask(penstock::test::post("/v1/chat/completions", proxy::test::ProxyBench::whole))
            .status;
    }

    [[nodiscard]] bool forgetUnusedKeys()
    {
        bool isDone = false;
        m_desk.forgetUnusedKeys(&m_desk, [&isDone] { isDone = true; });
        return comesTrue([&] { return isDone; });
    }

private:
    penstock::test::TempDir m_folder;
    SystemClock m_clock;
    SystemRandom m_random;
    EmbeddedGateway m_gateway;
    MemoryKeychain *m_backend;
    Keychain m_keychain;
    ConfigDesk m_desk;
};

} // namespace penstock::service::test

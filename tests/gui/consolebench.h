#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "hands.h"
#include "keyringhand.h"
#include "secrets/keychain.h"
#include "service/configdesk.h"
#include "service/embeddedgateway.h"
#include "shell/mainwindow.h"
#include "simulator/simulator.h"
#include "support/rawclient.h"
#include "support/tempdir.h"
#include "theme/theme.h"

#include <QApplication>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::gui::test
{

/// A port that was free just now.
[[nodiscard]] std::uint16_t freePort();

/// A console as its main builds it, over a profile of its own, with the simulated Azure beside it:
/// the instances eu-1 and eu-2, each of which serves gpt-4o without delay.
class ConsoleBench final
{
public:
    /// An empty profile but for the port, which has to be a free one.
    ConsoleBench();
    /// With so many of the instances in it, in the order in which they are tried.
    explicit ConsoleBench(int instances);
    ~ConsoleBench();
    ConsoleBench(const ConsoleBench &) = delete;
    ConsoleBench &operator=(const ConsoleBench &) = delete;

    /// On the screen, and in front.
    [[nodiscard]] bool show();
    [[nodiscard]] bool startGateway();

    [[nodiscard]] Hands hands() { return Hands(*m_window); }
    [[nodiscard]] shell::MainWindow &window() { return *m_window; }
    [[nodiscard]] service::ConfigDesk &desk() { return *m_desk; }
    [[nodiscard]] service::Gateway &gateway() { return *m_gateway; }
    [[nodiscard]] theme::Theme &theme() { return *m_theme; }
    [[nodiscard]] simulator::Simulator &azure() { return m_azure; }
    [[nodiscard]] KeyringHand &keyring() { return *m_keyring; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string fileText() const;

    [[nodiscard]] bool is(service::GatewayPhase phase) const;
    [[nodiscard]] simulator::InstanceAddress addressOf(const std::string &instance) const;
    /// How many requests have reached it.
    [[nodiscard]] std::uint64_t countOf(const std::string &instance) const;
    /// Through its control port, as anybody could: "" takes all faults away.
    [[nodiscard]] bool breakInstance(const std::string &instance, std::string_view fault) const;

    /// From a client of its own; 0 where nobody answers.
    [[nodiscard]] int chatStatus() const;
    /// The same without waiting for the answer.
    [[nodiscard]] std::unique_ptr<penstock::test::RawClient> ask() const;
    /// Begins a streamed answer and reads its first bytes.
    [[nodiscard]] std::unique_ptr<penstock::test::RawClient> stream() const;

private:
    void build();
    [[nodiscard]] std::string document(int instances) const;

    penstock::test::TempDir m_folder;
    SystemClock m_clock;
    SystemRandom m_random;
    simulator::Simulator m_azure;
    std::uint16_t m_port;
    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<KeyringHand> m_keyring;
    std::unique_ptr<Keychain> m_keychain;
    std::unique_ptr<service::EmbeddedGateway> m_gateway;
    std::unique_ptr<service::ConfigDesk> m_desk;
    std::unique_ptr<shell::MainWindow> m_window;
};

} // namespace penstock::gui::test

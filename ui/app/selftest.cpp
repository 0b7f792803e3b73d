#include "app/selftest.h"

#include "app/consoleoptions.h"
#include "base/clock.h"
#include "secrets/localsecrets.h"
#include "service/embeddedgateway.h"
#include "theme/faces.h"
#include "theme/glyph.h"

#include <QCoreApplication>
#include <QFile>
#include <QTimer>

#include <chrono>
#include <ostream>

namespace penstock::app
{

namespace
{

using service::GatewayPhase;

constexpr std::chrono::seconds patience(10);

bool report(std::ostream &out, std::string_view step, bool isGood)
{
    out << (isGood ? "ok      " : "failed  ") << step << '\n';
    return isGood;
}

bool hasResources()
{
    for (int glyph = 0; glyph < theme::glyphCount; ++glyph) {
        if (!QFile::exists(theme::glyphFile(static_cast<theme::Glyph>(glyph)))) {
            return false;
        }
    }
    return theme::loadFaces().has_value() && !theme::interfaceFamily().isEmpty()
        && !theme::monoFamily().isEmpty();
}

/// Waits in the event loop for the gateway to get into a phase.
bool reaches(service::Gateway &gateway, GatewayPhase phase)
{
    QTimer::singleShot(patience, &gateway, [] { QCoreApplication::exit(1); });
    const auto look = [&gateway, phase] {
        if (gateway.status().phase == phase) {
            QCoreApplication::exit(0);
        }
    };
    const auto connection
        = QObject::connect(&gateway, &service::Gateway::statusChanged, &gateway, look);
    const bool isReached = QCoreApplication::exec() == 0;
    QObject::disconnect(connection);
    return isReached && !gateway.status().error;
}

bool runsAGateway(std::string_view version, std::ostream &out)
{
    const SystemClock clock;
    service::EmbeddedGateway gateway({.version = std::string(version), .clock = &clock});
    auto config = std::make_shared<GatewayConfig>();
    config->listen.port = 0;
    gateway.start({config, std::make_shared<LocalSecrets>(LocalSecrets::Variables(), nullptr)});
    if (!report(out, "the gateway starts", reaches(gateway, GatewayPhase::Running))) {
        return false;
    }
    gateway.stop(std::chrono::milliseconds(0));
    return report(out, "the gateway stops", reaches(gateway, GatewayPhase::Stopped));
}

} // namespace

int runSelfTest(std::string_view version, std::ostream &out)
{
    const bool hasAll = report(out, "fonts and icons are there", hasResources());
    const bool isGood = runsAGateway(version, out) && hasAll;
    return static_cast<int>(isGood ? ExitCode::Ok : ExitCode::Negative);
}

} // namespace penstock::app

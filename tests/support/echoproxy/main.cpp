#include "echoproxy/relay.h"
#include "http/httplistener.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <array>
#include <cstdio>
#include <unistd.h>

using namespace penstock;

// From HTTP in to HTTP out and nothing in between: what tests and benchmarks of the two ends run
// against.
int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions(
        {{QStringLiteral("port"), QString(), QStringLiteral("port"), QStringLiteral("0")},
         {QStringLiteral("upstream"), QString(), QStringLiteral("url")},
         {QStringLiteral("workers"), QString(), QStringLiteral("number"), QStringLiteral("1")},
         {QStringLiteral("portable"), QStringLiteral("As on systems without epoll.")},
         {QStringLiteral("while-stdin"), QStringLiteral("Ends when its input does.")},
         {QStringLiteral("ca-file"), QString(), QStringLiteral("file")}});
    parser.process(application);

    auto connection = std::make_shared<upstream::ConnectionOptions>();
    connection->proxy = upstream::ProxyChoice::None;
    connection->caFile = parser.value(QStringLiteral("ca-file")).toStdString();
    constexpr int mostIdle = 1024;
    connection->mostIdle = mostIdle;
    const bool isPortable = parser.isSet(QStringLiteral("portable"));
    test::EchoProxyOptions options{
        .upstream = parser.value(QStringLiteral("upstream")).toStdString(),
        .connection = connection,
        .watch = isPortable ? upstream::SocketWatch::Portable : upstream::SocketWatch::Best};

    const SystemClock clock;
    http::HttpListener listener(
        {.makeHandler = [&] { return std::make_unique<test::EchoProxy>(options); },
         .workers = parser.value(QStringLiteral("workers")).toInt(),
         .eventPath = isPortable ? EventPath::Portable : EventPath::Best,
         .clock = &clock});
    options.listener = &listener;
    const auto listening = listener.listen(
        {{"127.0.0.1", static_cast<std::uint16_t>(parser.value(QStringLiteral("port")).toUInt())}});
    if (!listening) {
        std::fprintf(stderr, "%s\n", listening.error().message.c_str());
        return 1;
    }
    std::printf("listening on %d\n", listener.addresses().front().port);
    std::fflush(stdout);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    input.setEnabled(parser.isSet(QStringLiteral("while-stdin")));
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        std::array<char, 16> bytes{};
        if (::read(STDIN_FILENO, bytes.data(), bytes.size()) <= 0) {
            QCoreApplication::quit();
        }
    });
    return QCoreApplication::exec();
}

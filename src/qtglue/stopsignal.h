#pragma once

#include <QObject>

#include <memory>

namespace penstock
{

/// Hears, while it lives, that somebody wants the program to end: SIGTERM or SIGINT, or the closing
/// of its console window.
class StopSignal final : public QObject
{
    Q_OBJECT

public:
    explicit StopSignal(QObject *parent = nullptr);
    ~StopSignal() override;

Q_SIGNALS:
    void requested();

private:
    class Watch;
    std::unique_ptr<Watch> m_watch;
};

} // namespace penstock

#pragma once

#include "theme/systemscheme.h"

#include <QDBusConnection>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace penstock::theme
{

/// What the desktop portal says, on Linux: asked once, heard of afterwards, never waited for.
class PortalScheme final : public SystemScheme
{
    Q_OBJECT

public:
    explicit PortalScheme(const QDBusConnection &bus);

    [[nodiscard]] std::optional<Scheme> scheme() const override { return m_scheme; }

private Q_SLOTS:
    void takeSetting(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void takeAnswer(QDBusPendingCallWatcher *watcher);
    void take(const QVariant &value);

    std::optional<Scheme> m_scheme;
};

} // namespace penstock::theme

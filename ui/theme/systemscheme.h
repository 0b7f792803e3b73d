#pragma once

#include "theme/scheme.h"

#include <QObject>

#include <memory>
#include <optional>

namespace penstock::theme
{

/// What the desktop prefers.
class SystemScheme : public QObject
{
    Q_OBJECT

public:
    /// Of the platform that the program runs on. To be called before a palette of ours is set: it
    /// is judged by the desktop's palette where nothing better tells.
    [[nodiscard]] static std::unique_ptr<SystemScheme> ofPlatform();

    /// Nothing when the desktop does not say, or has not yet.
    [[nodiscard]] virtual std::optional<Scheme> scheme() const = 0;

Q_SIGNALS:
    void changed();
};

} // namespace penstock::theme

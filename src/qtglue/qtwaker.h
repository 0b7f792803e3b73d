#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace penstock
{

/// Carries a wake-up, such as a Mailbox gives, into the event loop of the thread that this object
/// lives in, and calls a function there. Wake-ups that come before the call make one call together;
/// one that comes during it makes another.
class QtWaker final : public QObject
{
public:
    explicit QtWaker(std::function<void()> woken, QObject *parent = nullptr);
    ~QtWaker() override;

    /// May be called from any thread, and still when this object is gone: then it does nothing.
    [[nodiscard]] std::function<void()> wake() const;

    [[nodiscard]] bool event(QEvent *event) override;

private:
    struct Link;
    std::shared_ptr<Link> m_link;
};

} // namespace penstock

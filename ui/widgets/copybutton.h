#pragma once

#include <QToolButton>

#include <functional>

class QTimer;

namespace penstock::widgets
{

/// Copies a text, and shows for a moment that it did. Not for secrets.
class CopyButton final : public QToolButton
{
    Q_OBJECT

public:
    /// `what` names it for tool tip and screen reader: "Copy the address".
    explicit CopyButton(const QString &what, QWidget *parent = nullptr);

    void setCopiedText(const QString &text);
    /// Asked when the button is pressed.
    void setSource(std::function<QString()> source);

Q_SIGNALS:
    void copied();

private:
    void copy();
    void showPlain();

    QString m_what;
    std::function<QString()> m_source;
    QTimer *m_confirmation;
};

} // namespace penstock::widgets

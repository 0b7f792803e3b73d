#pragma once

#include "widgets/message.h"

#include <QFrame>

#include <chrono>
#include <optional>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace penstock::widgets
{

/// A message in the page: icon, sentence, what can be done, and the technical side on demand.
class InfoBar final : public QFrame
{
    Q_OBJECT

public:
    explicit InfoBar(const Message &message, QWidget *parent = nullptr);

    [[nodiscard]] const Message &message() const { return m_message; }
    void setMessage(const Message &message);
    /// The time that is left to take something back, on the button for it.
    void setRemaining(std::chrono::seconds remaining);
    [[nodiscard]] bool showsDetails() const;
    /// The pointer is on it.
    [[nodiscard]] bool hasAttention() const { return m_hasAttention; }

    /// The id of the action of a message of MessageKind::Undo.
    [[nodiscard]] static QString undoAction() { return QStringLiteral("undo"); }

Q_SIGNALS:
    void actionChosen(const QString &actionId);
    void closeRequested();
    void attentionChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void addActions();
    void addAction(const MessageAction &action);
    void showDetails(bool isShown);
    void showIcon();

    Message m_message;
    QLabel *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_actions;
    QPushButton *m_undo = nullptr;
    QPushButton *m_detailsButton;
    QToolButton *m_close;
    QWidget *m_detailsBox;
    QLabel *m_details;
    bool m_hasAttention = false;
};

} // namespace penstock::widgets

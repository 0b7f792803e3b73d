#include "widgets/fieldrow.h"

#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/secretfield.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace penstock::widgets
{

FieldRow::FieldRow(const QString &label, QWidget *field, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_message(new QLabel(this))
{
    auto *caption = new QLabel(label, this);
    caption->setBuddy(field);
    theme::setTypeRole(*caption, theme::TypeRole::Label);
    theme::setTextTone(*caption, theme::TextTone::Muted);
    theme::setTypeRole(*m_message, theme::TypeRole::Caption);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::metrics::space4);
    rows->addWidget(caption);
    rows->addWidget(field);
    rows->addWidget(m_message);

    if (field->accessibleName().isEmpty()) {
        field->setAccessibleName(caption->text().remove(QLatin1Char('&')));
    }
    if (auto *line = qobject_cast<QLineEdit *>(field)) {
        connect(line, &QLineEdit::textChanged, this, &FieldRow::noteEdited);
    }
    if (auto *secret = qobject_cast<SecretField *>(field)) {
        connect(secret, &SecretField::edited, this, &FieldRow::noteEdited);
    }
    // Not FocusOut of the field: what has the focus in it may be one of several parts.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *from, const QWidget *to) {
        if (isOfField(from) && !isOfField(to)) {
            validate();
        }
    });
    showMessage();
}

FieldRow::~FieldRow()
{
    // The field loses the focus when it is deleted, after this object has gone.
    disconnect(qApp, nullptr, this, nullptr);
}

void FieldRow::setHint(const QString &hint)
{
    m_hint = hint;
    showMessage();
}

void FieldRow::setCheck(Check check)
{
    m_check = std::move(check);
    showMessage();
}

bool FieldRow::isValid() const
{
    return !m_check || m_check().isEmpty();
}

bool FieldRow::validate()
{
    m_wasLeft = true;
    showMessage();
    return m_shownError.isEmpty();
}

void FieldRow::noteEdited()
{
    showMessage();
    Q_EMIT edited();
}

bool FieldRow::isOfField(const QWidget *widget) const
{
    return widget != nullptr && (widget == m_field || m_field->isAncestorOf(widget));
}

void FieldRow::showMessage()
{
    m_shownError = m_wasLeft && m_check ? m_check() : QString();
    const bool isError = !m_shownError.isEmpty();
    theme::setTextTone(*m_message, isError ? theme::TextTone::Bad : theme::TextTone::Muted);
    m_message->setText(isError ? m_shownError : m_hint);
    m_message->setVisible(!m_message->text().isEmpty());
    m_field->setAccessibleDescription(m_message->text());
}

} // namespace penstock::widgets

#pragma once

#include <QWidget>

#include <functional>

class QLabel;

namespace penstock::widgets
{

/// A field of a form: label above, hint or error below. Nothing is called wrong before the person
/// has left the field once; from then on it is judged while they type.
class FieldRow final : public QWidget
{
    Q_OBJECT

public:
    /// What is wrong, as one sentence; empty when nothing is.
    using Check = std::function<QString()>;

    /// Takes the field as a child. A line edit and a SecretField tell by themselves that they were
    /// edited; for other fields connect their signal to noteEdited().
    FieldRow(const QString &label, QWidget *field, QWidget *parent = nullptr);
    ~FieldRow() override;

    void setHint(const QString &hint);
    void setCheck(Check check);
    /// Whether the check has nothing to say now, shown or not.
    [[nodiscard]] bool isValid() const;
    /// The error that stands below the field; empty while none is shown.
    [[nodiscard]] QString shownError() const { return m_shownError; }
    /// For "Save": shows what is wrong even if the field was never touched.
    bool validate();

public Q_SLOTS:
    void noteEdited();

Q_SIGNALS:
    void edited();

private:
    [[nodiscard]] bool isOfField(const QWidget *widget) const;
    void showMessage();

    QWidget *m_field;
    QLabel *m_message;
    Check m_check;
    QString m_hint;
    QString m_shownError;
    bool m_wasLeft = false;
};

} // namespace penstock::widgets

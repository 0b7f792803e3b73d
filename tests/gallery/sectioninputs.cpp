#include "parts.h"
#include "sections.h"
#include "theme/icon.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

namespace penstock::gallery
{

namespace
{

QLineEdit *makeField(const QString &text, const QString &placeholder = {})
{
    auto *field = new QLineEdit(text);
    field->setPlaceholderText(placeholder);
    field->setMinimumWidth(180);
    return field;
}

QLineEdit *makeFilter()
{
    QLineEdit *filter = makeField({}, QStringLiteral("state:open region:eu"));
    filter->addAction(theme::icon(theme::Glyph::Funnel, theme::IconRole::Muted),
                      QLineEdit::LeadingPosition);
    filter->setClearButtonEnabled(true);
    return filter;
}

QComboBox *makeCombo()
{
    auto *combo = new QComboBox;
    combo->addItems({QStringLiteral("least loaded"), QStringLiteral("round robin")});
    return combo;
}

QWidget *makeFields()
{
    QLineEdit *mono = makeField(QStringLiteral("gpt-4o-2024-11-20"));
    theme::setTypeRole(*mono, theme::TypeRole::Mono);
    QLineEdit *off = makeField(QStringLiteral("Disabled"));
    off->setEnabled(false);
    QLineEdit *ringed = makeField(QStringLiteral("Focus"));
    QLineEdit *cleared = makeFilter();
    cleared->setText(QStringLiteral("region:eu"));
    QWidget *row
        = makeRow({makeField(QStringLiteral("eu-1")), mono, makeFilter(), cleared, off, ringed});
    addRing(ringed);
    return row;
}

QWidget *makeChoices()
{
    QComboBox *editable = makeCombo();
    editable->setEditable(true);
    QComboBox *off = makeCombo();
    off->setEnabled(false);
    auto *spin = new QSpinBox;
    spin->setRange(0, 1000);
    spin->setValue(100);
    auto *seconds = new QDoubleSpinBox;
    seconds->setSuffix(QStringLiteral(" s"));
    seconds->setValue(2.5);
    auto *offSpin = new QSpinBox;
    offSpin->setEnabled(false);
    auto *plain = new QSpinBox;
    plain->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return makeRow({makeCombo(), editable, off, spin, seconds, offSpin, plain});
}

QWidget *makeEditor()
{
    auto *editor = new QPlainTextEdit(
        QStringLiteral("instances:\n  - name: eu-1\n    endpoint: https://contoso-eu1\n    weight: "
                       "100\n  - name: eu-2\n    # a -> b, != and // stay as typed\n"));
    theme::setTypeRole(*editor, theme::TypeRole::Mono);
    editor->setFixedSize(460, 96);
    QTextCursor cursor = editor->textCursor();
    cursor.setPosition(13);
    cursor.setPosition(25, QTextCursor::KeepAnchor);
    editor->setTextCursor(cursor);
    auto *off = new QPlainTextEdit(QStringLiteral("Disabled"));
    off->setEnabled(false);
    off->setFixedSize(200, 96);
    return makeRow({editor, off});
}

} // namespace

QWidget *makeInputs()
{
    return makeColumn({makeFields(), makeChoices(), makeEditor()});
}

} // namespace penstock::gallery

#include "parts.h"
#include "sections.h"
#include "widgets/fieldrow.h"
#include "widgets/secretfield.h"

#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QLineEdit>

namespace penstock::gallery
{

namespace
{

using widgets::FieldRow;
using widgets::SecretField;

FieldRow *makeField(const QString &label, QWidget *field, const QString &hint, const QString &error)
{
    auto *row = new FieldRow(label, field);
    row->setHint(hint);
    row->setCheck([error] { return error; });
    if (!error.isEmpty()) {
        row->validate();
    }
    row->setFixedWidth(380);
    return row;
}

SecretField *makeTyped()
{
    auto *field = new SecretField;
    field->setNothingStored(QStringLiteral("Will be stored in GNOME Keyring"));
    QInputMethodEvent typed;
    typed.setCommitString(QStringLiteral("not-a-real-key"));
    QCoreApplication::sendEvent(field->focusProxy(), &typed);
    return field;
}

} // namespace

QWidget *makeForms()
{
    auto *stored = new SecretField;
    stored->setStored({QStringLiteral("GNOME Keyring"), QStringLiteral("…a1b2")});
    auto *empty = new SecretField;
    empty->setPlaceholder(QStringLiteral("Paste the key"));
    empty->setNothingStored(QStringLiteral("Will be stored in GNOME Keyring"));

    QWidget *fields = makeRow({
        makeField(QStringLiteral("&Name"), new QLineEdit(QStringLiteral("eu-1")),
                  QStringLiteral("Short; it stands in tables and logs."), {}),
        makeField(QStringLiteral("&Endpoint"), new QLineEdit(QStringLiteral("htps://contoso")), {},
                  QStringLiteral("The address starts with https://.")),
    });
    QWidget *secrets = makeRow({
        makeField(QStringLiteral("Key, none stored"), empty, {}, {}),
        makeField(QStringLiteral("Key, typed"), makeTyped(), {}, {}),
        makeField(QStringLiteral("Key, stored"), stored, {}, {}),
    });
    return makeColumn({fields, secrets});
}

} // namespace penstock::gallery

#include "theme/theme.h"
#include "widgets/secretbuffer.h"
#include "widgets/secretfield.h"
#include "widgets/secretline.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMetaProperty>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace penstock;
using namespace penstock::widgets;

class SecretFieldTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void buffer_edits();
    void buffer_leavesNothingBehind();
    void buffer_refusesWhatDoesNotFit();
    void typed_isTakenOnce();
    void pasted_losesLineEnds();
    void take_isUtf8();
    void noProperty_tellsIt();
    void undo_bringsNothingBack();
    void copyAndCut_leaveTheClipboard();
    void inputMethod_isToldNothing();
    void screenReader_isToldNothing();
    void picture_isTheSameForAllSecrets();
    void eye_showsOnlyWhilePressed();
    void hiding_masksAgain();
    void stored_showsTheHintOnly();
    void replace_canBeTakenBack();

private:
    [[nodiscard]] SecretLine &line() const { return *m_field->findChild<SecretLine *>(); }
    [[nodiscard]] QAbstractButton *button(const QString &text) const;
    void type(const QString &text) const { QTest::keyClicks(&line(), text); }

    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<SecretField> m_field;
};

namespace
{

const QString secret = QStringLiteral("sk-Zebra93");

QString textOf(const SecretString &value)
{
    return QString::fromUtf8(value.reveal().data(), static_cast<qsizetype>(value.reveal().size()));
}

/// Every property of every object below, as text.
QString everythingIn(const QObject &root)
{
    QString all;
    QObjectList objects = root.findChildren<QObject *>();
    objects.append(const_cast<QObject *>(&root));
    for (const QObject *object : objects) {
        for (int i = 0; i < object->metaObject()->propertyCount(); ++i) {
            all += object->metaObject()->property(i).read(object).toString() + QLatin1Char('\n');
        }
        for (const QByteArray &name : object->dynamicPropertyNames()) {
            all += object->property(name.constData()).toString() + QLatin1Char('\n');
        }
    }
    return all;
}

} // namespace

void SecretFieldTest::init()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
    m_field = std::make_unique<SecretField>();
    m_field->resize(360, m_field->sizeHint().height());
    m_field->show();
    QVERIFY(QTest::qWaitForWindowActive(m_field.get()));
    QGuiApplication::clipboard()->setText(QStringLiteral("as it was"));
}

void SecretFieldTest::cleanup()
{
    m_field.reset();
    m_theme.reset();
}

QAbstractButton *SecretFieldTest::button(const QString &text) const
{
    for (QAbstractButton *each : m_field->findChildren<QAbstractButton *>()) {
        if (each->text() == text) {
            return each;
        }
    }
    return nullptr;
}

void SecretFieldTest::buffer_edits()
{
    SecretBuffer buffer;
    QVERIFY(buffer.insert(u"abcd"));
    buffer.moveTo(1, SecretBuffer::Move::Cursor);
    buffer.moveTo(3, SecretBuffer::Move::Selection);
    QCOMPARE(buffer.selectionLength(), 2);
    QVERIFY(buffer.insert(u"X"));
    QCOMPARE(buffer.reveal().toString(), QStringLiteral("aXd"));
    QCOMPARE(buffer.cursor(), 2);
    buffer.eraseAfter();
    buffer.eraseAfter();
    buffer.eraseBefore();
    QCOMPARE(buffer.reveal().toString(), QStringLiteral("a"));
    buffer.moveTo(-5, SecretBuffer::Move::Cursor);
    buffer.eraseBefore();
    buffer.moveTo(99, SecretBuffer::Move::Cursor);
    QCOMPARE(buffer.cursor(), 1);
    buffer.selectAll();
    buffer.eraseSelection();
    QCOMPARE(buffer.length(), 0);
}

void SecretFieldTest::buffer_leavesNothingBehind()
{
    SecretBuffer buffer;
    QVERIFY(buffer.insert(secret));
    const QChar *place = buffer.reveal().data();
    QVERIFY(buffer.insert(QString(1000, QLatin1Char('y'))));
    QCOMPARE(buffer.reveal().data(), place);
    const int length = buffer.length();
    QCOMPARE(textOf(buffer.take()).size(), length);
    // The memory still is the buffer's.
    QVERIFY(buffer.insert(u"z"));
    QCOMPARE(buffer.reveal().data(), place);
    for (int i = 1; i < length; ++i) {
        QCOMPARE(place[i], QChar());
    }
}

void SecretFieldTest::buffer_refusesWhatDoesNotFit()
{
    SecretBuffer buffer;
    QVERIFY(buffer.insert(u"a"));
    QVERIFY(!buffer.insert(QString(SecretBuffer::capacity, QLatin1Char('y'))));
    QCOMPARE(buffer.reveal().toString(), QStringLiteral("a"));
}

void SecretFieldTest::typed_isTakenOnce()
{
    QSignalSpy edited(m_field.get(), &SecretField::edited);
    type(secret);
    QCOMPARE(edited.size(), secret.size());
    QVERIFY(m_field->hasSecret());
    QCOMPARE(textOf(m_field->takeSecret()), secret);
    QVERIFY(!m_field->hasSecret());
    QVERIFY(m_field->takeSecret().isEmpty());
}

void SecretFieldTest::pasted_losesLineEnds()
{
    QGuiApplication::clipboard()->setText(QStringLiteral("  ") + secret + QStringLiteral("\r\n"));
    QTest::keySequence(&line(), QKeySequence::Paste);
    QCOMPARE(textOf(m_field->takeSecret()), secret);
}

void SecretFieldTest::take_isUtf8()
{
    QGuiApplication::clipboard()->setText(QStringLiteral("grün€"));
    QTest::keySequence(&line(), QKeySequence::Paste);
    QCOMPARE(textOf(m_field->takeSecret()), QStringLiteral("grün€"));
}

void SecretFieldTest::noProperty_tellsIt()
{
    type(secret);
    QVERIFY(!everythingIn(*m_field).contains(secret));
    QTest::mousePress(m_field->findChild<QToolButton *>(), Qt::LeftButton);
    QVERIFY(!everythingIn(*m_field).contains(secret));
    QVERIFY(m_field->findChildren<QLineEdit *>().isEmpty());
}

void SecretFieldTest::undo_bringsNothingBack()
{
    type(secret);
    QTest::keySequence(&line(), QKeySequence::SelectAll);
    QTest::keyClick(&line(), Qt::Key_Delete);
    QTest::keySequence(&line(), QKeySequence::Undo);
    QVERIFY(!m_field->hasSecret());
    type(secret);
    QVERIFY(!m_field->takeSecret().isEmpty());
    QTest::keySequence(&line(), QKeySequence::Undo);
    QTest::keySequence(&line(), QKeySequence::Redo);
    QVERIFY(!m_field->hasSecret());
}

void SecretFieldTest::copyAndCut_leaveTheClipboard()
{
    type(secret);
    QTest::keySequence(&line(), QKeySequence::SelectAll);
    QTest::keySequence(&line(), QKeySequence::Copy);
    QTest::keySequence(&line(), QKeySequence::Cut);
    QTest::mouseDClick(&line(), Qt::LeftButton);
    QTest::mousePress(&line(), Qt::LeftButton, {}, {20, 10});
    QTest::mouseMove(&line(), {200, 10});
    QTest::mouseRelease(&line(), Qt::LeftButton, {}, {200, 10});
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("as it was"));
    QCOMPARE(textOf(m_field->takeSecret()), secret);
}

void SecretFieldTest::inputMethod_isToldNothing()
{
    type(secret);
    QTest::keySequence(&line(), QKeySequence::SelectAll);
    const auto asked
        = [this](Qt::InputMethodQuery query) { return line().inputMethodQuery(query); };
    const Qt::InputMethodHints hints(asked(Qt::ImHints).toInt());
    QVERIFY(hints.testFlag(Qt::ImhSensitiveData));
    QVERIFY(hints.testFlag(Qt::ImhHiddenText));
    QVERIFY(hints.testFlag(Qt::ImhNoPredictiveText));
    for (const auto query : {Qt::ImSurroundingText, Qt::ImCurrentSelection, Qt::ImTextBeforeCursor,
                             Qt::ImTextAfterCursor}) {
        QVERIFY(asked(query).toString().isEmpty());
    }
}

void SecretFieldTest::screenReader_isToldNothing()
{
    type(secret);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&line());
    QCOMPARE(interface->role(), QAccessible::EditableText);
    QVERIFY(interface->state().passwordEdit);
    QVERIFY(!interface->text(QAccessible::Name).isEmpty());
    for (const auto text : {QAccessible::Name, QAccessible::Description, QAccessible::Value}) {
        QVERIFY(!interface->text(text).contains(secret));
    }
    QVERIFY(interface->textInterface() == nullptr);
}

void SecretFieldTest::picture_isTheSameForAllSecrets()
{
    type(secret);
    m_field->setFocus();
    line().clearFocus();
    const QImage one = line().grab().toImage();
    m_field->clear();
    type(QString(secret.size(), QLatin1Char('i')));
    line().clearFocus();
    QCOMPARE(line().grab().toImage(), one);
}

void SecretFieldTest::eye_showsOnlyWhilePressed()
{
    auto *eye = m_field->findChild<QToolButton *>();
    QVERIFY(!eye->isEnabled());
    type(secret);
    QVERIFY(eye->isEnabled());
    QTest::mousePress(eye, Qt::LeftButton);
    QCOMPARE(line().visibility(), Visibility::Revealed);
    QTest::mouseRelease(eye, Qt::LeftButton);
    QCOMPARE(line().visibility(), Visibility::Masked);
    QTest::keyPress(eye, Qt::Key_Space);
    QCOMPARE(line().visibility(), Visibility::Revealed);
    QTest::keyRelease(eye, Qt::Key_Space);
    QCOMPARE(line().visibility(), Visibility::Masked);
}

void SecretFieldTest::hiding_masksAgain()
{
    type(secret);
    line().setVisibility(Visibility::Revealed);
    m_field->hide();
    QCOMPARE(line().visibility(), Visibility::Masked);
    line().setVisibility(Visibility::Revealed);
    m_field->setEnabled(false);
    QCOMPARE(line().visibility(), Visibility::Masked);
}

void SecretFieldTest::stored_showsTheHintOnly()
{
    type(secret);
    m_field->setStored({QStringLiteral("GNOME Keyring"), QStringLiteral("…a1b2")});
    QVERIFY(!m_field->hasSecret());
    QVERIFY(line().isHidden());
    QVERIFY(m_field->findChild<QToolButton *>()->isHidden());
    const QString shown = everythingIn(*m_field);
    QVERIFY(shown.contains(QStringLiteral("…a1b2")));
    QVERIFY(shown.contains(QStringLiteral("Stored in GNOME Keyring")));
}

void SecretFieldTest::replace_canBeTakenBack()
{
    m_field->setStored({QStringLiteral("GNOME Keyring"), QStringLiteral("…a1b2")});
    button(QStringLiteral("Replace"))->click();
    QVERIFY(line().isVisible());
    QVERIFY(line().hasFocus());
    type(secret);
    button(QStringLiteral("Keep stored key"))->click();
    QVERIFY(line().isHidden());
    QVERIFY(!m_field->hasSecret());
}

QTEST_MAIN(SecretFieldTest)
#include "tst_secretfield.moc"

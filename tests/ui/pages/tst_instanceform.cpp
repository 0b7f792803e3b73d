#include "pages/instanceform.h"
#include "theme/theme.h"
#include "widgets/fieldrow.h"
#include "widgets/secretline.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMetaProperty>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <limits>

using namespace penstock;
using namespace penstock::pages;

/// The form by itself: keys and clicks in, a draft and a key out.
class TestInstanceForm final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void empty_saysAllThatIsMissing();
    void wrong_isSaidBelowItsField_data();
    void wrong_isSaidBelowItsField();
    void mended_isNoErrorAnyMore();
    void filled_isADraft();
    void begun_showsWhatIs();
    void limit_isAsLargeAsItIs_data();
    void limit_isAsLargeAsItIs();
    void enter_saves_data();
    void enter_saves();
    void enterAmongTheModels_isALine();
    void escape_cancels_data();
    void escape_cancels();
    void key_isNowhereToBeRead();
    void key_isForgottenAtTheNextBegin();
    void storedKey_isEnough();
    void busy_takesNothing();
    void version_isForAzureAlone();

private:
    /// The field with this label.
    [[nodiscard]] QWidget *field(const char *name) const;
    [[nodiscard]] QString errorOf(const char *name) const;
    [[nodiscard]] QPushButton *button(const char *text) const;
    void enter(const char *name, const char *text) const;
    void fill() const;
    /// Every focusable part of a field, as a row of a table.
    static void fieldRows();
    /// What has the keyboard in this field.
    [[nodiscard]] QWidget *focusIn(const char *name) const;

    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<InstanceForm> m_form;
};

namespace
{

const QString secret = QStringLiteral("sk-Zebra93");

/// Every property of every object below, and all that a screen reader gets, as text.
QString everythingIn(QObject &root)
{
    QString all;
    QObjectList objects = root.findChildren<QObject *>();
    objects.append(&root);
    for (QObject *const object : objects) {
        for (int i = 0; i < object->metaObject()->propertyCount(); ++i) {
            all += object->metaObject()->property(i).read(object).toString() + QLatin1Char('\n');
        }
        for (const QByteArray &name : object->dynamicPropertyNames()) {
            all += object->property(name.constData()).toString() + QLatin1Char('\n');
        }
        QAccessibleInterface *const accessible = QAccessible::queryAccessibleInterface(object);
        if (accessible == nullptr) {
            continue;
        }
        for (const auto part : {QAccessible::Name, QAccessible::Description, QAccessible::Value,
                                QAccessible::Help, QAccessible::Accelerator}) {
            all += accessible->text(part) + QLatin1Char('\n');
        }
        if (const auto *const text = accessible->textInterface()) {
            all += text->text(0, text->characterCount()) + QLatin1Char('\n');
        }
    }
    return all;
}

} // namespace

void TestInstanceForm::init()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
    m_form = std::make_unique<InstanceForm>();
    m_form->setTaken([](const std::string &name) { return name == "taken"; });
    m_form->begin({}, {.stored = {}, .willBe = QStringLiteral("Will be stored in a keychain")});
    m_form->resize(1000, 360);
    m_form->show();
    QVERIFY(QTest::qWaitForWindowActive(m_form.get()));
}

void TestInstanceForm::cleanup()
{
    m_form.reset();
    m_theme.reset();
}

QWidget *TestInstanceForm::field(const char *name) const
{
    for (const QLabel *const label : m_form->findChildren<QLabel *>()) {
        if (label->buddy() != nullptr
            && label->text().remove(QLatin1Char('&')) == QLatin1String(name)) {
            return label->buddy();
        }
    }
    return nullptr;
}

QString TestInstanceForm::errorOf(const char *name) const
{
    return qobject_cast<widgets::FieldRow *>(field(name)->parentWidget())->shownError();
}

QPushButton *TestInstanceForm::button(const char *text) const
{
    for (QPushButton *const each : m_form->findChildren<QPushButton *>()) {
        if (each->text().remove(QLatin1Char('&')) == QLatin1String(text)) {
            return each;
        }
    }
    return nullptr;
}

QWidget *TestInstanceForm::focusIn(const char *name) const
{
    field(name)->setFocus(Qt::TabFocusReason);
    return QApplication::focusWidget();
}

void TestInstanceForm::enter(const char *name, const char *text) const
{
    QWidget *const into = focusIn(name);
    QTest::keySequence(into, QKeySequence::SelectAll);
    QTest::keyClick(into, Qt::Key_Delete);
    QTest::keyClicks(into, QLatin1String(text));
}

void TestInstanceForm::fill() const
{
    enter("Name", "eu-1");
    enter("Endpoint", "r.openai.azure.com/");
    enter("Models and deployments", "gpt-4o = mine");
    enter("Key", "sk-Zebra93");
}

void TestInstanceForm::empty_saysAllThatIsMissing()
{
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    for (const char *const name : {"Name", "Endpoint", "Models and deployments", "Key"}) {
        QVERIFY2(errorOf(name).isEmpty(), name); // nothing is wrong before it was tried
    }
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    QCOMPARE(saveWanted.count(), 0);
    for (const char *const name : {"Name", "Endpoint", "Models and deployments", "Key"}) {
        QVERIFY2(!errorOf(name).isEmpty(), name);
        QVERIFY2(field(name)->accessibleDescription() == errorOf(name), name);
    }
}

void TestInstanceForm::wrong_isSaidBelowItsField_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *title, const char *name, const char *text, const char *said) {
        QTest::newRow(title) << QByteArray(name) << QByteArray(text) << QByteArray(said);
    };
    row("a space in the name", "Name", "eu 1", "Letters, digits");
    row("a name that begins with a dot", "Name", ".eu", "Letters, digits");
    row("a name that another has", "Name", "taken", "of this name");
    row("no web address", "Endpoint", "ftp://r.openai.azure.com", "no web address");
    row("no host", "Endpoint", "https://", "no web address");
    row("a space in the address", "Endpoint", "https://a b.com", "no web address");
    row("half a model", "Models and deployments", "gpt-4o = ", "Line 1");
}

void TestInstanceForm::wrong_isSaidBelowItsField()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, said);
    fill();
    enter(name.constData(), text.constData());
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    QCOMPARE(saveWanted.count(), 0);
    QVERIFY2(errorOf(name.constData()).contains(QLatin1String(said)),
             qPrintable(errorOf(name.constData())));
    QLabel *shown = nullptr;
    for (QLabel *const label : field(name.constData())->parentWidget()->findChildren<QLabel *>()) {
        if (label->isVisible() && label->text() == errorOf(name.constData())) {
            shown = label;
        }
    }
    QVERIFY(shown != nullptr);
    const QWidget *const below = field(name.constData());
    QVERIFY(shown->geometry().top() > below->geometry().bottom());
}

void TestInstanceForm::mended_isNoErrorAnyMore()
{
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    fill();
    for (const char *const name : {"Name", "Endpoint", "Models and deployments", "Key"}) {
        QVERIFY2(errorOf(name).isEmpty(), name);
    }
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    QCOMPARE(saveWanted.count(), 1);
}

void TestInstanceForm::filled_isADraft()
{
    fill();
    enter("Region", "Sweden Central");
    enter("Tokens/min", "30000");
    enter("Priority", "5");
    enter("Weight", "50");
    enter("API version", "2024-10-21");
    const InstanceDraft expected{.name = "eu-1",
                                 .apiBase = "https://r.openai.azure.com",
                                 .provider = Provider::Azure,
                                 .apiVersion = "2024-10-21",
                                 .region = "Sweden Central",
                                 .maxTpm = 30'000,
                                 .priority = 5,
                                 .weight = 50,
                                 .models = {{"gpt-4o", "mine"}}};
    QVERIFY(m_form->draft() == expected);
    QVERIFY(m_form->hasNewKey());
}

void TestInstanceForm::begun_showsWhatIs()
{
    const InstanceDraft draft{.name = "one",
                              .apiBase = "http://127.0.0.1:3101",
                              .provider = Provider::Generic,
                              .region = "here",
                              .maxTpm = 77'000,
                              .priority = 1,
                              .weight = 2,
                              .needsKey = false,
                              .models = {{"a", "b"}, {"c", "c"}}};
    m_form->begin(draft, {});
    QVERIFY(m_form->draft() == draft);
    QVERIFY(!m_form->hasNewKey());
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    QCOMPARE(saveWanted.count(), 1); // no key is wanted where none is needed
}

void TestInstanceForm::limit_isAsLargeAsItIs_data()
{
    QTest::addColumn<qint64>("limit");
    QTest::newRow("an int and one") << qint64(2'147'483'648);
    QTest::newRow("what can be entered") << qint64(1'000'000'000'000);
    QTest::newRow("one that no number box has") << std::numeric_limits<qint64>::max();
}

void TestInstanceForm::limit_isAsLargeAsItIs()
{
    QFETCH(const qint64, limit);
    InstanceDraft draft = {.name = "one", .apiBase = "http://127.0.0.1:3101"};
    draft.maxTpm = limit;
    m_form->begin(draft, {});
    QCOMPARE(qint64(m_form->draft().maxTpm), limit);
    enter("Tokens/min", "4000000000");
    QCOMPARE(qint64(m_form->draft().maxTpm), qint64(4'000'000'000));
}

void TestInstanceForm::fieldRows()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *const name : {"Name", "Endpoint", "Key", "API version", "Region", "Tokens/min",
                                   "Priority", "Weight", "Provider", "Models and deployments"}) {
        QTest::newRow(name) << QByteArray(name);
    }
}

void TestInstanceForm::enter_saves_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *const name :
         {"Name", "Endpoint", "Key", "API version", "Region", "Tokens/min", "Priority", "Weight"}) {
        QTest::newRow(name) << QByteArray(name);
    }
}

void TestInstanceForm::enter_saves()
{
    QFETCH(const QByteArray, name);
    fill();
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    QTest::keyClick(focusIn(name.constData()), Qt::Key_Return);
    QCOMPARE(saveWanted.count(), 1);
}

void TestInstanceForm::enterAmongTheModels_isALine()
{
    fill();
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    QWidget *const models = focusIn("Models and deployments");
    QTest::keyClick(models, Qt::Key_End, Qt::ControlModifier);
    QTest::keyClick(models, Qt::Key_Return);
    QTest::keyClicks(models, QStringLiteral("o3"));
    QCOMPARE(saveWanted.count(), 0);
    QCOMPARE(m_form->draft().models.size(), std::size_t(2));
    QTest::keyClick(models, Qt::Key_Tab);
    QVERIFY(QApplication::focusWidget() != models);
}

void TestInstanceForm::escape_cancels_data()
{
    fieldRows();
}

void TestInstanceForm::escape_cancels()
{
    QFETCH(const QByteArray, name);
    QSignalSpy cancelWanted(m_form.get(), &InstanceForm::cancelWanted);
    QTest::keyClick(focusIn(name.constData()), Qt::Key_Escape);
    QCOMPARE(cancelWanted.count(), 1);
}

void TestInstanceForm::key_isNowhereToBeRead()
{
    fill();
    QVERIFY(everythingIn(*m_form).contains(QStringLiteral("eu-1"))); // it does look everywhere
    QVERIFY(!everythingIn(*m_form).contains(secret));
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    QVERIFY(!everythingIn(*m_form).contains(secret));
    for (int saving = 0; saving < 2; ++saving) { // the first time may go wrong
        const SecretString key = m_form->newKey();
        QCOMPARE(QString::fromUtf8(key.reveal().data(), static_cast<int>(key.reveal().size())),
                 secret);
    }
    QVERIFY(!everythingIn(*m_form).contains(secret));
}

void TestInstanceForm::key_isForgottenAtTheNextBegin()
{
    fill();
    m_form->begin({}, {});
    QVERIFY(!m_form->hasNewKey());
    QVERIFY(m_form->newKey().reveal().empty());
}

void TestInstanceForm::storedKey_isEnough()
{
    m_form->begin(
        {.name = "one", .apiBase = "https://r.openai.azure.com", .models = {{"gpt-4o", "gpt-4o"}}},
        {.stored = QStringLiteral("GNOME Keyring"), .willBe = {}});
    QSignalSpy saveWanted(m_form.get(), &InstanceForm::saveWanted);
    QTest::mouseClick(button("Save"), Qt::LeftButton);
    QCOMPARE(saveWanted.count(), 1);
    QVERIFY(!m_form->hasNewKey());
    QVERIFY(everythingIn(*m_form).contains(QStringLiteral("GNOME Keyring")));
    QTest::mouseClick(button("Replace"), Qt::LeftButton);
    QTest::keyClicks(QApplication::focusWidget(), secret);
    QVERIFY(m_form->hasNewKey());
    QTest::mouseClick(button("Keep stored key"), Qt::LeftButton);
    QVERIFY(!m_form->hasNewKey());
}

void TestInstanceForm::busy_takesNothing()
{
    fill();
    m_form->setBusy(true);
    QVERIFY(!field("Name")->isEnabled());
    QVERIFY(button("Save") == nullptr);
    m_form->setBusy(false);
    QVERIFY(button("Save")->isEnabled());
}

void TestInstanceForm::version_isForAzureAlone()
{
    auto *const provider = qobject_cast<QComboBox *>(field("Provider"));
    QVERIFY(provider != nullptr);
    QVERIFY(field("API version")->isEnabled());
    QTest::keyClick(provider, Qt::Key_Down);
    QVERIFY(m_form->draft().provider == Provider::AzureV1);
    QVERIFY(!field("API version")->isEnabled());
    QTest::keyClick(provider, Qt::Key_Up);
    QVERIFY(field("API version")->isEnabled());
}

QTEST_MAIN(TestInstanceForm)
#include "tst_instanceform.moc"

#include "theme/theme.h"
#include "widgets/emptyoverlay.h"
#include "widgets/emptystate.h"

#include <QAccessible>
#include <QApplication>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTest>

using namespace penstock;
using namespace penstock::widgets;

class EmptyOverlayTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void emptyModel_isNothingYet();
    void rows_takeItAway();
    void filteredOut_isNoMatch();
    void hiddenFirstRow_isNoMatch();
    void overlay_coversTheView();
    void state_isNamedAndHasItsButton();

private:
    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<QStandardItemModel> m_source;
    std::unique_ptr<QSortFilterProxyModel> m_proxy;
    std::unique_ptr<QListView> m_view;
    EmptyOverlay *m_overlay = nullptr;
};

void EmptyOverlayTest::init()
{
    m_view.reset();
    m_theme = std::make_unique<theme::Theme>(*qApp);
    m_source = std::make_unique<QStandardItemModel>();
    m_proxy = std::make_unique<QSortFilterProxyModel>();
    m_proxy->setSourceModel(m_source.get());
    m_view = std::make_unique<QListView>();
    m_view->setModel(m_proxy.get());
    m_overlay = new EmptyOverlay(*m_view);
}

void EmptyOverlayTest::emptyModel_isNothingYet()
{
    QCOMPARE(m_overlay->shown(), &m_overlay->nothingYet());
}

void EmptyOverlayTest::rows_takeItAway()
{
    m_source->appendRow(new QStandardItem(QStringLiteral("eu-1")));
    QCOMPARE(m_overlay->shown(), nullptr);
    m_source->removeRow(0);
    QCOMPARE(m_overlay->shown(), &m_overlay->nothingYet());
    m_source->appendRow(new QStandardItem(QStringLiteral("eu-1")));
    m_source->clear();
    QCOMPARE(m_overlay->shown(), &m_overlay->nothingYet());
}

void EmptyOverlayTest::filteredOut_isNoMatch()
{
    m_source->appendRow(new QStandardItem(QStringLiteral("eu-1")));
    m_proxy->setFilterFixedString(QStringLiteral("us"));
    QCOMPARE(m_overlay->shown(), &m_overlay->noMatch());
    m_proxy->setFilterFixedString({});
    QCOMPARE(m_overlay->shown(), nullptr);
}

void EmptyOverlayTest::hiddenFirstRow_isNoMatch()
{
    m_proxy->setFilterFixedString(QStringLiteral("us"));
    QCOMPARE(m_overlay->shown(), &m_overlay->nothingYet());
    m_source->appendRow(new QStandardItem(QStringLiteral("eu-1")));
    QCOMPARE(m_overlay->shown(), &m_overlay->noMatch());
}

void EmptyOverlayTest::overlay_coversTheView()
{
    m_view->resize(300, 200);
    m_view->show();
    QCOMPARE(m_overlay->nothingYet().geometry(), m_view->viewport()->rect());
    m_view->resize(500, 400);
    QCOMPARE(m_overlay->nothingYet().geometry(), m_view->viewport()->rect());
}

void EmptyOverlayTest::state_isNamedAndHasItsButton()
{
    EmptyState &state = m_overlay->nothingYet();
    state.setContent(theme::Glyph::Server, QStringLiteral("No instances yet"),
                     QStringLiteral("Add one."));
    QPushButton *add = state.addAction(QStringLiteral("Add instance"));
    QSignalSpy clicked(add, &QPushButton::clicked);
    QTest::keyClick(add, Qt::Key_Space);
    QCOMPARE(clicked.size(), 1);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&state);
    QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("No instances yet"));
    QCOMPARE(interface->text(QAccessible::Description), QStringLiteral("Add one."));
}

QTEST_MAIN(EmptyOverlayTest)
#include "tst_emptyoverlay.moc"

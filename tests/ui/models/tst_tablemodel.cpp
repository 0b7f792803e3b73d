#include "models/instancerow.h"
#include "models/tablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

#include <random>

using namespace penstock;
using namespace penstock::models;

namespace
{

struct Row {
    InstanceId id;
    int value = 0;

    friend bool operator==(const Row &, const Row &) = default;
};

using Table = TableModel<Row>;

std::vector<Column<Row>> columns()
{
    return {{.title = QStringLiteral("Name"),
             .text = [](const Row &row) { return QString::fromStdString(row.id.value()); }},
            {.title = QStringLiteral("Value"),
             .text = [](const Row &row) { return QString::number(row.value); },
             .sortKey = [](const Row &row) { return row.value; },
             .alignment = Qt::AlignRight,
             .toolTip = [](const Row &row) { return QString::number(row.value * 2); }}};
}

std::vector<Row> rowsOf(const char *letters, int value = 0)
{
    std::vector<Row> rows;
    for (const char *at = letters; *at != '\0'; ++at) {
        rows.push_back({InstanceId(std::string(1, *at)), value});
    }
    return rows;
}

void shuffle(std::string &letters, std::mt19937 &random)
{
    for (std::size_t i = letters.size(); i > 1; --i) {
        std::swap(letters[i - 1], letters[random() % i]);
    }
}

QString lettersOf(const Table &table)
{
    QString letters;
    for (const Row &row : table.rows()) {
        letters += QString::fromStdString(row.id.value());
    }
    return letters;
}

} // namespace

/// Rows are taken in by difference, never by reset.
class TestTableModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cells_comeFromTheColumns();
    void difference_data();
    void difference();
    void changedRows_areToldOfInRuns();
    void selection_survives();
    void anySequence_endsAsWished();
};

void TestTableModel::cells_comeFromTheColumns()
{
    Table table(columns());
    const QAbstractItemModelTester tester(&table);
    table.setRows(rowsOf("ab", 3));
    const QModelIndex cell = table.index(1, 1);
    QCOMPARE(cell.data(), QVariant(QStringLiteral("3")));
    QCOMPARE(cell.data(SortRole), QVariant(3));
    QCOMPARE(cell.data(Qt::ToolTipRole), QVariant(QStringLiteral("6")));
    QCOMPARE(cell.data(IdRole), QVariant(QStringLiteral("b")));
    QCOMPARE(cell.data(MutedRole), QVariant(false));
    QCOMPARE(table.headerData(1, Qt::Horizontal, Qt::DisplayRole),
             QVariant(QStringLiteral("Value")));
    QVERIFY(!table.headerData(7, Qt::Horizontal, Qt::DisplayRole).isValid());
    table.setMuted([](const Row &row) { return row.value == 3; });
    QCOMPARE(cell.data(MutedRole), QVariant(true));
}

void TestTableModel::difference_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name, const char *before, const char *after) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(after);
    };
    row("from nothing", "", "abc");
    row("to nothing", "abc", "");
    row("the same", "abc", "abc");
    row("one in the middle goes", "abc", "ac");
    row("runs go", "abcdefg", "cg");
    row("one comes first", "bc", "abc");
    row("all others", "abc", "def");
    row("turned round", "abcd", "dcba");
    row("last becomes first", "abcd", "dabc");
    row("first becomes last", "abcd", "bcda");
}

void TestTableModel::difference()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    Table table(columns());
    const QAbstractItemModelTester tester(&table);
    table.setRows(rowsOf(before.constData()));
    QSignalSpy resets(&table, &QAbstractItemModel::modelReset);
    table.setRows(rowsOf(after.constData()));
    QCOMPARE(lettersOf(table), QString::fromLatin1(after));
    QCOMPARE(resets.count(), 0);
}

void TestTableModel::changedRows_areToldOfInRuns()
{
    Table table(columns());
    const QAbstractItemModelTester tester(&table);
    table.setRows(rowsOf("abcde"));
    QSignalSpy changes(&table, &QAbstractItemModel::dataChanged);
    table.setRows(rowsOf("abcde"));
    QCOMPARE(changes.count(), 0);
    auto rows = rowsOf("abcde");
    rows[0].value = rows[1].value = rows[4].value = 1;
    table.setRows(rows);
    QCOMPARE(changes.count(), 2);
    QCOMPARE(changes[0][0].toModelIndex(), table.index(0, 0));
    QCOMPARE(changes[0][1].toModelIndex(), table.index(1, 1));
    QCOMPARE(changes[1][0].toModelIndex(), table.index(4, 0));
}

void TestTableModel::selection_survives()
{
    Table table(columns());
    table.setRows(rowsOf("abc"));
    const QPersistentModelIndex selected = table.index(1, 0);
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(&table);
    sorted.setSortRole(SortRole);
    const QPersistentModelIndex inProxy = sorted.mapFromSource(selected);
    table.setRows(rowsOf("xcba", 5));
    QVERIFY(selected.isValid());
    QCOMPARE(selected.data(IdRole), QVariant(QStringLiteral("b")));
    QCOMPARE(inProxy.data(IdRole), QVariant(QStringLiteral("b")));
    table.setRows(rowsOf("xca"));
    QVERIFY(!selected.isValid());
}

void TestTableModel::anySequence_endsAsWished()
{
    std::mt19937 random(20261120);
    Table table(columns());
    const QAbstractItemModelTester tester(&table);
    for (int round = 0; round < 300; ++round) {
        std::string letters = "abcdefghijkl";
        shuffle(letters, random);
        letters.resize(random() % letters.size());
        table.setRows(rowsOf(letters.c_str(), static_cast<int>(random() % 3)));
        QCOMPARE(lettersOf(table), QString::fromStdString(letters));
    }
}

QTEST_APPLESS_MAIN(TestTableModel)
#include "tst_tablemodel.moc"

#include "parts.h"
#include "sections.h"
#include "theme/icon.h"

#include <QHeaderView>
#include <QListView>
#include <QStandardItemModel>
#include <QTableView>
#include <QTreeView>

#include <array>

namespace penstock::gallery
{

namespace
{

using theme::Glyph;
using theme::IconRole;

struct Instance {
    const char *name;
    const char *endpoint;
    const char *region;
    const char *weight;
    Glyph glyph;
    IconRole role;
};

constexpr std::array instances{
    Instance{"eu-1", "contoso-eu1.openai.azure.com", "Sweden Central", "100", Glyph::CircleCheck,
             IconRole::Good},
    Instance{"eu-2", "contoso-eu2.openai.azure.com", "France Central", "100", Glyph::Timer,
             IconRole::Warning},
    Instance{"us-1", "contoso-us1.openai.azure.com", "East US 2", "50", Glyph::CircleX,
             IconRole::Bad},
    Instance{"lab", "localhost:9001", "", "10", Glyph::CircleDashed, IconRole::Neutral},
};

QStandardItem *makeItem(const char *text, theme::TypeRole role = theme::TypeRole::Body)
{
    auto *item = new QStandardItem(QLatin1String(text));
    item->setFont(theme::fontFor(role));
    return item;
}

QStandardItemModel *makeModel(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    model->setHorizontalHeaderLabels({QStringLiteral("Name"), QStringLiteral("Endpoint"),
                                      QStringLiteral("Region"), QStringLiteral("Weight")});
    for (const Instance &instance : instances) {
        QStandardItem *name = makeItem(instance.name, theme::TypeRole::Strong);
        name->setIcon(theme::icon(instance.glyph, instance.role));
        QStandardItem *weight = makeItem(instance.weight, theme::TypeRole::Mono);
        weight->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        model->appendRow({name, makeItem(instance.endpoint, theme::TypeRole::Mono),
                          makeItem(instance.region), weight});
    }
    model->setHeaderData(3, Qt::Horizontal, int(Qt::AlignRight | Qt::AlignVCenter),
                         Qt::TextAlignmentRole);
    return model;
}

QTableView *makeTable()
{
    auto *table = new QTableView;
    table->setModel(makeModel(table));
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSortingEnabled(true);
    table->sortByColumn(0, Qt::AscendingOrder);
    table->setColumnWidth(1, 220);
    table->setColumnWidth(2, 130);
    table->horizontalHeader()->setStretchLastSection(true);
    table->selectRow(1);
    table->setFixedSize(620, 176);
    return table;
}

QTreeView *makeTree()
{
    auto *tree = new QTreeView;
    auto *model = new QStandardItemModel(tree);
    model->setHorizontalHeaderLabels({QStringLiteral("Request")});
    auto *request = makeItem("8f31c2");
    request->appendRow(makeItem("eu-2, 429"));
    request->appendRow(makeItem("eu-1, 200"));
    model->appendRow(request);
    model->appendRow(makeItem("8f31c3"));
    model->item(1)->appendRow(makeItem("us-1, 200"));
    tree->setModel(model);
    tree->expand(request->index());
    tree->setCurrentIndex(request->child(0)->index());
    tree->setFixedSize(240, 176);
    return tree;
}

QListView *makeList()
{
    auto *list = new QListView;
    auto *model = new QStandardItemModel(list);
    for (const char *word : {"General", "Gateway", "Appearance", "Privacy", "Keychain", "Alerts"}) {
        auto *item = makeItem(word);
        item->setCheckable(true);
        model->appendRow(item);
    }
    model->item(1)->setCheckState(Qt::Checked);
    model->item(2)->setEnabled(false);
    list->setModel(model);
    list->setCurrentIndex(model->index(1, 0));
    list->setFixedSize(200, 176);
    return list;
}

} // namespace

QWidget *makeViews()
{
    return makeRow({makeTable(), makeTree(), makeList()});
}

} // namespace penstock::gallery

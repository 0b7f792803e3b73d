#include "widgets/emptyoverlay.h"

#include "widgets/emptystate.h"

#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QEvent>

namespace penstock::widgets
{

EmptyOverlay::EmptyOverlay(QAbstractItemView &view)
    : QObject(&view)
    , m_view(view)
    , m_nothingYet(new EmptyState(view.viewport()))
    , m_noMatch(new EmptyState(view.viewport()))
{
    view.viewport()->installEventFilter(this);
    QAbstractItemModel *model = view.model();
    Q_ASSERT(model != nullptr);
    connect(model, &QAbstractItemModel::rowsInserted, this, &EmptyOverlay::follow);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &EmptyOverlay::follow);
    connect(model, &QAbstractItemModel::modelReset, this, &EmptyOverlay::follow);
    if (const auto *proxy = qobject_cast<QAbstractProxyModel *>(model)) {
        // The first rows of the source may all be hidden; the proxy has nothing to tell then.
        QAbstractItemModel *source = proxy->sourceModel();
        connect(source, &QAbstractItemModel::rowsInserted, this, &EmptyOverlay::follow);
        connect(source, &QAbstractItemModel::rowsRemoved, this, &EmptyOverlay::follow);
        connect(source, &QAbstractItemModel::modelReset, this, &EmptyOverlay::follow);
    }
    follow();
}

const EmptyState *EmptyOverlay::shown() const
{
    for (const EmptyState *state : {m_nothingYet, m_noMatch}) {
        if (!state->isHidden()) {
            return state;
        }
    }
    return nullptr;
}

bool EmptyOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        cover();
    }
    return QObject::eventFilter(watched, event);
}

void EmptyOverlay::follow()
{
    const bool isEmpty = m_view.model()->rowCount() == 0;
    const auto *proxy = qobject_cast<QAbstractProxyModel *>(m_view.model());
    const QAbstractItemModel *source = proxy == nullptr ? nullptr : proxy->sourceModel();
    const bool isFiltered = source != nullptr && source->rowCount() > 0;
    m_nothingYet->setVisible(isEmpty && !isFiltered);
    m_noMatch->setVisible(isEmpty && isFiltered);
    cover();
}

void EmptyOverlay::cover()
{
    m_nothingYet->setGeometry(m_view.viewport()->rect());
    m_noMatch->setGeometry(m_view.viewport()->rect());
}

} // namespace penstock::widgets

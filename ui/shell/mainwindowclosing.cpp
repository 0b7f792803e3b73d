// Stopping and ending: who asks for it, what is asked back, and what comes after what.

#include "service/configdesk.h"
#include "service/gateway.h"
#include "shell/mainwindow.h"

#include <QCloseEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <utility>

namespace penstock::shell
{

namespace
{

using service::GatewayPhase;

constexpr QLatin1String quitQuestion("quitQuestion");
constexpr std::chrono::seconds drainTime(20);
constexpr std::chrono::seconds tidyTime(2);

} // namespace

void MainWindow::askBeforeStop()
{
    const int running = m_parts.gateway.requestsInFlight();
    if (running == 0) {
        m_parts.desk.stopGateway(std::chrono::milliseconds(0));
        return;
    }
    auto *const box
        = new QMessageBox(QMessageBox::NoIcon, tr("Stop the gateway"),
                          tr("%n request(s) are running. They may end first, for up to 20 seconds.",
                             nullptr, running),
                          QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const auto *const wait = box->addButton(tr("Let them end"), QMessageBox::AcceptRole);
    const auto *const now = box->addButton(tr("Stop now"), QMessageBox::DestructiveRole);
    box->addButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, wait, now](const QAbstractButton *pressed) {
                if (pressed == wait) {
                    m_parts.desk.stopGateway(drainTime);
                } else if (pressed == now) {
                    m_parts.desk.stopGateway(std::chrono::milliseconds(0));
                }
            });
    box->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_closing == Closing::Done) {
        event->accept();
        Q_EMIT closed();
        return;
    }
    event->ignore();
    if (m_closing != Closing::No) {
        return;
    }
    // Those of a demonstration are nobody's.
    if (m_parts.gateway.requestsInFlight() > 0 && m_mode != Mode::Demo) {
        askBeforeClose();
    } else {
        finish(std::chrono::milliseconds(0));
    }
}

void MainWindow::endSoon()
{
    if (std::exchange(m_isToldToEnd, true)) {
        endAtOnce();
    } else {
        close();
    }
}

void MainWindow::endAtOnce()
{
    switch (m_closing) {
    case Closing::Asking:
        if (auto *const question = findChild<QMessageBox *>(QString(quitQuestion))) {
            question->disconnect(this);
            question->close();
        }
        [[fallthrough]];
    case Closing::No:
        finish(std::chrono::milliseconds(0));
        break;
    case Closing::Tidying:
        stopAndClose(std::chrono::milliseconds(0));
        break;
    case Closing::Stopping:
        // What is still under way is cut when the gateway goes.
        m_closing = Closing::Done;
        close();
        break;
    case Closing::Done:
        break;
    }
}

void MainWindow::askBeforeClose()
{
    m_closing = Closing::Asking;
    auto *const box = new QMessageBox(
        QMessageBox::NoIcon, tr("Quit Penstock"),
        tr("%n request(s) are running.", nullptr, m_parts.gateway.requestsInFlight()),
        QMessageBox::NoButton, this);
    box->setObjectName(QString(quitQuestion));
    box->setInformativeText(
        tr("Clients lose what has not been answered yet. Penstock can let them end first, for up "
           "to 20 seconds."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    const auto *const wait = box->addButton(tr("Wait, then quit"), QMessageBox::AcceptRole);
    const auto *const now = box->addButton(tr("Quit now"), QMessageBox::DestructiveRole);
    box->addButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, wait, now](const QAbstractButton *pressed) {
                m_closing = Closing::No;
                if (pressed == wait) {
                    finish(drainTime);
                } else if (pressed == now) {
                    finish(std::chrono::milliseconds(0));
                }
            });
    box->open();
}

void MainWindow::finish(std::chrono::milliseconds most)
{
    m_closing = Closing::Tidying;
    const auto goOn = [this, most] {
        if (m_closing == Closing::Tidying) {
            stopAndClose(most);
        }
    };
    // A keychain that does not answer keeps nobody from going.
    QTimer::singleShot(tidyTime, this, goOn);
    m_parts.desk.forgetUnusedKeys(this, goOn);
}

void MainWindow::stopAndClose(std::chrono::milliseconds most)
{
    m_closing = Closing::Stopping;
    if (m_parts.gateway.status().phase == GatewayPhase::Stopped) {
        m_closing = Closing::Done;
        // Not from inside the event that asked for it.
        QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
        return;
    }
    m_parts.desk.stopGateway(most);
}

} // namespace penstock::shell

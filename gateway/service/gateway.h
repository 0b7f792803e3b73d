#pragma once

#include "base/result.h"
#include "domain/gatewayconfig.h"
#include "domain/operatoraction.h"
#include "secrets/secretstore.h"
#include "service/gatewaysnapshot.h"
#include "service/traffictally.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace penstock::service
{

/// A configuration and where its keys come from, to be run.
struct RunOrder {
    std::shared_ptr<const GatewayConfig> config;
    /// Read in the gateway's thread, once.
    std::shared_ptr<const SecretStore> secrets;
};

/// How much of the traffic somebody is looking at.
enum class Attention {
    None = 1, ///< nothing is worked out; the status still comes
    Snapshots, ///< up to four times a second
    Records, ///< and what happened to each request, in batches
};

/// What an operator does to an instance, or to one of its deployments.
struct OperatorCommand {
    OperatorAction command = OperatorAction::Probe;
    InstanceId instance;
    std::optional<DeploymentId> deployment; ///< absent: the whole instance
    std::optional<std::chrono::seconds> duration; ///< absent: until somebody says otherwise
};

/// The gateway as a console sees it, wherever it runs. Lives in the console's thread; nothing here
/// blocks, what comes of it is told by signals.
class Gateway : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const GatewayStatus &status() const { return m_status; }
    /// The last one; empty before the first.
    [[nodiscard]] const GatewaySnapshot &snapshot() const { return *m_snapshot; }
    /// Of the moment, also while nobody looks.
    [[nodiscard]] virtual int requestsInFlight() const = 0;

    virtual void start(RunOrder order) = 0;
    /// Returns the number by which the signals name this change.
    virtual std::uint64_t apply(RunOrder order) = 0;
    /// Running requests get up to `most` to end.
    virtual void stop(std::chrono::milliseconds most) = 0;
    virtual void setAttention(Attention attention) = 0;
    virtual void command(OperatorCommand command) = 0;

Q_SIGNALS:
    void statusChanged();
    void snapshotChanged();
    void recordsArrived(const penstock::service::RecordBatch &batch);
    void changeApplied(std::uint64_t number);
    /// The configuration before stays in force.
    void changeRefused(std::uint64_t number, const penstock::Error &error);

protected:
    void setStatus(GatewayStatus status);
    void setSnapshot(std::shared_ptr<const GatewaySnapshot> snapshot);

private:
    GatewayStatus m_status;
    std::shared_ptr<const GatewaySnapshot> m_snapshot = std::make_shared<GatewaySnapshot>();
};

inline void Gateway::setStatus(GatewayStatus status)
{
    m_status = std::move(status);
    Q_EMIT statusChanged();
}

inline void Gateway::setSnapshot(std::shared_ptr<const GatewaySnapshot> snapshot)
{
    m_snapshot = std::move(snapshot);
    Q_EMIT snapshotChanged();
}

} // namespace penstock::service

#include "secrets/systemkeychain.h"

#include "secrets/keychaininspection.h"

#include <qt6keychain/keychain.h>

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QString>

#include <cstdint>
#include <utility>

namespace penstock
{

namespace
{

QString service()
{
    return QStringLiteral("Penstock");
}

KeychainOutcome outcomeOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return KeychainOutcome::Done;
    case QKeychain::EntryNotFound:
        return KeychainOutcome::NotFound;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return KeychainOutcome::Denied;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return KeychainOutcome::NoService;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    return KeychainOutcome::Failed;
}

KeychainAnswer answerOf(const QKeychain::Job &job)
{
    return {.outcome = outcomeOf(job.error()),
            .secret = {},
            .detail
            = job.error() == QKeychain::NoError ? std::string() : job.errorString().toStdString()};
}

/// Wipes the bytes that this array and its copies share. A plain write would only part them.
void wipeShared(const QByteArray &bytes)
{
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the array owns these bytes; see above.
    volatile char *byte = const_cast<char *>(bytes.constData());
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        byte[i] = 0;
    }
}

/// Jobs are never deleted here, only not listened to any more: while a service is at work for one,
/// it holds on to it. A job deletes itself once it has ended.
class SystemKeychain final : public KeychainBackend
{
public:
    void read(const std::string &account, Answered answered) override
    {
        auto *job = new QKeychain::ReadPasswordJob(service());
        // Not bound to the context: what was read is wiped also when nobody waits for it.
        QObject::connect(
            job, &QKeychain::Job::finished, job,
            [job, context = QPointer<QObject>(&m_context), answered = std::move(answered)] {
                KeychainAnswer answer = answerOf(*job);
                const QByteArray bytes = job->binaryData();
                answer.secret = SecretString::copyOf(
                    {bytes.constData(), static_cast<std::size_t>(bytes.size())});
                wipeShared(bytes);
                if (context != nullptr) {
                    answered(std::move(answer));
                }
            });
        begin(job, account);
    }

    void write(const std::string &account, SecretString secret, Answered answered) override
    {
        auto *job = new QKeychain::WritePasswordJob(service());
        const std::string_view text = secret.reveal();
        const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
        job->setBinaryData(bytes);
        QObject::connect(job, &QKeychain::Job::finished, job, [bytes] { wipeShared(bytes); });
        answerWhenFinished(job, std::move(answered));
        begin(job, account);
    }

    void remove(const std::string &account, Answered answered) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service());
        answerWhenFinished(job, std::move(answered));
        begin(job, account);
    }

    void inspect(Inspected inspected) override { inspectKeychain(m_context, std::move(inspected)); }

    [[nodiscard]] std::size_t mostBytes() const override
    {
#ifdef Q_OS_WIN
        return 2560;
#else
        return std::size_t{64} * 1024;
#endif
    }

private:
    void answerWhenFinished(QKeychain::Job *job, Answered answered)
    {
        QObject::connect(job, &QKeychain::Job::finished, &m_context,
                         [job, answered = std::move(answered)] { answered(answerOf(*job)); });
    }

    static void begin(QKeychain::Job *job, const std::string &account)
    {
        job->setKey(QString::fromStdString(account));
        job->start();
    }

    QObject m_context; ///< with it goes the listening
};

} // namespace

std::unique_ptr<KeychainBackend> systemKeychain()
{
    return std::make_unique<SystemKeychain>();
}

} // namespace penstock

#include "secrets/resolvesecrets.h"

#include "secrets/keychain.h"
#include "secrets/secretreferences.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace penstock
{

namespace
{

/// Lives in the callbacks of the reads that are still under way.
struct Resolution {
    LocalSecrets local;
    ResolvedSecrets::FromKeychain read;
    std::size_t outstanding = 0;
    SecretsResolved done;

    void take(const SecretReference &reference, Result<SecretString> result)
    {
        read.insert_or_assign(reference, std::move(result));
        if (--outstanding == 0) {
            end();
        }
    }

    void end() { done(std::make_shared<const ResolvedSecrets>(std::move(local), std::move(read))); }
};

} // namespace

void resolveSecrets(const GatewayConfig &config, LocalSecrets local, Keychain &keychain,
                    QObject *receiver, SecretsResolved done)
{
    std::vector<SecretReference> wanted = secretReferences(config);
    std::erase_if(wanted, [](const SecretReference &reference) {
        return reference.place != SecretPlace::Keychain;
    });
    auto resolution = std::make_shared<Resolution>(
        Resolution{std::move(local), {}, wanted.size(), std::move(done)});
    if (wanted.empty()) {
        QMetaObject::invokeMethod(
            receiver, [resolution] { resolution->end(); }, Qt::QueuedConnection);
    }
    for (const SecretReference &reference : wanted) {
        keychain.read(reference, receiver, [resolution, reference](Result<SecretString> result) {
            resolution->take(reference, std::move(result));
        });
    }
}

} // namespace penstock

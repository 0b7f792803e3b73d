#pragma once

#include "domain/gatewayconfig.h"
#include "secrets/resolvedsecrets.h"

#include <functional>
#include <memory>

class QObject;

namespace penstock
{

class Keychain;

using SecretsResolved = std::function<void(std::shared_ptr<const ResolvedSecrets>)>;

/// Reads what a configuration refers to in the keychain, and hands over a store that any thread may
/// read. One entry that cannot be read does not keep the others from being read. `done` is called
/// from the event loop, while `receiver` lives.
void resolveSecrets(const GatewayConfig &config, LocalSecrets local, Keychain &keychain,
                    QObject *receiver, SecretsResolved done);

} // namespace penstock

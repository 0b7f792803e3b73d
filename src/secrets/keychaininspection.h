#pragma once

#include "secrets/keychainbackend.h"

class QObject;

namespace penstock
{

/// What can be told about the keychain of this session without opening it: its name, and on Linux
/// whether it is there and locked. Answers from the event loop, while `context` lives.
void inspectKeychain(QObject &context, KeychainBackend::Inspected inspected);

} // namespace penstock

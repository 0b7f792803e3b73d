#pragma once

#include "base/result.h"

#include <QSslConfiguration>

#include <filesystem>

namespace penstock::http
{

/// The certificate and key that a TLS listener shows.
class TlsIdentity final
{
public:
    /// Both in PEM; the certificate may be followed by its chain.
    [[nodiscard]] static Result<TlsIdentity> load(const std::filesystem::path &certificate,
                                                  const std::filesystem::path &key);

    [[nodiscard]] const QSslConfiguration &configuration() const { return m_configuration; }

private:
    explicit TlsIdentity(QSslConfiguration configuration);

    QSslConfiguration m_configuration;
};

} // namespace penstock::http

#include "http/tlsidentity.h"

#include "base/files.h"

#include <QByteArray>
#include <QSslCertificate>
#include <QSslKey>

#include <utility>

namespace penstock::http
{

namespace
{

constexpr std::uint64_t mostPemBytes = 1 << 20;

Result<QByteArray> readPem(const std::filesystem::path &path)
{
    return readFile(path, mostPemBytes).map([](const std::string &text) {
        return QByteArray::fromStdString(text);
    });
}

QSslKey readKey(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(pem, algorithm);
        if (!key.isNull()) {
            return key;
        }
    }
    return {};
}

// Qt finds out only when the first client comes. It does not tell the public part of a private key
// either, but its encoding contains that: the end of an EC one, the middle of an RSA one.
bool belongTogether(const QSslCertificate &certificate, const QSslKey &privateKey)
{
    const QSslKey publicKey = certificate.publicKey();
    if (publicKey.algorithm() != privateKey.algorithm()) {
        return false;
    }
    const QByteArray encoded = publicKey.toDer();
    constexpr qsizetype telling = 32;
    const QByteArray part = publicKey.algorithm() == QSsl::Ec
        ? encoded.right(telling)
        : encoded.mid(encoded.size() / 2, telling);
    return privateKey.toDer().contains(part);
}

} // namespace

TlsIdentity::TlsIdentity(QSslConfiguration configuration)
    : m_configuration(std::move(configuration))
{
}

Result<TlsIdentity> TlsIdentity::load(const std::filesystem::path &certificate,
                                      const std::filesystem::path &key)
{
    const Result<QByteArray> certificatePem = readPem(certificate);
    if (!certificatePem) {
        return Failure(certificatePem.error());
    }
    const Result<QByteArray> keyPem = readPem(key);
    if (!keyPem) {
        return Failure(keyPem.error());
    }
    const QList<QSslCertificate> chain = QSslCertificate::fromData(*certificatePem, QSsl::Pem);
    if (chain.isEmpty() || chain.front().isNull()) {
        return fail(ErrorCode::InvalidInput,
                    "There is no certificate in '" + toUtf8(certificate)
                        + "'; it has to be in PEM.");
    }
    const QSslKey privateKey = readKey(*keyPem);
    if (privateKey.isNull()) {
        return fail(ErrorCode::InvalidInput,
                    "There is no private key in '" + toUtf8(key)
                        + "'; it has to be RSA or EC, in PEM and without a password.");
    }
    if (!belongTogether(chain.front(), privateKey)) {
        return fail(ErrorCode::InvalidInput,
                    "The key in '" + toUtf8(key) + "' is not the one of the certificate in '"
                        + toUtf8(certificate) + "'.");
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(privateKey);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    return TlsIdentity(std::move(configuration));
}

} // namespace penstock::http

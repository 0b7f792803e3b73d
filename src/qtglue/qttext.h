#pragma once

#include <QString>
#include <QStringView>

#include <string>
#include <string_view>

namespace penstock
{

/// What is not well-formed becomes U+FFFD, in both directions.
[[nodiscard]] QString toQString(std::string_view utf8);
[[nodiscard]] std::string toStd(QStringView text);

} // namespace penstock

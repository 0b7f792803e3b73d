#include "qtglue/qttext.h"

namespace penstock
{

QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string toStd(QStringView text)
{
    return text.toUtf8().toStdString();
}

} // namespace penstock

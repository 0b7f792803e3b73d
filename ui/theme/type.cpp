#include "theme/type.h"

#include "theme/faces.h"

#include <QGuiApplication>

namespace penstock::theme
{

namespace
{

struct Shape {
    /// Of this many parts where Body has 13.
    double size = 13;
    QFont::Weight weight = QFont::Normal;
    bool isMono = false;
};

Shape shapeOf(TypeRole role)
{
    switch (role) {
    case TypeRole::Display:
        return {22, QFont::DemiBold};
    case TypeRole::Title:
        return {20, QFont::DemiBold};
    case TypeRole::Heading:
        return {13.5, QFont::DemiBold};
    case TypeRole::Body:
        break;
    case TypeRole::Strong:
        return {13, QFont::DemiBold};
    case TypeRole::Action:
        return {13, QFont::Medium};
    case TypeRole::Label:
        return {12, QFont::Medium};
    case TypeRole::Caption:
        return {11.5, QFont::Normal};
    case TypeRole::Mono:
        return {12, QFont::Normal, true};
    case TypeRole::MonoStrong:
        return {12, QFont::DemiBold, true};
    }
    return {};
}

} // namespace

QFont fontFor(TypeRole role, const QFont &base)
{
    const Shape shape = shapeOf(role);
    QFont font = base;
    if (shape.isMono) {
        font.setFamilies({monoFamily()});
        font.setStyleHint(QFont::Monospace);
    }
    font.setPointSizeF(base.pointSizeF() * shape.size / 13);
    font.setWeight(shape.weight);
    return font;
}

QFont fontFor(TypeRole role)
{
    return fontFor(role, QGuiApplication::font());
}

} // namespace penstock::theme

#pragma once

#include <QString>

#include <vector>

class QWidget;

namespace penstock::gallery
{

struct Section {
    QString title;
    QWidget *(*make)() = nullptr;
};

[[nodiscard]] std::vector<Section> allSections();

[[nodiscard]] QWidget *makeBadges();
[[nodiscard]] QWidget *makeButtons();
[[nodiscard]] QWidget *makeCharts();
[[nodiscard]] QWidget *makeChecks();
[[nodiscard]] QWidget *makeEmpty();
[[nodiscard]] QWidget *makeForms();
[[nodiscard]] QWidget *makeIcons();
[[nodiscard]] QWidget *makeInputs();
[[nodiscard]] QWidget *makeMessages();
[[nodiscard]] QWidget *makeNavigation();
[[nodiscard]] QWidget *makeRanges();
[[nodiscard]] QWidget *makeTabs();
[[nodiscard]] QWidget *makeTiles();
[[nodiscard]] QWidget *makeTones();
[[nodiscard]] QWidget *makeType();
[[nodiscard]] QWidget *makeViews();

} // namespace penstock::gallery

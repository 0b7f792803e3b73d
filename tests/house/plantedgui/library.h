#pragma once

int plantedHue();

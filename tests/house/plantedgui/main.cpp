// Reaches Qt Gui only through a library: what a look at the program alone would miss.

#include "library.h"

int main()
{
    return plantedHue() >= 0 ? 0 : 1;
}

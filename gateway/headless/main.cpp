#include "headless/commandline.h"

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char **argv)
{
    using namespace penstock;
    const std::vector<std::string> words(argv + 1, argv + argc);
    headless::Console console{
        .out = std::cout, .err = std::cerr, .environment = config::processEnvironment()};
    return static_cast<int>(headless::runCommandLine(words, PENSTOCK_VERSION, console));
}

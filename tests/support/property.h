#pragma once

#include "support/generate.h"

#include <QTest>

namespace penstock::test
{

/// Calls `check(SeededRandom &)` round after round, each with a seed of its own, until a QVERIFY or
/// QCOMPARE in it fails. That round's seed is printed; set as PENSTOCK_TEST_SEED it comes first.
template<class Check>
void forEachRound(int preferredRounds, Check check)
{
    const std::uint64_t firstSeed = baseSeed();
    const int count = rounds(preferredRounds);
    for (int round = 0; round < count; ++round) {
        const std::uint64_t seed = firstSeed + static_cast<std::uint64_t>(round);
        SeededRandom random(seed);
        check(random);
        if (QTest::currentTestFailed()) {
            qWarning("failed in round %d; repeat with PENSTOCK_TEST_SEED=%llu", round,
                     static_cast<unsigned long long>(seed));
            return;
        }
    }
}

} // namespace penstock::test

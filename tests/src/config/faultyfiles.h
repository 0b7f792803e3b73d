#pragma once

#include <string>
#include <vector>

// Stands before the system calls that change files, in a program that has faultyfiles.cpp linked
// in.
namespace penstock::test::faultyfiles
{

/// What happened since, one call an entry, with the last part of the paths: "write", "rename a b".
void record();
[[nodiscard]] std::vector<std::string> recorded();

/// The call with this number, counted from 0, and all later ones do not happen: the process ends
/// with `killedStatus`.
void killAt(int call);
inline constexpr int killedStatus = 42;

/// The call with this number fails with an errno; those after it work again.
void failAt(int call, int error);

/// Everything works again, and nothing is recorded.
void disarm();

} // namespace penstock::test::faultyfiles

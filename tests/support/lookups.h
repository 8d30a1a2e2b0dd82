#pragma once

namespace millrace::test {

/// How names are looked up in this process: of those that end in .invalid there is none, which is said without asking
/// anybody, and the answer for hangs.invalid doesn't come before letLookUpsGo().
/// \note Link lookups.cpp, which takes the place of getaddrinfo().

/// Of names that end in .invalid, ever.
[[nodiscard]] int lookUps();
/// Those that wait.
[[nodiscard]] int hangingLookUps();
/// Answers those that wait; for good.
void letLookUpsGo();

} // namespace millrace::test

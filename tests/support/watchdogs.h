#pragma once

// Included before every test: QTRY_… gives up after a minute instead of five seconds, because a watchdog must not bark at
// a machine that is busy. A test that passes is none the slower.

#include <QTest>

#undef QTRY_VERIFY
#define QTRY_VERIFY(expression) QTRY_VERIFY_WITH_TIMEOUT((expression), 60'000)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(expression, message) QTRY_VERIFY2_WITH_TIMEOUT((expression), message, 60'000)
#undef QTRY_COMPARE
#define QTRY_COMPARE(computed, expected) QTRY_COMPARE_WITH_TIMEOUT((computed), expected, 60'000)

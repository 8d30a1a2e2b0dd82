#pragma once

#include "tests/store/storekit.h"

namespace millrace::test {

/// What is damaged in the small store of the rebuild's tests.
enum class Damaged {
    Log, ///< One bit of a transaction, with more of them behind it that are whole and have all rows.
    Row, ///< One bit of the only copy of a job's row.
};

constexpr int damagedJobs = 160;

/// The address that job \a number has there.
[[nodiscard]] QByteArray damagedUrl(int number);

/// Flips a bit of the first copy of \a text in a file.
void flip(const QString &path, const QByteArray &text);

/// Makes \a copy a data directory that a killed program left and that was damaged since.
void makeDamaged(const QString &copy, Damaged what);

/// Empty if all that was sound is there, once.
[[nodiscard]] QByteArray complaint(const StoreFixture &f, Damaged what);

/// A database that was being rebuilt lies about.
[[nodiscard]] bool isAnythingLeftOver(const StoreFixture &f);

} // namespace millrace::test

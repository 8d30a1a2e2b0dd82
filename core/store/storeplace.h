#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <cstdint>
#include <utility>

namespace millrace {

/// Where a store keeps what, and how hard it tries; the defaults are the only right ones in the program.
struct StorePlace
{
    StorePlace() = default;
    StorePlace(QString data, QString results)
        : dataDirectory(std::move(data)), resultsDirectory(std::move(results))
    {}

    QString dataDirectory;
    QString
        resultsDirectory; ///< Where results lie that name no folder of their own; the same at every start.
    QString databaseName = QStringLiteral("/millrace.db");
    bool purgesRemoved = true; ///< Gives up what an earlier run removed once all jobs are loaded.

    /// For tests: the sqlite3_vfs to use, and guards to leave out so that a test can show that it would
    /// notice.
    QByteArray vfs;
    enum class Guard : std::uint8_t { None, FullSync, Checksums, Reread, Recorder };
    Guard without = Guard::None;
    std::chrono::milliseconds retryEvery{1000}; ///< While in trouble.

    [[nodiscard]] QString database() const { return dataDirectory + databaseName; }
};

} // namespace millrace

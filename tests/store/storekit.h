#pragma once

#include "core/store/datalock.h"
#include "core/store/journalfile.h"
#include "core/store/store.h"

#include <QTemporaryDir>

#include <optional>
#include <vector>

namespace millrace::test {

/// A data directory of a test, and the store on it; restart() is the next run of the program.
class StoreFixture
{
public:
    StoreFixture();

    /// Opens the store and waits until all is loaded, and the file says that it is in use, or can't.
    void start(StorePlace::Guard without = StorePlace::Guard::None);
    /// Opens the store; isOpened becomes true when all is loaded, or it was refused.
    void begin(StorePlace::Guard without = StorePlace::Guard::None);
    /// Closes it in order.
    void stop();
    void restart()
    {
        stop();
        start();
    }

    /// Notes and waits until it is on the disk.
    void save(const std::vector<JobRecord> &records);
    void remove(const std::vector<JobNumber> &numbers);
    [[nodiscard]] const JobRecord *find(int number) const;
    [[nodiscard]] std::vector<AttemptRecord> attempts(int number);
    [[nodiscard]] ResultCheck verify(int number, int attempt);
    /// Copies what is in the data directory at this moment, as a kill would leave it. Then back.
    void keep(const QString &copy) const;
    void bringBack(const QString &copy) const;
    /// Writes a file into the results folder.
    void writeResult(const QString &name, const QByteArray &content);
    [[nodiscard]] QString resultPath(const QString &name) const
    {
        return place.resultsDirectory + u'/' + name;
    }

    QTemporaryDir directory;
    StorePlace place;
    std::unique_ptr<Store> store;
    std::vector<JobRecord> restored;
    QueueSettings settings;
    bool settingsKept = false;
    JobNumber nextNumber{};
    LoadReport report;
    std::optional<StoreRefusal> refused;
    std::vector<StoreTrouble> troubles; ///< That were told since the start; and how often it was over.
    int recoveries = 0;
    bool isOpened = false;
    bool hasWritten = false;
};

/// A pending job.
[[nodiscard]] JobRecord fetch(int number, const QByteArray &url = "https://example.org/a");
[[nodiscard]] JobRecord command(int number, const QByteArray &line = "true");
[[nodiscard]] JobRecord underway(JobRecord record);
/// Ended, with an outcome that has a bit of everything.
[[nodiscard]] JobRecord ended(JobRecord record, JobState state = JobState::Finished,
                              const QString &file = {});

} // namespace millrace::test

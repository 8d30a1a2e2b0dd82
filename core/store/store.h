#pragma once

#include "core/deferred/deferred.h"
#include "core/queue/jobjournal.h"
#include "core/store/datalock.h"
#include "core/store/storetypes.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace millrace {

struct StorePlace;

/// The data directory can't be used; the reason is data, the sentence is made in ui/text.
class StoreRefusedError : public Error
{
public:
    StoreRefusedError(StoreRefusal why, std::string message) : Error(std::move(message)), reason(why) {}
    StoreRefusal reason;
};

/// Nothing can be read at the moment: the disk is in trouble.
class StoreUnreadableError : public Error
{
public:
    StoreUnreadableError() : Error("The database can't be read at the moment.") {}
};

/// Keeps jobs, attempts and settings in a SQLite database, so that they survive the program, the session and
/// the power. The GUI thread's face of one writer thread: nothing here waits for a disk.
///
/// States: opening ─▶ loading ─▶ open ⇄ troubled. Notes are taken in all of them, and written in their order.
/// Destroying it writes what is left, once, and may block for that: flush() first.
/// \code
/// auto attempt = DataLock::take(data);                     // one program a data directory
/// Store store(std::move(attempt.lock), data, results);
/// auto loaded = store.open([&queue, &store](RestoredJobs piece) {
///     if (queue.size() == 0)
///         queue.setJournal(&store);                        // from the first piece on
///     queue.restore(std::move(piece));
/// });
/// QObject::connect(&store, &Store::saved, &queue, &JobQueue::setSaved);
/// \endcode
class Store : public QObject, public JobJournal
{
    Q_OBJECT

public:
    Store(DataLock lock, const QString &dataDirectory, const QString &resultsDirectory,
          QObject *parent = nullptr);
    /// For tests: with another file system below, or a guard left out.
    Store(DataLock lock, const StorePlace &place, QObject *parent = nullptr);
    ~Store() override;

    /// Opens the database on the writer thread and gives \a piece the jobs back, some 2,000 at a time, by
    /// number. The first piece comes even when there are no jobs: it has the settings and the next number.
    ///
    /// \fires    with the figures, after the last piece.
    /// \errback  StoreRefusedError: a newer program wrote the database. It has not been touched.
    /// \throws   std::logic_error when called twice.
    /// \cost     a piece 2 to 5 ms on this thread, with the event loop running in between.
    [[nodiscard]] Deferred<LoadReport> open(std::function<void(RestoredJobs)> piece);

    // --- JobJournal: cheap, never blocks ------------------------------------------------------------------
    Mark note(std::span<const JobRecord *const> records) override;
    /// They can be put back by noting them again, with their attempts and results, until purge() or the next start.
    Mark noteRemoved(std::span<const JobNumber> numbers) override;
    Mark noteSettings(const QueueSettings &settings) override;

    /// Fires when all that was noted before is on the disk; while the store is in trouble that may be long.
    [[nodiscard]] Deferred<void> flush();

    /// All attempts of a job that ended, oldest first.
    /// \errback  StoreUnreadableError
    [[nodiscard]] Deferred<std::vector<AttemptRecord>> attempts(JobNumber job);

    /// Reads an attempt's result again and compares.
    /// \cost as long as the file, on a thread of its own.
    /// \errback  StoreUnreadableError
    [[nodiscard]] Deferred<ResultCheck> verifyResult(JobNumber job, int attempt);

    /// Gives up jobs that were removed and that nobody will put back: attempts, results' whereabouts and the result files
    /// themselves, and no other file. First of all their removal is on the disk; what is not removed is left alone.
    void purge(std::span<const JobNumber> numbers);

Q_SIGNALS:
    /// Everything up to \a mark is on the disk. Once a batch.
    void saved(millrace::JobJournal::Mark mark);
    /// Nothing can be written; again if the reason changes. Everything is kept in memory meanwhile.
    void trouble(const millrace::StoreTrouble &trouble);
    /// It can be written again, and was.
    void recovered();
    /// The database was found damaged while in use and rebuilt from what was sound: note all jobs again.
    void rebuilt(const millrace::LoadReport &report);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace millrace

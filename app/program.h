#pragma once

#include "app/datadirectory.h"
#include "app/programjournal.h"
#include "app/resultswatch.h"
#include "core/deferred/deferred.h"
#include "core/interop/qtclock.h"
#include "core/queue/jobqueue.h"
#include "core/runners/resultsfolder.h"
#include "core/runners/resultswriter.h"
#include "core/store/store.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace millrace {

class CommandRunner;
class FetchRunner;
struct Preferences;

/// The one place that names the concrete classes and says who works with whom; the window and the headless run
/// both stand on it.
///
/// Owns clock, results writer, runners, queue and store, and lets go of them in the right order. GUI thread only.
/// \code
/// Program program(resultsFolder);
/// program.startRunners(preferences);
/// program.queue().putList(std::move(specs));
/// program.close(Underway::Finish);   // closed() follows
/// \endcode
class Program : public QObject
{
    Q_OBJECT

public:
    /// Cheap: starts no thread and touches no file.
    explicit Program(const QString &resultsFolder, QObject *parent = nullptr);
    ~Program() override;

    [[nodiscard]] QtClock &clock() { return m_clock; }
    [[nodiscard]] JobQueue &queue() { return *m_queue; }
    [[nodiscard]] const QString &resultsFolder() const { return m_folder.path(); }
    /// Null before openStore(), and for a run that keeps nothing.
    [[nodiscard]] Store *store() { return m_store.get(); }

    /// Makes the results folder and sees whether it can be written, before anything runs whose results it can't take.
    /// A sentence, empty if it can.
    /// \cost touches the disk, on this thread. Any thread.
    [[nodiscard]] QString complaintAboutResults();
    /// Nothing is launched before it is known that results can be kept; resultsTroubled() follows if they can't.
    void checkResults() { m_resultsWatch->check(); }

    /// Makes the runners, without which pending jobs fail. Once.
    void startRunners(const Preferences &preferences);
    /// For what is launched from now on.
    void apply(const Preferences &preferences);

    /// Which settings the queue starts with, given those that were kept; absent where none were.
    using Settle = std::function<QueueSettings(const std::optional<QueueSettings> &kept)>;

    /// Opens the store of a data directory whose lock we have, and restores its jobs into the queue, in pieces;
    /// nothing launches before the last of them.
    /// \fires   with the figures, when all jobs are there.
    /// \errback StoreRefusedError
    [[nodiscard]] Deferred<LoadReport>
    openStore(DataLock lock, const DataDirectory &data, Settle settle,
              ProgramJournal::Keep keep = ProgramJournal::Keep::JobsAndSettings);

    /// Deletes what the store has of jobs that were removed and that nobody will put back, and their results.
    void purge(const std::vector<JobNumber> &numbers);

    /// Stops the queue, lets what is underway finish or cancels it, and saves; closed() tells when that is done.
    /// Again with Cancel, it does not wait for what is underway any more than it must; once more, and a command's grace
    /// ends at once.
    void close(Underway underway);

    /// How many changes of jobs are not on the disk yet; where the store was refused, how many jobs have not ended.
    [[nodiscard]] std::size_t unsaved() const;
    /// True while the store can't write.
    [[nodiscard]] bool isTroubled() const { return m_isTroubled; }
    /// After close(): while the store can't write it isn't waited for any more; what is not saved is lost.
    void closeUnsaved();

Q_SIGNALS:
    /// Nothing is underway and everything is on the disk, or lost for good.
    void closed();
    /// The store can't write; and it can again.
    void troubled(const millrace::StoreTrouble &trouble);
    void recovered();
    /// Results can't be written, see ResultsWatch; and they can again.
    void resultsTroubled(const QString &why, qint64 bytesNeeded);
    void resultsRecovered();
    /// The database was found damaged while it was in use, and built anew; what it lost of this run is in it again.
    void rebuilt(const millrace::LoadReport &report);

private:
    void restorePiece(RestoredJobs piece, const Settle &settle);
    void watchStore();
    void setTroubled(bool troubled);
    void giveUpWhereTroubled();
    void tellClosed();

    QtClock m_clock;
    ResultsFolder m_folder;
    std::unique_ptr<ResultsWriter> m_writer;
    std::unique_ptr<FetchRunner> m_fetches;
    std::unique_ptr<CommandRunner> m_commands;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<ProgramJournal> m_journal; // On top of the store.
    std::unique_ptr<JobQueue> m_queue;         // It goes before all of the above, as it borrows them.
    std::unique_ptr<ResultsWatch> m_resultsWatch;
    bool m_hasJournal = false;
    bool m_isTroubled = false;
    bool m_isClosing = false;
    bool m_hasStopped = false;
    bool m_isGivingUp = false;
    bool m_isClosed = false;
};

} // namespace millrace

#pragma once

#include "core/store/filethread.h"
#include "core/store/inbox.h"
#include "core/store/journalfile.h"
#include "core/store/loader.h"
#include "core/store/storetypes.h"

#include <memory>
#include <optional>
#include <thread>

namespace millrace {

/// Who wants to know what the writer does; called on the writer's thread.
class StoreListener
{
public:
    virtual ~StoreListener() = default;

    virtual void pieceRead(RestoredJobs piece) = 0;
    /// All pieces were given; \a removed are jobs of which an earlier run had noted that they are removed.
    virtual void loaded(const LoadReport &report, const std::vector<JobNumber> &removed) = 0;
    /// The data directory can't be used, and won't be: nothing was changed in it.
    virtual void refused(StoreRefusal reason, const QString &detail) = 0;
    /// All up to \a mark is on the disk; \a revision is the database's.
    virtual void saved(JobJournal::Mark mark, std::int64_t revision) = 0;
    virtual void troubled(const StoreTrouble &trouble) = 0;
    virtual void recovered() = 0;
    /// These are gone, with all that belonged to them.
    virtual void purged(const std::vector<JobNumber> &numbers) = 0;
    /// The database was found damaged while in use, and was rebuilt from what was sound.
    virtual void rebuilt(const LoadReport &report) = 0;
};

/// The one thread that has the one connection: takes entries in, gathers them for at most 50 ms, commits
/// them, and tells. What can't be written is kept and tried again every second.
class StoreWriter
{
public:
    /// Starts at once. \a listener outlives it.
    StoreWriter(StorePlace place, StoreListener &listener);
    /// Writes what is left, once, and closes the database in order.
    ~StoreWriter();
    StoreWriter(const StoreWriter &) = delete;
    StoreWriter &operator=(const StoreWriter &) = delete;

    // Any thread; none of them waits for the disk.
    void note(JournalEntry entry, JobJournal::Mark mark) { m_inbox.put(std::move(entry), mark); }
    void hurry() { m_inbox.hurry(); }
    /// Runs \a task between two batches, after what was noted before it.
    void ask(Inbox::Task task) { m_inbox.put(std::move(task)); }
    /// The window has taken one piece in: another may come.
    void pieceTaken() { m_inbox.wantPiece(); }
    /// Drops jobs that were removed, and their result files, once their removal is on the disk.
    void purge(std::vector<JobNumber> numbers);
    /// The thread for whole files.
    [[nodiscard]] FileThread &files() { return m_files; }

private:
    void run();
    bool open();
    void tryOpen();
    Inbox::Turn wait();
    void loadPiece();
    void write();
    void writeOnce();
    void takeRecorded();
    void reopen();
    void fail(const std::exception &what);
    void mend();
    bool takeRebuilt();
    void goOnRebuilt();
    void answerThatNothingCanBeRead();
    void seal(std::vector<ResultRow> results);
    void sweep();
    void purgeNow(std::vector<JobNumber> numbers);
    void drop(JournalFile *file, const std::vector<JobNumber> &numbers);
    void finish();

    const StorePlace m_place;
    StoreListener &m_listener;

    Inbox m_inbox;

    // the writer's own
    std::unique_ptr<JournalFile> m_file;
    LoadReport m_report;
    std::optional<Loader> m_loader;
    std::vector<JournalEntry> m_batch; ///< Not known to be written.
    std::vector<JournalEntry> m_written;
    std::vector<JobNumber> m_unwanted; ///< To be purged when there is nothing to write or to read.
    JobJournal::Mark m_batchMark = 0;
    bool m_isOpen = false;
    bool m_isWriteDue =
        false;               ///< The file must say that it is in use; and it shows whether it can be written.
    bool m_isMarked = false; ///< It does.
    bool m_isDamaged = false;       ///< Nothing may open the file before it is rebuilt: it would cut the log.
    bool m_isLoadStale = false;     ///< The loader must start again, on a file that was rebuilt,
    bool m_isLoadHeld = false;      ///< or wait for the next try.
    bool m_isRebuiltInLoad = false; ///< Jobs were given before: some of them may have been removed since.
    int m_rebuilds = 0;             ///< That succeeded.
    std::int64_t m_triedRevision = -1; ///< Of a commit whose fate is unknown,
    std::size_t m_tried = 0;           ///< and how much of the batch was in it.
    std::optional<StoreTrouble::Kind> m_trouble;
    Inbox::Clock::time_point m_retryAt{};
    Inbox::Clock::time_point m_lastCommit{};
    FileThread m_files;
    std::thread m_thread;
};

} // namespace millrace

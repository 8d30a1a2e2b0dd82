// What the writer does about whole result files, beside the commits.
#include "core/store/storewriter.h"

#include <algorithm>
#include <limits>

namespace millrace {

namespace {

constexpr std::size_t droppedAtOnce = 20'000;

} // namespace

/// Large results get their checksum after their row is safe.
void StoreWriter::seal(std::vector<ResultRow> results)
{
    for (ResultRow &row : results) {
        m_files.ask([this, row = std::move(row)](const std::atomic<bool> &ending) {
            const ResultFiles folder(m_place.resultsDirectory);
            const auto seen = folder.look(row.file, std::numeric_limits<std::int64_t>::max(), &ending);
            if (!seen || !seen->read || seen->size != row.size)
                return; // ended early, or already another file than was written down
            ResultRow sealed = row;
            sealed.sealed = true;
            sealed.checksum = seen->checksum;
            m_inbox.put(SealedResults{{std::move(sealed)}});
        });
    }
}

void StoreWriter::purge(std::vector<JobNumber> numbers)
{
    m_inbox.put([this, numbers = std::move(numbers)](JournalFile *) {
        m_unwanted.insert(m_unwanted.end(), numbers.begin(), numbers.end());
    });
}

/// Not before what was noted is written: a file that is gone belongs to a job that is gone.
void StoreWriter::sweep()
{
    if (!m_unwanted.empty() && m_file && m_batch.empty() && !m_trouble && !m_loader)
        purgeNow(std::exchange(m_unwanted, {}));
}

/// First the files, then the rows: a kill in between leaves rows that the next start drops, not files for ever.
void StoreWriter::purgeNow(std::vector<JobNumber> numbers)
{
    std::vector<QString> files;
    try {
        std::erase_if(numbers, [this](JobNumber number) { return !m_file->accounts().isRemoved(number); });
        if (numbers.empty())
            return;
        files = m_file->filesOnlyOf(numbers);
    } catch (const std::exception &error) {
        m_unwanted.insert(m_unwanted.end(), numbers.begin(), numbers.end());
        return fail(error);
    }
    m_files.ask(
        [this, numbers = std::move(numbers), files = std::move(files)](const std::atomic<bool> &ending) {
            const ResultFiles results(m_place.resultsDirectory);
            for (const QString &name : files) {
                if (ending)
                    return;
                static_cast<void>(results.remove(name)); // refused: it isn't ours to remove
            }
            m_inbox.put([this, numbers](JournalFile *file) { drop(file, numbers); });
        });
}

void StoreWriter::drop(JournalFile *file, const std::vector<JobNumber> &numbers)
{
    // By its revision the file tells whether a batch that failed is in it: nothing else may be written before that is read.
    if (!file || m_trouble || m_triedRevision >= 0) {
        m_unwanted.insert(m_unwanted.end(), numbers.begin(), numbers.end());
        return;
    }
    try {
        for (std::size_t from = 0; from < numbers.size(); from += droppedAtOnce)
            file->drop(std::span(numbers).subspan(from, std::min(numbers.size() - from, droppedAtOnce)));
        m_listener.purged(numbers);
    } catch (const std::exception &error) {
        m_unwanted.insert(m_unwanted.end(), numbers.begin(), numbers.end());
        fail(error);
    }
}

} // namespace millrace

#include "core/store/store.h"

#include "core/store/flightrecorder.h"
#include "core/store/storewriter.h"

#include <QSet>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>

namespace millrace {

/// Lives on the GUI thread; as a listener it is called on the writer's and posts what it hears to the Store.
class Store::Private : public StoreListener
{
public:
    Private(Store &store, DataLock lock, StorePlace where)
        : q(store), dataLock(std::move(lock)), place(std::move(where))
    {}

    void pieceRead(RestoredJobs piece) override
    {
        post([this, piece = std::make_shared<RestoredJobs>(std::move(piece))] {
            if (!recorder &&
                place.without !=
                    StorePlace::Guard::
                        Recorder) // from now on there may be notes, and what the last run recorded is taken in
                recorder.emplace(place.dataDirectory);
            highest = std::max(highest, JobNumber(quint64(piece->nextNumber) - 1));
            durableNumber = std::max(durableNumber, JobNumber(quint64(piece->nextNumber) - 1));
            sink(std::move(*piece));
            writer->pieceTaken();
        });
    }
    void loaded(const LoadReport &report, const std::vector<JobNumber> &removedBefore) override
    {
        post([this, report, removedBefore] {
            if (place.purgesRemoved) // nobody can put them back any more
                purge(removedBefore);
            std::exchange(opening, {}).callback(report);
        });
    }
    void refused(StoreRefusal reason, const QString &detail) override
    {
        post([this, reason, detail] {
            std::exchange(opening, {}).errback(Failure::of(StoreRefusedError(reason, detail.toStdString())));
        });
    }
    void saved(Mark mark, std::int64_t revision) override
    {
        post([this, mark, revision] {
            durable = std::max(durable, mark);
            if (recorder)
                recorder->forget(durable, revision);
            if (durable == noted)
                durableNumber = highest;
            Q_EMIT q.saved(durable);
            fireFlushed();
        });
    }
    void troubled(const StoreTrouble &trouble) override
    {
        post([this, trouble] { Q_EMIT q.trouble(trouble); });
    }
    void recovered() override
    {
        post([this] { Q_EMIT q.recovered(); });
    }
    void rebuilt(const LoadReport &report) override
    {
        post([this, report] {
            const QSet<JobNumber> gone = removed + purging; // the file doesn't have that any more
            if (!gone.isEmpty())
                write(std::vector<JobNumber>(gone.cbegin(), gone.cend()));
            if (!purging.isEmpty())
                writer->purge({purging.cbegin(), purging.cend()});
            Q_EMIT q.rebuilt(report);
        });
    }
    void purged(const std::vector<JobNumber> &numbers) override
    {
        post([this, numbers] {
            for (const JobNumber number : numbers)
                purging.remove(number);
        });
    }

    void purge(std::span<const JobNumber> numbers)
    {
        for (const JobNumber number : numbers)
            purging.insert(number);
        writer->purge({numbers.begin(), numbers.end()});
    }

    Mark write(JournalEntry entry)
    {
        if (!writer)
            throw std::logic_error("a store takes notes from open() on");
        writer->note(std::move(entry), ++noted);
        return noted;
    }

    /// The Deferred of a question that the writer answers by fire(), with the number it got; the Resolver
    /// never leaves this thread.
    template <class Value>
    std::pair<Deferred<Value>, quint64> question()
    {
        auto [deferred, resolver] = makeDeferred<Value>();
        asked.emplace(++lastQuestion, std::make_shared<Resolver<Value>>(std::move(resolver)));
        return {std::move(deferred), lastQuestion};
    }

    /// From any thread.
    template <class Value>
    void fire(quint64 number, std::optional<Value> value)
    {
        post([this, number, value = std::move(value)] {
            const auto resolver = std::static_pointer_cast<Resolver<Value>>(asked.at(number));
            asked.erase(number);
            if (value)
                resolver->callback(*value);
            else
                resolver->errback(Failure::of(StoreUnreadableError()));
        });
    }

    /// Runs  answer with the open file on the writer's thread; it may throw SqlError.
    template <class Value, class Answer>
    void ask(quint64 number, Answer answer)
    {
        writer->ask([this, number, answer = std::move(answer)](JournalFile *file) {
            std::optional<Value> value;
            try {
                if (file)
                    value = answer(*file);
            } catch (const SqlError &) {
                // Told as unreadable; writing will meet the same and see to it.
            }
            fire<Value>(number, std::move(value));
        });
    }

    void fireFlushed()
    {
        while (!flushing.empty() && flushing.begin()->first <= durable) {
            Resolver<void> resolver = std::move(flushing.begin()->second);
            flushing.erase(flushing.begin());
            resolver.callback();
        }
    }

    template <class Work>
    void post(Work work)
    {
        QMetaObject::invokeMethod(&q, std::move(work), Qt::QueuedConnection);
    }

    Store &q;
    DataLock dataLock;
    StorePlace place;
    std::function<void(RestoredJobs)> sink;
    Resolver<LoadReport> opening;
    std::multimap<Mark, Resolver<void>> flushing;
    std::optional<FlightRecorder> recorder;
    std::map<quint64, std::shared_ptr<void>> asked;
    quint64 lastQuestion = 0;
    QSet<JobNumber> removed;                ///< In this run, and not put back since.
    QSet<JobNumber> purging;                ///< Not any more in the former, and maybe still in the database.
    JobNumber highest{0}, durableNumber{0}; ///< No job up to durableNumber is unknown to the database.
    Mark noted = 0;
    Mark durable = 0;
    std::unique_ptr<StoreWriter> writer; // last: it ends first
};

Store::Store(DataLock lock, const QString &dataDirectory, const QString &resultsDirectory, QObject *parent)
    : Store(std::move(lock), StorePlace(dataDirectory, resultsDirectory), parent)
{}

Store::Store(DataLock lock, const StorePlace &place, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, std::move(lock), place))
{
    if (!d->dataLock.isHeld())
        throw std::logic_error("a store needs the lock of its data directory");
}

Store::~Store() = default;

Deferred<LoadReport> Store::open(std::function<void(RestoredJobs)> piece)
{
    if (d->writer)
        throw std::logic_error("a store is opened once");
    auto [deferred, resolver] = makeDeferred<LoadReport>();
    d->sink = std::move(piece);
    d->opening = std::move(resolver);
    d->writer = std::make_unique<StoreWriter>(d->place, *d);
    return std::move(deferred);
}

JobJournal::Mark Store::note(std::span<const JobRecord *const> records)
{
    std::vector<NotedJob> jobs;
    jobs.reserve(records.size());
    for (const JobRecord *record : records) {
        const NotedJob &job = jobs.emplace_back(*record);
        if (job.attempt > 0 && d->recorder)
            d->recorder->record(job, job.number > d->durableNumber, d->noted + 1);
        d->highest = std::max(d->highest, job.number);
        if (!d->removed.isEmpty())
            d->removed.remove(job.number);
    }
    return d->write(std::move(jobs));
}

JobJournal::Mark Store::noteRemoved(std::span<const JobNumber> numbers)
{
    for (const JobNumber number : numbers)
        d->removed.insert(number);
    return d->write(std::vector<JobNumber>(numbers.begin(), numbers.end()));
}

JobJournal::Mark Store::noteSettings(const QueueSettings &settings)
{
    return d->write(settings);
}

Deferred<void> Store::flush()
{
    if (d->durable >= d->noted)
        return succeed();
    auto [deferred, resolver] = makeDeferred<void>();
    d->flushing.emplace(d->noted, std::move(resolver));
    d->writer->hurry();
    return std::move(deferred);
}

Deferred<std::vector<AttemptRecord>> Store::attempts(JobNumber job)
{
    auto [deferred, number] = d->question<std::vector<AttemptRecord>>();
    d->ask<std::vector<AttemptRecord>>(number, [job](JournalFile &file) { return file.attemptsOf(job); });
    return std::move(deferred);
}

Deferred<ResultCheck> Store::verifyResult(JobNumber job, int attempt)
{
    auto [deferred, number] = d->question<ResultCheck>();
    Private *p = d.get();
    d->writer->ask([p, number = number, id = AttemptId{job, attempt}](JournalFile *file) {
        bool damaged = true;
        std::optional<ResultRow> row;
        try {
            if (file)
                row = file->results().read(id, ResultStream::Output, damaged);
        } catch (const SqlError &) {
            // As in ask().
        }
        if (!row && damaged) {
            p->fire<ResultCheck>(number, std::nullopt);
            return;
        }
        p->writer->files().ask([p, number, row](const std::atomic<bool> &ending) {
            p->fire<ResultCheck>(number, row ? checked(ResultFiles(p->place.resultsDirectory), *row, ending)
                                             : ResultCheck::Unknown);
        });
    });
    return std::move(deferred);
}

void Store::purge(std::span<const JobNumber> numbers)
{
    std::vector<JobNumber> unwanted;
    std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(unwanted),
                 [this](JobNumber number) { return d->removed.remove(number); });
    d->purge(unwanted);
}

} // namespace millrace

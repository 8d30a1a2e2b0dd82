// Kills a program that runs jobs on a store, again and again, and accounts for every job from a ledger outside it.
//
//   killstore KILLS [JOBS [BUG]]    BUG: early-acknowledge | no-recorder; then an error is to be found
//   With MILLRACE_LONG set: 1,000 kills, 100,000 jobs.
//
// Exit code 0: every job was in exactly one state after each kill, none lost, doubled, or run again once finished.

#include "core/interop/qtclock.h"
#include "core/queue/jobqueue.h"
#include "core/store/journalfile.h"
#include "core/store/store.h"
#include "tests/store/outsideledger.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <random>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

namespace {

/// Launches are seen from outside; each ends after a few milliseconds, most of them well, some with a result file.
class QuickRunner : public JobRunner
{
public:
    QuickRunner(Clock &clock, OutsideLedger &ledger, QString results)
        : m_clock(clock), m_ledger(ledger), m_results(std::move(results))
    {}

    Deferred<JobOutcomePtr> launch(const JobLaunch &job, JobSink &) override
    {
        const int number = int(job.number);
        m_ledger.write('L', number, job.attempt);
        auto [deferred, resolver] = makeDeferred<JobOutcomePtr>();
        auto held = std::make_shared<Resolver<JobOutcomePtr>>(std::move(resolver));
        m_clock.callLater(
            std::chrono::milliseconds(number % 23),
            [this, held, number, attempt = job.attempt] { held->callback(end(number, attempt)); });
        return std::move(deferred);
    }
    void cancel(JobId) override {}

private:
    JobOutcomePtr end(int number, int attempt)
    {
        auto outcome = std::make_shared<JobOutcome>();
        outcome->environment = "PATH=/bin\n";
        if (number % 11 == 0 && attempt == 1) {
            outcome->reason = FailureReason::TooSlow;
            outcome->transient = true;
            outcome->retryAfter = std::chrono::milliseconds(1);
        } else if (number % 10 == 0) {
            outcome->file = u"%1.%2"_s.arg(number).arg(attempt);
            QFile file(m_results + u'/' + outcome->file);
            if (file.open(QIODevice::WriteOnly))
                file.write("result of " + QByteArray::number(number));
        }
        return outcome;
    }

    Clock &m_clock;
    OutsideLedger &m_ledger;
    QString m_results;
};

/// What must be true of a job after a restart; empty if it is.
QByteArray complaint(const JobRecord &record, const OutsideLedger::Job &seen)
{
    const int number = numberOf(record);
    const JobSpec spec = specOf(number);
    if (record.spec.what != spec.what || record.spec.kind != spec.kind)
        return "is another job";
    const int known = std::max(seen.launched, seen.counted);
    if (record.attempt < known || record.attempt > known + 1)
        return "has attempt " + QByteArray::number(record.attempt) + ", known " + QByteArray::number(known);
    if (seen.shown > 0 && (record.state != JobState::Finished || record.attempt != seen.shown))
        return "was shown as finished";
    if (isUnderway(record.state))
        return "is underway";
    const bool repeat = spec.kind == JobKind::Fetch || isSafeToRepeat(number);
    if (repeat && record.state == JobState::Interrupted)
        return "waits for no reason";
    if (!repeat && record.state == JobState::Pending && record.attempt > 0 && record.outcome &&
        record.outcome->reason == FailureReason::Abandoned)
        return "is a command that would run again";
    if (record.state == JobState::Finished && !record.outcome)
        return "has lost its outcome";
    return {};
}

class Worker : public QObject
{
public:
    Worker(const QString &directory, int jobs, const QByteArray &bug)
        : m_ledger(directory + u"/ledger"_s), m_queue(m_clock), m_target(jobs)
    {
        StorePlace place;
        place.dataDirectory = directory + u"/data"_s;
        place.resultsDirectory = directory + u"/results"_s;
        place.without = bug == "no-recorder" ? StorePlace::Guard::Recorder : StorePlace::Guard::None;
        QDir().mkpath(place.resultsDirectory);
        auto attempt = DataLock::take(place.dataDirectory);
        if (!attempt.lock.isHeld())
            fail("the lock of a killed program is still held");
        m_store = std::make_unique<Store>(std::move(attempt.lock), place);
        m_journal = std::make_unique<WatchedJournal>(*m_store, m_ledger, bug == "early-acknowledge");
        m_runner = std::make_unique<QuickRunner>(m_clock, m_ledger, place.resultsDirectory);
        connect(m_store.get(), &Store::saved, this, [this](JobJournal::Mark mark) {
            m_journal->saved(mark);
            m_queue.setSaved(mark);
        });
        connect(&m_queue, &JobQueue::changed, this, [this](const JobChanges &changes) { show(changes); });
        m_opening = m_store->open([this](RestoredJobs piece) { take(std::move(piece)); })
                        .addCallback([this](const LoadReport &report) { run(report); });
    }

private:
    [[noreturn]] static void fail(const QByteArray &what)
    {
        std::fprintf(stderr, "%s\n", what.constData());
        std::_Exit(3);
    }

    void take(RestoredJobs piece)
    {
        for (const JobRecord &record : piece.records) {
            const int number = numberOf(record);
            if (number <= m_last)
                fail("job " + QByteArray::number(number) + " is there twice");
            m_last = number;
            m_present.insert(number);
            if (const QByteArray what = complaint(record, m_ledger.jobs[number]); !what.isEmpty())
                fail("job " + QByteArray::number(number) + ' ' + what);
            if (record.attempt > m_ledger.jobs[number].launched)
                m_ledger.write('C', number, record.attempt);
        }
        m_restored.push_back(std::move(piece));
    }

    void run(const LoadReport &report)
    {
        for (const auto &[number, job] : m_ledger.jobs) {
            if (job.saved && !m_present.contains(number))
                fail("job " + QByteArray::number(number) + " is lost");
        }
        if (report.damaged > 0 || !report.keptAside.isEmpty() || report.changesMissing)
            fail("a kill left damage");
        m_queue.setRunner(JobKind::Fetch, m_runner.get());
        m_queue.setRunner(JobKind::Command, m_runner.get());
        m_queue.setRetryPolicy(JobKind::Fetch,
                               {3, std::chrono::milliseconds(1), 1, std::chrono::milliseconds(2), true});
        m_queue.setJournal(m_journal.get());
        for (RestoredJobs &piece : m_restored)
            m_queue.restore(std::move(piece));
        checkSome();
        std::puts("working");
        std::fflush(stdout);
        m_queue.setWidth(16);
        putSome();
    }

    /// Attempts are unique and none beyond the count; results are as they were written.
    void checkSome()
    {
        for (int number = 10; number <= m_last; number += 10 * (1 + m_last / 500)) {
            const JobNumber job{quint64(number)};
            m_checks.push_back(
                m_store->attempts(job).addCallback([number](const std::vector<AttemptRecord> &attempts) {
                    for (std::size_t n = 1; n < attempts.size(); ++n) {
                        if (attempts[n].attempt <= attempts[n - 1].attempt)
                            fail("job " + QByteArray::number(number) + " has an attempt twice");
                    }
                }));
            if (m_ledger.jobs[number].shown == 0)
                continue;
            m_checks.push_back(m_store->verifyResult(job, m_ledger.jobs[number].shown)
                                   .addCallback([number](ResultCheck check) {
                                       if (check != ResultCheck::Intact)
                                           fail("the result of job " + QByteArray::number(number) +
                                                " is not what it was");
                                   }));
        }
    }

    void putSome()
    {
        std::vector<JobSpec> specs;
        for (int next = m_last + 1; int(specs.size()) < std::max(50, m_target / 20) && next <= m_target;
             ++next)
            specs.push_back(specOf(next));
        m_last += int(specs.size());
        if (!specs.empty())
            m_queue.putAll(std::move(specs));
        else if (m_queue.status().counts[JobState::Pending] == 0)
            m_target += 100;
        if (!m_ledger.error.isEmpty())
            fail(m_ledger.error);
        QTimer::singleShot(5, this, [this] { putSome(); });
    }

    void show(const JobChanges &changes)
    {
        for (const JobId id : changes.changed) {
            const JobRecord *record = m_queue.find(id);
            if (record && record->state == JobState::Finished && m_ledger.jobs[numberOf(*record)].shown == 0)
                m_ledger.write('F', numberOf(*record), record->attempt);
        }
    }

    OutsideLedger m_ledger;
    QtClock m_clock;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<WatchedJournal> m_journal;
    std::unique_ptr<QuickRunner> m_runner;
    JobQueue m_queue;
    Deferred<void> m_opening;
    std::vector<Deferred<void>> m_checks;
    std::vector<RestoredJobs> m_restored;
    QSet<int> m_present;
    int m_last = 0;
    int m_target;
};

/// Runs the worker and kills it: while it starts, or some time after it began to work. False if it ended by itself.
bool killOnce(const QStringList &arguments, bool early, int delay)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), arguments);
    const bool isWorking = child.waitForStarted() && (early || child.waitForReadyRead(120'000));
    if (!isWorking || child.waitForFinished(delay))
        return false;
    ::kill(pid_t(child.processId()), SIGKILL);
    return child.waitForFinished(-1);
}

int killAgainAndAgain(int kills, int jobs, const QString &bug)
{
    QTemporaryDir directory;
    std::mt19937 random(4711);
    std::uniform_int_distribution delay(1, 400);
    for (int kill = 1; kill <= kills; ++kill) {
        const QStringList arguments{u"work"_s, directory.path(), QString::number(jobs),
                                    bug.isEmpty() ? u"none"_s : bug};
        if (!killOnce(arguments, kill % 5 == 0, delay(random))) {
            std::fprintf(stderr, "after %d kills\n", kill - 1);
            return 1;
        }
    }
    const OutsideLedger ledger(directory.filePath(u"ledger"_s));
    const auto finished = std::count_if(ledger.jobs.begin(), ledger.jobs.end(),
                                        [](const auto &job) { return job.second.shown > 0; });
    std::printf("%d kills: %zu jobs accounted for, %td of them finished\n", kills, ledger.jobs.size(),
                finished);
    return finished > kills ? 0 : 2; // else nothing was tested
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.value(1) == u"work"_s) {
        const Worker worker(arguments.value(2), arguments.value(3).toInt(), arguments.value(4).toLatin1());
        return app.exec();
    }
    const bool isLong = qEnvironmentVariableIsSet("MILLRACE_LONG") && arguments.value(3).isEmpty();
    const int kills = isLong ? 1000 : std::max(1, arguments.value(1, u"20"_s).toInt());
    const int jobs = isLong ? 100'000 : std::max(100, arguments.value(2, u"2000"_s).toInt());
    return killAgainAndAgain(kills, jobs, arguments.value(3));
}

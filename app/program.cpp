#include "app/program.h"

#include "core/runners/command/commandrunner.h"
#include "core/runners/fetch/fetchrunner.h"
#include "ui/settings/preferences.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace millrace {

namespace {

FetchSettings fetchSettings(const Preferences &preferences)
{
    FetchSettings settings;
    settings.limits.connect = preferences.connectTimeout;
    settings.limits.secure = preferences.connectTimeout;
    settings.limits.firstByte = preferences.firstByteTimeout;
    settings.limits.bodyBytes = qint64{preferences.fetchMegabytes} << 20;
    settings.timeout = preferences.fetchTimeout;
    return settings;
}

CommandSettings commandSettings(const Preferences &preferences)
{
    CommandSettings settings;
    settings.shim = shimBeside(QCoreApplication::applicationDirPath());
    settings.timeout = preferences.commandTimeout;
    settings.grace = preferences.grace;
    return settings;
}

RetryPolicy retryPolicy(int tries)
{
    RetryPolicy policy;
    policy.attempts = tries;
    return policy;
}

// Spread evenly; where that would be finer than clocks go, a tenth of a second's worth at once.
std::optional<RateLimit> rateLimit(int startsAMinute)
{
    constexpr int tenthsOfASecond = 600;
    if (startsAMinute == 0)
        return std::nullopt;
    return RateLimit{startsAMinute, std::chrono::minutes(1), std::max(1, startsAMinute / tenthsOfASecond)};
}

} // namespace

Program::Program(const QString &resultsFolder, QObject *parent)
    : QObject(parent), m_folder(resultsFolder), m_queue(std::make_unique<JobQueue>(m_clock))
{}

Program::~Program() = default;

QString Program::complaintAboutResults()
{
    try {
        m_folder.prepare();
        return {};
    } catch (const ResultsError &error) {
        return QString::fromUtf8(error.what());
    }
}

void Program::startRunners(const Preferences &preferences)
{
    m_writer = std::make_unique<ResultsWriter>(m_folder);
    m_fetches = std::make_unique<FetchRunner>(*m_writer, fetchSettings(preferences));
    m_commands = std::make_unique<CommandRunner>(*m_writer, commandSettings(preferences));
    m_queue->setRunner(JobKind::Fetch, m_fetches.get());
    m_queue->setRunner(JobKind::Command, m_commands.get());
    apply(preferences);
    m_resultsWatch = std::make_unique<ResultsWatch>(*m_queue, *m_writer, m_clock);
    connect(m_resultsWatch.get(), &ResultsWatch::troubled, this, &Program::resultsTroubled);
    connect(m_resultsWatch.get(), &ResultsWatch::recovered, this, &Program::resultsRecovered);
}

void Program::apply(const Preferences &preferences)
{
    m_queue->setRetryPolicy(JobKind::Fetch, retryPolicy(preferences.fetchTries));
    m_queue->setRetryPolicy(JobKind::Command, retryPolicy(preferences.commandTries));
    m_queue->setHostCap(preferences.hostCap);
    m_queue->setRateLimit(rateLimit(preferences.startsAMinute));
    if (m_fetches)
        m_fetches->setSettings(fetchSettings(preferences));
    if (m_commands)
        m_commands->setSettings(commandSettings(preferences));
}

Deferred<LoadReport> Program::openStore(DataLock lock, const DataDirectory &data, Settle settle,
                                        ProgramJournal::Keep keep)
{
    m_store = std::make_unique<Store>(std::move(lock), data.path, data.resultsFolder);
    m_journal = std::make_unique<ProgramJournal>(*m_store, keep);
    watchStore();
    m_queue->hold(Hold::Restoring);
    return m_store
        ->open([self = QPointer(this), settle = std::move(settle)](RestoredJobs piece) {
            if (self)
                self->restorePiece(std::move(piece), settle);
        })
        .addFinally([queue = QPointer(m_queue.get())] {
            if (queue)
                queue->release(Hold::Restoring);
        });
}

void Program::restorePiece(RestoredJobs piece, const Settle &settle)
{
    if (!std::exchange(m_hasJournal, true)) {
        piece.settings = settle(piece.settingsKept ? std::optional(piece.settings) : std::nullopt);
        m_queue->setJournal(m_journal.get());
    }
    m_queue->restore(std::move(piece));
}

void Program::watchStore()
{
    Store *store = m_store.get();
    connect(store, &Store::saved, m_queue.get(), &JobQueue::setSaved);
    connect(store, &Store::saved, this, [this](JobJournal::Mark mark) { m_journal->setSaved(mark); });
    connect(store, &Store::rebuilt, this, [this](const LoadReport &report) {
        m_queue->noteAgain(); // What was lost of the file is still in memory.
        Q_EMIT rebuilt(report);
    });
    connect(store, &Store::trouble, this, [this](const StoreTrouble &trouble) {
        setTroubled(true);
        Q_EMIT troubled(trouble);
    });
    connect(store, &Store::recovered, this, [this] {
        setTroubled(false);
        Q_EMIT recovered();
    });
}

std::size_t Program::unsaved() const
{
    if (m_hasJournal || !m_store)
        return m_hasJournal ? m_journal->unsaved() : 0;
    const QueueStatus status = m_queue->status();
    const JobCounts &counts = status.counts;
    return status.arriving + counts[JobState::Pending] + counts[JobState::Underway] +
           counts[JobState::Cancelling] + counts[JobState::Interrupted];
}

void Program::purge(const std::vector<JobNumber> &numbers)
{
    if (m_store)
        m_store->purge(numbers);
}

void Program::close(Underway underway)
{
    auto stopped = m_queue->stop(underway);
    if (m_isClosing)
        return;
    m_isClosing = true;
    const QPointer<Program> self(this);
    std::move(stopped)
        .addBoth([self](const Outcome<void> &) {
            if (self) {
                self->m_hasStopped = true;
                self->giveUpWhereTroubled();
            }
            return self && self->m_store ? self->m_store->flush() : succeed();
        })
        .addBoth([self](const Outcome<void> &) {
            if (self)
                self->tellClosed();
        });
}

void Program::closeUnsaved()
{
    m_isGivingUp = true;
    giveUpWhereTroubled();
}

void Program::setTroubled(bool troubled)
{
    m_isTroubled = troubled;
    if (troubled)
        m_queue->hold(Hold::StoreTrouble);
    else
        m_queue->release(Hold::StoreTrouble);
    giveUpWhereTroubled();
}

void Program::giveUpWhereTroubled()
{
    if (m_isGivingUp && m_isTroubled && m_hasStopped)
        tellClosed();
}

void Program::tellClosed()
{
    if (!std::exchange(m_isClosed, true))
        Q_EMIT closed();
}

} // namespace millrace

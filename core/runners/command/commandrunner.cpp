#include "core/runners/command/commandrunner.h"

#include "core/runners/command/commandoutcome.h"
#include "core/runners/command/descriptorlimit.h"
#include "core/runners/command/spawner.h"
#include "core/runners/resultswriter.h"

#include <QDir>
#include <QFile>
#include <QPointer>

#include <unordered_map>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

/// The kernel's limit of one argument (MAX_ARG_STRLEN), its NUL included.
constexpr qsizetype lineAtMost = 128 * 1024 - 1;

/// Why a command can't even be tried, or nothing.
QString refusalOf(const JobSpec &spec)
{
    const JobOptions &options = optionsOf(spec);
    if (spec.what.contains('\0') || options.workingDirectory.contains(QChar(u'\0')))
        return u"The command contains a NUL character."_s;
    if (spec.what.size() > lineAtMost)
        return u"The command is longer than the system allows (%L1 bytes)."_s.arg(lineAtMost);
    for (const QByteArray &entry : options.environment) {
        if (!isEnvironmentEntry(entry))
            return u"Not a NAME=value for the environment: %1"_s.arg(lastLines(entry));
    }
    return {};
}

} // namespace

QString shimBeside(const QString &programFolder)
{
    return programFolder + u"/millrace-shim"_s;
}

/// Lives on the GUI thread, and is the context of all that comes back to it.
class CommandRunner::Private : public QObject
{
public:
    struct Underway
    {
        JobId id;
        JobSink *sink = nullptr;
        Resolver<JobOutcomePtr> resolver;
        CommandEnvironment::Ptr environment;
        QString folder;
        bool cancelled = false;
        int filesToCome = 0;
        JobOutcome outcome = {};
    };

    Private(ResultsWriter &resultsWriter, CommandSettings with);

    CommandStart startOf(const JobLaunch &job);
    CommandEnvironment::Ptr environmentFor(const JobSpec &spec);
    void take();
    void end(CommandEnd ended);
    void keep(std::uint64_t ticket, PartFile part, QString JobOutcome::*name);
    void drop(std::uint64_t ticket, PartFile part);
    void fileDone(std::uint64_t ticket);

    ResultsWriter &writer;
    CommandSettings settings;
    const QString home = QDir::homePath();
    CommandEnvironment::Ptr plainEnvironment = CommandEnvironment::make();
    std::shared_ptr<const JobOptions>
        lastOptions; ///< Jobs of one list share theirs, and so what is made of them.
    CommandEnvironment::Ptr lastEnvironment;
    std::uint64_t lastTicket = 0;
    std::unordered_map<std::uint64_t, Underway> underway;
    std::unordered_map<JobId, std::uint64_t> tickets;
    std::unique_ptr<Spawner> spawner; // The last member: its thread ends before anything that it posts to.
};

CommandRunner::Private::Private(ResultsWriter &resultsWriter, CommandSettings with)
    : writer(resultsWriter), settings(std::move(with))
{
    spawner = std::make_unique<Spawner>(QFile::encodeName(settings.shim), writer.folder(), [this] {
        QMetaObject::invokeMethod(
            this, [this] { take(); }, Qt::QueuedConnection);
    });
}

CommandEnvironment::Ptr CommandRunner::Private::environmentFor(const JobSpec &spec)
{
    if (optionsOf(spec).environment.isEmpty())
        return plainEnvironment;
    if (spec.options != lastOptions) {
        lastOptions = spec.options;
        lastEnvironment = CommandEnvironment::make(spec.options->environment);
    }
    return lastEnvironment;
}

CommandStart CommandRunner::Private::startOf(const JobLaunch &job)
{
    const JobOptions &options = optionsOf(job.spec);
    CommandStart start;
    start.ticket = ++lastTicket;
    start.number = job.number;
    start.attempt = job.attempt;
    start.line = job.spec.what;
    start.environment = environmentFor(job.spec);
    start.input = options.standardInput;
    start.hasInput = !options.standardInput.isEmpty();
    start.timeout = options.timeout.count() > 0 ? options.timeout : settings.timeout;
    start.grace = settings.grace;
    start.linger = settings.linger;
    start.keptHead = settings.keptHead;
    start.keptTail = std::max<qint64>(settings.keptTail, 1);
    return start;
}

/// One batch of the spawner's. Firing may launch and cancel, and destroy the runner.
void CommandRunner::Private::take()
{
    const QPointer<Private> alive(this);
    CommandEvents events = spawner->takeEvents();
    for (const auto &[ticket, print] : events.prints) {
        const auto job = underway.find(ticket);
        if (job == underway.end())
            continue;
        const JobId id = job->second.id;
        JobSink *sink = job->second.sink;
        if (print.skipped > 0)
            sink->skipped(id, print.skipped);
        sink->printed(id, print.bytes);
        if (!alive)
            return;
    }
    for (CommandEnd &ended : events.ends) {
        end(std::move(ended));
        if (!alive)
            return;
    }
}

void CommandRunner::Private::end(CommandEnd ended)
{
    const std::uint64_t ticket = ended.ticket;
    const auto found = underway.find(ticket);
    if (found == underway.end())
        return;
    Underway &job = found->second;
    // Who ended by itself before it heard of it has done its work.
    job.cancelled = job.cancelled && (ended.shimLost || ended.report.cause == shim::Cause::Asked);
    job.outcome = outcomeOf(ended);
    job.outcome.environment = job.environment->text();
    job.outcome.workingDirectory = job.folder;
    job.filesToCome = 1 + ended.output.isOpen() + ended.error.isOpen();
    // What a cancelled command printed is often why it was cancelled.
    const bool keeps = !ended.shimLost && job.outcome.reason != FailureReason::Disk;
    if (ended.output.isOpen())
        keeps ? keep(ticket, std::move(ended.output), &JobOutcome::file)
              : drop(ticket, std::move(ended.output));
    if (ended.error.isOpen())
        keeps ? keep(ticket, std::move(ended.error), &JobOutcome::errorFile)
              : drop(ticket, std::move(ended.error));
    fileDone(ticket);
}

void CommandRunner::Private::keep(std::uint64_t ticket, PartFile part, QString JobOutcome::*name)
{
    const QPointer<Private> alive(this);
    writer.keep(writer.adopt(std::move(part)), [alive, ticket, name](const WrittenResult &result) {
        if (!alive)
            return;
        JobOutcome &outcome = alive->underway.at(ticket).outcome;
        outcome.folder = result.folder;
        outcome.*name = result.file;
        if (!result.error.isEmpty()) {
            outcome.reason = FailureReason::Disk;
            outcome.detail = result.error;
        }
        alive->fileDone(ticket);
    });
}

void CommandRunner::Private::drop(std::uint64_t ticket, PartFile part)
{
    const QPointer<Private> alive(this);
    writer.discard(writer.adopt(std::move(part)), [alive, ticket] {
        if (alive)
            alive->fileDone(ticket);
    });
}

/// Fires when the last file is a result, or gone.
void CommandRunner::Private::fileDone(std::uint64_t ticket)
{
    const auto found = underway.find(ticket);
    if (found == underway.end() || --found->second.filesToCome > 0)
        return;
    Underway job = std::move(found->second);
    underway.erase(found);
    tickets.erase(job.id);
    if (!job.cancelled) {
        job.resolver.callback(std::make_shared<const JobOutcome>(std::move(job.outcome)));
        return;
    }
    job.outcome.reason = FailureReason::None;
    job.outcome.detail.clear();
    job.resolver.errback(Failure::of(JobCutOff(std::make_shared<const JobOutcome>(std::move(job.outcome)))));
}

CommandRunner::CommandRunner(ResultsWriter &writer, CommandSettings settings)
    : d(std::make_unique<Private>(writer, std::move(settings)))
{
    raiseDescriptorLimit();
}

CommandRunner::~CommandRunner() = default;

void CommandRunner::setSettings(const CommandSettings &settings)
{
    const QString shim = d->settings.shim;
    d->settings = settings;
    d->settings.shim = shim;
}

const CommandSettings &CommandRunner::settings() const
{
    return d->settings;
}

Deferred<JobOutcomePtr> CommandRunner::launch(const JobLaunch &job, JobSink &sink)
{
    const QString refusal = refusalOf(job.spec);
    if (!refusal.isEmpty())
        return succeed(JobOutcomePtr(
            std::make_shared<const JobOutcome>(refusedOutcome(FailureReason::BadOption, refusal))));
    auto [deferred, resolver] = makeDeferred<JobOutcomePtr>();
    const QString &asked = optionsOf(job.spec).workingDirectory;
    CommandStart start = d->startOf(job);
    Private::Underway underway{
        .id = job.id,
        .sink = &sink,
        .resolver = std::move(resolver),
        .environment = start.environment,
        .folder = asked.isEmpty() ? d->home : QDir::cleanPath(QDir(d->home).absoluteFilePath(asked))};
    start.folder = QFile::encodeName(underway.folder);
    d->tickets[job.id] = start.ticket;
    d->underway.emplace(start.ticket, std::move(underway));
    d->spawner->start(std::move(start));
    return std::move(deferred);
}

void CommandRunner::cancel(JobId id)
{
    const auto ticket = d->tickets.find(id);
    if (ticket == d->tickets.end())
        return;
    Private::Underway &job = d->underway.at(ticket->second);
    if (job.filesToCome > 0)
        return; // It has ended; what it left is being kept.
    d->spawner->end(ticket->second, job.cancelled ? std::chrono::milliseconds(0) : d->settings.grace);
    job.cancelled = true;
}

} // namespace millrace

#include "app/headless/headlessrun.h"

#include "app/datadirectory.h"
#include "app/headless/runtext.h"
#include "app/settings/preferencesstore.h"
#include "app/stoptext.h"
#include "app/storetext.h"
#include "app/troubles.h"
#include "core/runners/command/descriptorlimit.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QDir>
#include <QSettings>

#include <algorithm>
#include <cstring>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr int mostProblemsTold = 20;

Preferences preferencesFor(const CommandLine &line)
{
    const QSettings settings(DataDirectory::at(line.dataDirectory).settingsFile, QSettings::IniFormat);
    Preferences preferences = loadPreferences(settings);
    preferences.width = std::min(line.width.value_or(std::max(preferences.width, 1)), maximumWidth());
    preferences.hostCap = line.hostCap.value_or(preferences.hostCap);
    return preferences;
}

QString resultsFolderFor(const CommandLine &line, const Preferences &preferences)
{
    if (!line.resultsFolder.isEmpty())
        return line.resultsFolder;
    if (line.dataDirectory.isEmpty())
        return QDir::current().absoluteFilePath(u"millrace-results"_s);
    return preferences.resultsFolder.isEmpty() ? DataDirectory::at(line.dataDirectory).resultsFolder
                                               : preferences.resultsFolder;
}

} // namespace

HeadlessRun::HeadlessRun(const CommandLine &line, QObject *parent)
    : QObject(parent),
      m_line(line),
      m_preferences(preferencesFor(line)),
      m_terminal(STDERR_FILENO),
      m_json(line.json ? std::make_unique<LineWriter>(STDOUT_FILENO) : nullptr),
      m_program(resultsFolderFor(line, m_preferences)),
      m_reporter(m_program.queue(), m_program.resultsFolder(), m_terminal, m_json.get())
{
    connect(&m_signals, &TerminationSignals::received, this, &HeadlessRun::stop);
    connect(&m_reader, &JobListReader::finished, this, &HeadlessRun::take);
    connect(&m_program, &Program::closed, this, &HeadlessRun::finish);
    connect(&m_program.queue(), &JobQueue::drained, this, &HeadlessRun::closeWhenDone);
    connect(&m_program, &Program::rebuilt, this, &HeadlessRun::tellDamage);
    tellTroubles(m_program, m_terminal);
    if (!m_json)
        return;
    connect(m_json.get(), &LineWriter::failed, this, &HeadlessRun::outputFailed);
    connect(m_json.get(), &LineWriter::congested, this, [this](bool congested) {
        if (congested)
            m_program.queue().hold(Hold::SlowReader);
        else
            m_program.queue().release(Hold::SlowReader);
    });
}

HeadlessRun::~HeadlessRun() = default;

void HeadlessRun::start()
{
    // A command runs where the person stands who typed the call, unless its list says where.
    const QString here = QDir::currentPath();
    std::vector<ListSource> sources;
    for (const QString &path : m_line.lists) {
        const bool isInput = path == "-"_L1;
        sources.push_back((isInput ? ListSource::fromDescriptor(word("standard input"), STDIN_FILENO)
                                   : ListSource::file(path))
                              .in(here));
    }
    m_reader.read(std::move(sources));
}

void HeadlessRun::take(const JobListPtr &list)
{
    m_list = list;
    if (!tellProblems(*list))
        return refuse(word("Nothing was run."));
    if (m_line.dataDirectory.isEmpty())
        return run();
    openStore();
}

// False if a whole list is unusable: then nothing runs, as half of what was asked for is a surprise.
bool HeadlessRun::tellProblems(const JobList &list)
{
    qint64 told = 0;
    bool isUsable = true;
    for (const ListProblem &problem : list.problems) {
        const bool isWhole = problem.line == 0;
        isUsable &= !isWhole;
        if (isWhole || told < mostProblemsTold) {
            ++told;
            m_terminal.say(problemLine(problem));
        }
    }
    if (list.problemCount > told)
        m_terminal.say(
            word("… and %1 lines more that can't be read.").arg(text::count(list.problemCount - told)));
    m_isIncomplete |= list.problemCount > 0;
    return isUsable;
}

void HeadlessRun::openStore()
{
    DataLock::Attempt attempt = DataLock::take(m_line.dataDirectory, DataLock::Use::Run);
    if (attempt.holder == DataLock::Holder::Somebody)
        return refuse(word("%1 is in use by process %2.").arg(m_line.dataDirectory).arg(attempt.pid));
    if (attempt.holder == DataLock::Holder::Nobody)
        return refuse(word("%1 can't be used: %2.").arg(m_line.dataDirectory, attempt.error));
    // Nothing starts before the list is put. The window's settings are neither ours nor changed by us.
    const auto settle = [cap = m_preferences.hostCap](const std::optional<QueueSettings> &) {
        return QueueSettings{QueueId::Default, 0, false, cap};
    };
    m_program
        .openStore(std::move(attempt.lock), DataDirectory::at(m_line.dataDirectory), settle,
                   ProgramJournal::Keep::JobsOnly)
        .addCallback([this](const LoadReport &report) { takeReport(report); })
        .addErrback<StoreRefusedError>([this](const StoreRefusedError &error) {
            refuse(refusalSentence(error.reason, m_line.dataDirectory));
        })
        .addErrback([](const Failure &) {}); // Abandoned: the program ends before all jobs were read.
}

void HeadlessRun::tellDamage(const LoadReport &report)
{
    const QString damage = damageSentence(report);
    if (damage.isEmpty())
        return;
    m_isIncomplete = true;
    m_terminal.say(damage);
}

void HeadlessRun::takeReport(const LoadReport &report)
{
    tellDamage(report);
    m_report = report;
    run();
}

void HeadlessRun::run()
{
    if (m_isOver)
        return;
    if (const QString unusable = m_program.complaintAboutResults(); !unusable.isEmpty())
        return refuse(u"%1 %2"_s.arg(unusable, word("Nothing was run.")));
    m_isRunning = true;
    JobQueue &queue = m_program.queue();
    m_program.startRunners(m_preferences);
    std::vector<JobId> expected = takeRestored();
    const JobListPtr list = std::exchange(m_list, nullptr);
    queue.putList(std::move(list->jobs))
        .addCallback([this, expected = std::move(expected)](const std::vector<JobId> &put) mutable {
            expected.insert(expected.end(), put.begin(), put.end());
            begin(expected);
        })
        .addErrback([](const Failure &) {}); // Abandoned: the program ends first.
    if (m_line.width && *m_line.width > m_preferences.width)
        m_terminal.say(
            word("At most %1 jobs at once: the limit of open files bears no more.").arg(m_preferences.width));
}

void HeadlessRun::begin(const std::vector<JobId> &expected)
{
    m_reporter.expect(expected);
    m_program.queue().setWidth(m_preferences.width);
    if (expected.empty())
        m_program.close(Underway::Finish);
}

// Those that an earlier run left pending; a command that may have been done must not simply run again.
std::vector<JobId> HeadlessRun::takeRestored()
{
    JobQueue &queue = m_program.queue();
    std::vector<JobId> interrupted;
    for (const JobId id : queue.all()) {
        if (queue.find(id)->state == JobState::Interrupted)
            interrupted.push_back(id);
    }
    if (!interrupted.empty())
        m_terminal.say(
            interruptedSentence(static_cast<qint64>(interrupted.size()), m_report, m_line.interrupted));
    if (m_line.interrupted == CommandLine::Interrupted::Retry)
        queue.retry(interrupted);
    else if (m_line.interrupted == CommandLine::Interrupted::Fail)
        queue.markFailed(interrupted);
    std::vector<JobId> pending;
    for (const JobId id : queue.all()) {
        if (queue.find(id)->state == JobState::Pending)
            pending.push_back(id);
    }
    return pending;
}

void HeadlessRun::closeWhenDone()
{
    if (m_isRunning && m_reporter.result().left == 0)
        m_program.close(Underway::Finish);
}

void HeadlessRun::stop(int times)
{
    if (m_isOver)
        return;
    if (!m_isRunning) {
        m_reader.cancel();
        return refuse(word("Stopped before anything was run."), SomeDidNot);
    }
    m_terminal.say(stopSentence(times, m_program));
    if (times > 1)
        cutOff();
    m_program.close(times == 1 ? Underway::Finish : Underway::Cancel);
    if (times > 2)
        m_program.closeUnsaved();
}

// Where nothing is kept, nothing is pending again: a command that did run is cancelled, and told so.
void HeadlessRun::cutOff()
{
    const std::vector<JobId> underway = m_program.queue().underway();
    if (m_line.dataDirectory.isEmpty())
        m_program.queue().cancel(underway);
    else
        m_reporter.cutOff(underway);
}

void HeadlessRun::outputFailed(int error)
{
    m_isIncomplete = true;
    m_terminal.say(word("Standard output can't be written any more: %1.").arg(qt_error_string(error)));
    stop(1);
}

void HeadlessRun::finish()
{
    m_isOver = true;
    m_reporter.settle();
    const RunReporter::Result result = m_reporter.result();
    m_terminal.setProgress({});
    m_terminal.say(summarySentence(result, m_program.resultsFolder()));
    const std::size_t unsaved = m_program.unsaved();
    if (unsaved > 0)
        m_terminal.say(text::counted(static_cast<qint64>(unsaved), word("%1 change could not be saved."),
                                     word("%1 changes could not be saved.")));
    m_isIncomplete |= unsaved > 0;
    const bool isAll = !m_isIncomplete && result.failed + result.cancelled + result.cutOff + result.left == 0;
    Q_EMIT ended(isAll ? AllFinished : SomeDidNot);
}

void HeadlessRun::refuse(const QString &sentence, int exitCode)
{
    if (std::exchange(m_isOver, true))
        return;
    m_terminal.say(sentence);
    Q_EMIT ended(exitCode);
}

} // namespace millrace

#include "ui/details/overview.h"

#include "core/queue/keptbytes.h"
#include "core/queue/visibletext.h"
#include "ui/text/actiontext.h"
#include "ui/text/failuretext.h"
#include "ui/text/figures.h"
#include "ui/text/httpwords.h"
#include "ui/text/jobtext.h"

#include <QCoreApplication>
#include <QStringList>

namespace millrace {

using namespace Qt::StringLiterals;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Overview", text);
}

/// Collects facts; those without a value are left out.
class Facts
{
public:
    void add(const char *name, const QString &value)
    {
        if (!value.isEmpty())
            m_facts.push_back({translated(name), value});
    }
    [[nodiscard]] std::vector<Fact> take() { return std::move(m_facts); }

private:
    std::vector<Fact> m_facts;
};

QString shownBytes(const QByteArray &bytes)
{
    return visibleText(bytes, text::longestCell);
}

void addTimes(Facts &facts, const JobRecord &job, WallTime now)
{
    facts.add(QT_TRANSLATE_NOOP("Overview", "Queued"), text::exactTime(job.queuedAt));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Started"), text::exactTime(job.startedAt));
    if (isUnderway(job.state)) {
        facts.add(QT_TRANSLATE_NOOP("Overview", "Takes"), text::duration(now - job.startedAt) + u" …"_s);
    } else if (job.endedAt > job.startedAt && job.startedAt != WallTime()) {
        facts.add(QT_TRANSLATE_NOOP("Overview", "Ended"), text::exactTime(job.endedAt));
        facts.add(QT_TRANSLATE_NOOP("Overview", "Took"), text::duration(job.endedAt - job.startedAt));
    }
    if (job.attempt > 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Attempt"), text::count(job.attempt));
    if (job.priority != 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Priority"), text::count(job.priority));
}

QString timingsText(const FetchTimings &timings)
{
    QStringList parts;
    const auto add = [&parts](const char *name, microseconds at) {
        if (at.count() > 0)
            parts << u"%1 %2"_s.arg(translated(name), text::duration(duration_cast<milliseconds>(at)));
    };
    add(QT_TRANSLATE_NOOP("Overview", "resolved"), timings.resolved);
    add(QT_TRANSLATE_NOOP("Overview", "connected"), timings.connected);
    add(QT_TRANSLATE_NOOP("Overview", "secured"), timings.secured);
    add(QT_TRANSLATE_NOOP("Overview", "first byte"), timings.firstByte);
    add(QT_TRANSLATE_NOOP("Overview", "done"), timings.total);
    return parts.join(u" · "_s);
}

void addFetch(Facts &facts, const JobOutcome &outcome)
{
    if (outcome.httpStatus > 0) {
        facts.add(
            QT_TRANSLATE_NOOP("Overview", "Status"),
            u"%1 (HTTP/%2)"_s.arg(text::httpStatusText(outcome.httpStatus), shownBytes(outcome.httpVersion)));
        facts.add(QT_TRANSLATE_NOOP("Overview", "Size"),
                  u"%1 (%2)"_s.arg(text::bytes(outcome.bytes),
                                   translated("%1 bytes").arg(text::count(outcome.bytes))));
    }
    facts.add(QT_TRANSLATE_NOOP("Overview", "Type"), shownBytes(outcome.contentType));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Came from"), shownBytes(outcome.effectiveUrl));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Timings"), timingsText(outcome.timings));
}

QString cpuText(const JobOutcome &outcome)
{
    const auto user = duration_cast<milliseconds>(outcome.userTime);
    const auto system = duration_cast<milliseconds>(outcome.systemTime);
    return translated("%1 user, %2 system").arg(text::duration(user), text::duration(system));
}

void addCommand(Facts &facts, const JobOutcome &outcome)
{
    if (outcome.exitCode >= 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Exit code"), QString::number(outcome.exitCode));
    if (outcome.signal > 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Ended by"), text::signalName(outcome.signal));
    if (outcome.exitCode < 0 && outcome.signal == 0)
        return; // It never ran.
    facts.add(QT_TRANSLATE_NOOP("Overview", "CPU time"), cpuText(outcome));
    if (outcome.peakMemory > 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Peak memory"), text::bytes(outcome.peakMemory));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Output"), text::bytes(outcome.bytes));
    if (outcome.errorBytes > 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Errors"), text::bytes(outcome.errorBytes));
    if (outcome.leftProcesses > 0)
        facts.add(QT_TRANSLATE_NOOP("Overview", "Left behind"),
                  text::counted(outcome.leftProcesses, translated("%1 process, which was ended"),
                                translated("%1 processes, which were ended")));
}

void addOutcome(Facts &facts, const JobRecord &job)
{
    const JobOutcome &outcome = *job.outcome;
    if (job.spec.kind == JobKind::Fetch)
        addFetch(facts, outcome);
    else
        addCommand(facts, outcome);
    facts.add(QT_TRANSLATE_NOOP("Overview", "Result file"), text::cell(outcome.file));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Errors file"), text::cell(outcome.errorFile));
}

QString storyOf(const JobRecord &job, const std::optional<WaitReason> &wait, int hostCap, WallTime now)
{
    QStringList parts;
    if (job.state == JobState::Pending && wait)
        parts << translated("Not running yet: %1.").arg(text::waitSentence(*wait, job, hostCap, now));
    if (job.state == JobState::Interrupted) {
        parts << translated(
            "The program died while this command was underway. It may have done its work, or part of it. "
            "Retry it (R), or mark it as failed (Shift+F).");
    }
    if (job.state == JobState::Cancelling)
        parts << translated(
            "It was asked to end and holds its slot until it is gone. Cancel it again to hurry.");
    const bool failed = job.outcome && job.outcome->reason != FailureReason::None;
    if (failed && (job.state == JobState::Failed || job.state == JobState::Pending))
        parts << text::failureStory(job);
    return parts.join(u"\n\n"_s);
}

} // namespace

Overview overviewOf(const JobRecord &job, const std::optional<WaitReason> &wait, int hostCap, WallTime now)
{
    Overview overview;
    overview.headline = u"%1 %2 · %3 #%4"_s.arg(text::stateGlyph(job.state))
                            .arg(text::stateCell(job, now), text::kindWord(job.spec.kind))
                            .arg(static_cast<qulonglong>(job.number));
    overview.what = shownText(job.spec, longestWhat);
    overview.story = storyOf(job, wait, hostCap, now);
    Facts facts;
    facts.add(job.spec.kind == JobKind::Fetch ? QT_TRANSLATE_NOOP("Overview", "Host")
                                              : QT_TRANSLATE_NOOP("Overview", "Folder"),
              text::placeCell(job.spec));
    addTimes(facts, job, now);
    if (job.outcome && !isUnderway(job.state))
        addOutcome(facts, job);
    facts.add(QT_TRANSLATE_NOOP("Overview", "Last line"), text::lastLine(job));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Key"), shownBytes(job.spec.key));
    facts.add(QT_TRANSLATE_NOOP("Overview", "Tags"), text::cell(optionsOf(job.spec).tags.join(u", "_s)));
    overview.facts = facts.take();
    return overview;
}

Overview overviewOf(const JobQueue &queue, std::span<const JobId> ids)
{
    JobCounts counts;
    milliseconds took{0};
    qint64 bytes = 0;
    for (const JobId id : ids) {
        const JobRecord *job = queue.find(id);
        if (!job)
            continue;
        ++counts[job->state];
        if (isEnded(job->state) && job->startedAt != WallTime())
            took += job->endedAt - job->startedAt;
        bytes += keptBytes(*job);
    }
    Overview overview;
    overview.headline = translated("%1 selected").arg(text::jobs(counts.total()));
    Facts facts;
    for (const JobState state : allJobStates) {
        if (counts[state] > 0)
            overview.facts.push_back({text::stateTitle(state), text::count(counts[state])});
    }
    if (took.count() > 0)
        overview.facts.push_back({translated("Took together"), text::duration(took)});
    if (bytes > 0)
        overview.facts.push_back({translated("Results"), text::bytes(bytes)});
    return overview;
}

QString plainText(const Overview &overview)
{
    QStringList lines{overview.headline};
    if (!overview.what.isEmpty())
        lines << overview.what;
    if (!overview.story.isEmpty())
        lines << QString() << overview.story;
    lines << QString();
    for (const Fact &fact : overview.facts)
        lines << u"%1: %2"_s.arg(fact.name, fact.value);
    return lines.join(u'\n') + u'\n';
}

} // namespace millrace

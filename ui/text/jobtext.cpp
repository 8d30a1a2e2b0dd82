#include "ui/text/jobtext.h"

#include "core/queue/visibletext.h"
#include "ui/text/failuretext.h"
#include "ui/text/figures.h"
#include "ui/text/httpwords.h"
#include "ui/text/words.h"

#include <QDir>

namespace millrace::text {

using namespace Qt::StringLiterals;

namespace {

struct StateText
{
    const char *word;
    const char *title;
    char16_t glyph;
};

/// By JobState.
constexpr std::array<StateText, jobStateCount> stateTexts{{
    {QT_TRANSLATE_NOOP("Millrace", "pending"), QT_TRANSLATE_NOOP("Millrace", "Pending"), u'○'},
    {QT_TRANSLATE_NOOP("Millrace", "underway"), QT_TRANSLATE_NOOP("Millrace", "Underway"), u'◐'},
    {QT_TRANSLATE_NOOP("Millrace", "cancelling"), QT_TRANSLATE_NOOP("Millrace", "Cancelling"), u'◌'},
    {QT_TRANSLATE_NOOP("Millrace", "finished"), QT_TRANSLATE_NOOP("Millrace", "Finished"), u'✓'},
    {QT_TRANSLATE_NOOP("Millrace", "failed"), QT_TRANSLATE_NOOP("Millrace", "Failed"), u'✕'},
    {QT_TRANSLATE_NOOP("Millrace", "cancelled"), QT_TRANSLATE_NOOP("Millrace", "Cancelled"), u'⊘'},
    {QT_TRANSLATE_NOOP("Millrace", "interrupted"), QT_TRANSLATE_NOOP("Millrace", "Interrupted"), u'↯'},
}};

const StateText &textOf(JobState state)
{
    return stateTexts[static_cast<std::size_t>(state)];
}

int attemptsAllowed(const JobRecord &job)
{
    const JobOptions &options = optionsOf(job.spec);
    return options.retry ? options.retry->attempts : 0;
}

/// "again in 4.2 s (2 of 5)"; without the "of" where the setting's default counts.
QString again(const JobRecord &job, WallTime until, WallTime now)
{
    const auto left = std::max(std::chrono::milliseconds{0}, until - now);
    const QString next = count(job.attempt + 1);
    const int allowed = attemptsAllowed(job);
    const QString which =
        allowed > 1 ? word("%1 of %2").arg(next, count(allowed)) : word("attempt %1").arg(next);
    return word("again in %1 (%2)").arg(duration(left), which);
}

/// "7th": English ordinals; a translation says "number %1" its own way.
QString inLine(std::uint32_t rank)
{
    if (rank == 0)
        return word("in line");
    const std::uint32_t teens = rank % 100;
    if (teens >= 11 && teens <= 13)
        return word("%1th in line").arg(count(rank));
    switch (rank % 10) {
    case 1:
        return word("%1st in line").arg(count(rank));
    case 2:
        return word("%1nd in line").arg(count(rank));
    case 3:
        return word("%1rd in line").arg(count(rank));
    default:
        return word("%1th in line").arg(count(rank));
    }
}

QString joined(const QStringList &parts)
{
    return parts.join(u" · "_s);
}

QString holdSentence(Hold hold)
{
    switch (hold) {
    case Hold::StoreTrouble:
        return word("what becomes of jobs can't be written down");
    case Hold::Restoring:
        return word("the jobs of the last time are still coming in");
    case Hold::SlowReader:
        return word("what is told of ended jobs is not being read");
    case Hold::ResultsTrouble:
        return word("the results folder can't be written");
    }
    return {};
}

} // namespace

QString stateWord(JobState state)
{
    return word(textOf(state).word);
}

QString stateTitle(JobState state)
{
    return word(textOf(state).title);
}

QChar stateGlyph(JobState state)
{
    return textOf(state).glyph;
}

QString kindWord(JobKind kind)
{
    return kind == JobKind::Fetch ? word("fetch") : word("command");
}

QString queueName(QueueId queue)
{
    return queue == QueueId::Default ? word("Default") : word("Queue %1").arg(static_cast<int>(queue));
}

bool isWaitingAgain(const JobRecord &job, WallTime now)
{
    return job.state == JobState::Pending && job.attempt > 0 && job.heldUntil > now;
}

QString stateCell(const JobRecord &job, WallTime now)
{
    return isWaitingAgain(job, now) ? again(job, job.heldUntil, now) : stateWord(job.state);
}

QString waitSentence(const WaitReason &reason, const JobRecord &job, int hostCap, WallTime now)
{
    using Kind = WaitReason::Kind;
    switch (reason.kind) {
    case Kind::InLine:
        return inLine(reason.rank);
    case Kind::Paused:
        return word("paused");
    case Kind::Stopped:
        return word("stopped: goes on at the next start");
    case Kind::NoWidth:
        return word("the width is 0");
    case Kind::Arriving:
        return word("the rest of its list is still coming in");
    case Kind::HostFull:
        return word("%1 is at its limit of %2").arg(cell(QString::fromUtf8(reason.host)), count(hostCap));
    case Kind::RateLimited:
        return word("held back by the rate, starts %1").arg(relativeTime(reason.until, now));
    case Kind::HeldUntil:
        return job.attempt > 0 ? again(job, reason.until, now)
                               : word("held, starts %1").arg(relativeTime(reason.until, now));
    case Kind::Held:
        return holdSentence(reason.hold);
    }
    return {};
}

QString resultCell(const JobRecord &job)
{
    if (!job.outcome || job.state == JobState::Pending || isUnderway(job.state))
        return {};
    if (job.state == JobState::Failed)
        return cell(failureSentence(job));
    if (job.state == JobState::Interrupted)
        return word("run it again (R) or mark it as failed (Shift+F)");
    const JobOutcome &outcome = *job.outcome;
    if (job.state == JobState::Cancelled)
        return outcome.file.isEmpty() ? QString() : word("%1 printed by then").arg(bytes(outcome.bytes));
    QStringList parts;
    if (job.spec.kind == JobKind::Fetch)
        parts << (outcome.httpStatus > 0 ? QString::number(outcome.httpStatus) : QString());
    else
        parts << word("exit %1").arg(outcome.exitCode);
    parts << bytes(outcome.bytes);
    if (outcome.leftProcesses > 0)
        parts << counted(outcome.leftProcesses, word("left %1 process"), word("left %1 processes"));
    parts.removeAll(QString());
    return cell(joined(parts));
}

QString placeCell(const JobSpec &spec)
{
    if (spec.kind == JobKind::Fetch)
        return cell(QString::fromUtf8(hostOf(spec)));
    const QString &directory = optionsOf(spec).workingDirectory;
    const QString home = QDir::homePath();
    if (directory.isEmpty() || directory == home || directory.startsWith(home + u'/'))
        return cell(u'~' + directory.mid(home.size()));
    return cell(directory);
}

QString lastLine(const JobRecord &job)
{
    if (!job.lastLine.isEmpty() || !job.outcome || !isEnded(job.state))
        return job.lastLine;
    const JobOutcome &outcome = *job.outcome;
    if (job.spec.kind == JobKind::Command) {
        const bool said =
            outcome.reason == FailureReason::ExitCode || outcome.reason == FailureReason::Signal;
        return said ? visibleText(outcome.detail.section(u'\n', -1, -1, QString::SectionSkipEmpty))
                    : QString();
    }
    if (outcome.httpStatus == 0)
        return {};
    QStringList parts{httpStatusText(outcome.httpStatus), visibleText(outcome.contentType)};
    parts.removeAll(QString());
    return joined(parts);
}

QString cell(const QString &text)
{
    QString cut = text.left(longestCell);
    if (cut.size() < text.size()) {
        if (cut.back().isHighSurrogate())
            cut.chop(1);
        cut.back() = u'…';
    }
    for (QChar &c : cut) {
        if (c == u'\n' || c == u'\r' || c == u'\t' || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator)
            c = u' ';
    }
    return cut;
}

} // namespace millrace::text

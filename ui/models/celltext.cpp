#include "ui/models/celltext.h"

#include "ui/text/failuretext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

/// 0 to 1, or -1 where nobody knows.
double share(const JobRecord &job)
{
    if (job.progress.total <= 0)
        return -1;
    return std::clamp(double(job.progress.done) / double(job.progress.total), 0.0, 1.0);
}

QString progressText(const JobRecord &job)
{
    if (!isUnderway(job.state))
        return {};
    if (job.progress.total > 0)
        return text::percent(std::min(share(job), 0.999));
    return job.progress.done > 0 ? text::bytes(job.progress.done) : QString();
}

QString elapsedText(const JobRecord &job, WallTime now)
{
    if (job.startedAt == WallTime{} || job.state == JobState::Pending || job.state == JobState::Interrupted)
        return {};
    return text::duration((isUnderway(job.state) ? now : std::max(job.endedAt, job.startedAt)) -
                          job.startedAt);
}

/// Why a pending job isn't running, as far as that can be told without asking the queue for its rank.
QString waitText(const JobRecord &job, const CellContext &context)
{
    const QueueStatus status = context.queue.status();
    WaitReason reason;
    if (text::isWaitingAgain(job, context.now))
        return text::cell(text::failureSentence(job)); // The state column says until when.
    if (status.stopped)
        reason.kind = WaitReason::Kind::Stopped;
    else if (status.held)
        reason = {.kind = WaitReason::Kind::Held, .hold = *status.held};
    else if (status.paused)
        reason.kind = WaitReason::Kind::Paused;
    else if (status.width == 0)
        reason.kind = WaitReason::Kind::NoWidth;
    else if (status.arriving > 0)
        reason.kind = WaitReason::Kind::Arriving;
    else if (status.hostCap > 0 && context.underwayAtHost >= std::uint32_t(status.hostCap))
        reason = {.kind = WaitReason::Kind::HostFull, .host = hostOf(job.spec)};
    else if (context.rank == 1 && status.nextStart)
        reason = {.kind = WaitReason::Kind::RateLimited, .until = *status.nextStart};
    else
        reason.rank = context.rank;
    return text::waitSentence(reason, job, status.hostCap, context.now);
}

QString lastLineText(const JobRecord &job, const CellContext &context)
{
    return job.state == JobState::Pending ? waitText(job, context) : text::cell(text::lastLine(job));
}

QString shown(const JobRecord &job, JobColumn column, const CellContext &context)
{
    switch (column) {
    case JobColumn::Number:
        return QString::number(quint64(job.number));
    case JobColumn::State:
        return text::stateCell(job, context.now);
    case JobColumn::Kind:
        return text::kindWord(job.spec.kind);
    case JobColumn::What:
        return shownText(job.spec);
    case JobColumn::Place:
        return text::placeCell(job.spec);
    case JobColumn::Priority:
        return QString::number(job.priority);
    case JobColumn::Progress:
        return progressText(job);
    case JobColumn::Elapsed:
        return elapsedText(job, context.now);
    case JobColumn::LastLine:
        return lastLineText(job, context);
    case JobColumn::Result:
        return text::resultCell(job);
    case JobColumn::Attempts:
        return QString::number(job.attempt);
    case JobColumn::Queued:
        return text::relativeTime(job.queuedAt, context.now);
    case JobColumn::Started:
        return text::relativeTime(job.startedAt, context.now);
    case JobColumn::Ended:
        return text::relativeTime(job.endedAt, context.now);
    }
    return {};
}

QString times(const JobRecord &job)
{
    QStringList lines{word("Added %1").arg(text::exactTime(job.queuedAt))};
    if (job.startedAt != WallTime{})
        lines << word("Started %1").arg(text::exactTime(job.startedAt));
    if (job.endedAt != WallTime{} && isEnded(job.state))
        lines << word("Ended %1").arg(text::exactTime(job.endedAt));
    return lines.join(u'\n');
}

/// Plain text for sure: Qt takes a tooltip that looks like HTML for HTML.
QString plainTip(const QString &text)
{
    return text.isEmpty() ? text
                          : u"<qt style=\"white-space:pre-wrap\">"_s + text.toHtmlEscaped() + u"</qt>"_s;
}

QString tip(const JobRecord &job, JobColumn column, const CellContext &context)
{
    switch (column) {
    case JobColumn::Elapsed:
    case JobColumn::Queued:
    case JobColumn::Started:
    case JobColumn::Ended:
        return times(job);
    case JobColumn::State:
        if (job.state == JobState::Pending) {
            const auto reason = context.queue.waitReason(job.id);
            return reason ? text::waitSentence(*reason, job, context.queue.status().hostCap, context.now)
                          : QString();
        }
        return times(job);
    case JobColumn::Progress:
        if (job.progress.total > 0 && job.progress.total != 1000 && isUnderway(job.state))
            return word("%1 of %2").arg(text::bytes(job.progress.done), text::bytes(job.progress.total));
        return {};
    default:
        return shown(job, column, context);
    }
}

QVariant progressShare(const JobRecord &job)
{
    return isUnderway(job.state) ? QVariant(share(job)) : QVariant();
}

} // namespace

QVariant cellValue(const JobRecord &job, JobColumn column, int role, const CellContext &context)
{
    switch (role) {
    case Qt::DisplayRole:
    case int(JobRole::Full):
        return shown(job, column, context);
    case Qt::ToolTipRole:
        return plainTip(tip(job, column, context));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (columnInfo(column).figures ? Qt::AlignRight : Qt::AlignLeft));
    case int(JobRole::Id):
        return QVariant::fromValue(job.id);
    case int(JobRole::State):
        return int(job.state);
    case int(JobRole::Progress):
        return progressShare(job);
    case int(JobRole::WaitingAgain):
        return text::isWaitingAgain(job, context.now);
    default:
        return {};
    }
}

bool cellTicks(const JobRecord &job, JobColumn column, WallTime now)
{
    switch (column) {
    case JobColumn::Elapsed:
        return isUnderway(job.state);
    case JobColumn::State:
        return text::isWaitingAgain(job, now);
    default:
        return false;
    }
}

} // namespace millrace

#include "ui/models/rowkey.h"

#include "ui/text/jobtext.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

namespace millrace {

namespace {

constexpr quint64 last = std::numeric_limits<quint64>::max();

/// Keeps the order of signed numbers.
quint64 biased(qint64 value)
{
    return std::bit_cast<quint64>(value) ^ (quint64{1} << 63);
}

quint64 milliseconds(WallTime moment)
{
    return quint64(moment.time_since_epoch().count());
}

/// By a moment and, within a millisecond, by number.
quint64 byTime(WallTime moment, JobNumber number)
{
    return (milliseconds(moment) << 22) | (quint64(number) & 0x3fffff);
}

/// Underway by start, interrupted (they wait for a decision), pending as dispatched, ended newest first.
RowKey dispatchKey(const JobRecord &job)
{
    constexpr quint64 waits = quint64{1} << 40;
    if (isUnderway(job.state))
        return {0, byTime(job.startedAt, job.number)};
    if (job.state == JobState::Interrupted)
        return {waits, quint64(job.number)};
    if (job.state == JobState::Pending) {
        const quint64 priority = quint64(qint64{job.priority} - qint64{std::numeric_limits<int>::min()});
        return {lineStart | priority, job.position};
    }
    return {lineEnd, ~byTime(job.endedAt, job.number)};
}

std::optional<qint64> moment(WallTime time)
{
    return time == WallTime{} ? std::nullopt : std::optional(qint64(time.time_since_epoch().count()));
}

std::optional<qint64> elapsed(const JobRecord &job, WallTime now)
{
    // When an interrupted one ended nobody knows: its cell is empty.
    if (job.startedAt == WallTime{} || job.state == JobState::Pending || job.state == JobState::Interrupted)
        return std::nullopt;
    const WallTime end = isUnderway(job.state) ? now : std::max(job.endedAt, job.startedAt);
    return (end - job.startedAt).count();
}

std::optional<qint64> progress(const JobRecord &job)
{
    if (job.state == JobState::Finished)
        return 1'000'001;
    if (!isUnderway(job.state))
        return std::nullopt;
    return job.progress.total > 0 ? qint64(1e6 * double(job.progress.done) / double(job.progress.total)) : -1;
}

std::optional<qint64> figure(const JobRecord &job, JobColumn column, WallTime now)
{
    switch (column) {
    case JobColumn::Number:
        return qint64(job.number);
    case JobColumn::State:
        return qint64(job.state);
    case JobColumn::Kind:
        return qint64(job.spec.kind);
    case JobColumn::Priority:
        return job.priority;
    case JobColumn::Progress:
        return progress(job);
    case JobColumn::Elapsed:
        return elapsed(job, now);
    case JobColumn::Attempts:
        return job.attempt;
    case JobColumn::Queued:
        return moment(job.queuedAt);
    case JobColumn::Started:
        return moment(job.startedAt);
    case JobColumn::Ended:
        return moment(job.endedAt);
    default:
        return std::nullopt;
    }
}

QString textOf(const JobRecord &job, JobColumn column)
{
    switch (column) {
    case JobColumn::Place:
        return text::placeCell(job.spec);
    case JobColumn::LastLine:
        return text::lastLine(job);
    case JobColumn::Result:
        return text::resultCell(job);
    default:
        return {};
    }
}

RowKey textKey(ArenaText kept, Qt::SortOrder order)
{
    const QByteArrayView view = kept.view();
    if (view.isEmpty())
        return {last, 0};
    unsigned char head[8] = {};
    std::memcpy(head, view.data(), std::min<std::size_t>(sizeof head, std::size_t(view.size())));
    quint64 prefix = 0;
    for (const unsigned char byte : head)
        prefix = (prefix << 8) | byte;
    return {order == Qt::DescendingOrder ? ~prefix : prefix, std::bit_cast<quint64>(kept.start())};
}

} // namespace

bool RowSort::byText() const
{
    return column >= 0 && columnInfo(static_cast<JobColumn>(column)).sortBy == SortBy::Text;
}

bool RowSort::isLive() const
{
    return column >= 0 && columnInfo(static_cast<JobColumn>(column)).live;
}

bool RowLess::lessText(const RowKey &a, std::uint32_t slotA, const RowKey &b, std::uint32_t slotB) const
{
    const QByteArrayView textA = ArenaText(std::bit_cast<const char *>(a.minor)).view();
    const QByteArrayView textB = ArenaText(std::bit_cast<const char *>(b.minor)).view();
    const auto common = std::size_t(std::min(textA.size(), textB.size()));
    int compared = common == 0 ? 0 : std::memcmp(textA.data(), textB.data(), common);
    if (compared == 0)
        compared = textA.size() < textB.size() ? -1 : textA.size() > textB.size();
    if (compared == 0)
        return slotA < slotB;
    return m_descending ? compared > 0 : compared < 0;
}

RowKey rowKey(const JobRecord &job, const RowSort &sort, WallTime now, ArenaText lowered, TextArena &texts)
{
    if (sort.column < 0)
        return dispatchKey(job);
    const auto column = static_cast<JobColumn>(sort.column);
    if (column == JobColumn::What)
        return textKey(lowered, sort.order);
    if (sort.byText()) {
        const QString text = textOf(job, column);
        return text.isEmpty() ? RowKey{last, 0}
                              : textKey(texts.append(text.left(64).toLower().toUtf8()), sort.order);
    }
    const std::optional<qint64> value = figure(job, column, now);
    if (!value)
        return {last, quint64(job.number)};
    const quint64 ascending = biased(*value);
    return {sort.order == Qt::DescendingOrder ? ~ascending : ascending, quint64(job.number)};
}

} // namespace millrace

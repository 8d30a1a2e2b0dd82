#include "app/headless/jobline.h"

#include "core/queue/visibletext.h"
#include "ui/text/failuretext.h"

#include <QDateTime>

namespace millrace {

namespace {

QByteArray quoted(const QByteArray &utf8)
{
    static constexpr char digits[] = "0123456789abcdef";
    QByteArray text;
    text.reserve(utf8.size() + 2);
    text += '"';
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            text += '\\';
        if (byte >= 0x20 && byte != 0x7f)
            text += c;
        else
            text.append("\\u00").append(digits[byte >> 4]).append(digits[byte & 15]);
    }
    return text += '"';
}

QByteArray quoted(const QString &text)
{
    return quoted(text.toUtf8());
}

// Not translated: programs read them.
QByteArray stateName(JobState state)
{
    switch (state) {
    case JobState::Finished:
        return "\"finished\"";
    case JobState::Failed:
        return "\"failed\"";
    case JobState::Cancelled:
        return "\"cancelled\"";
    case JobState::Interrupted:
        return "\"interrupted\"";
    case JobState::Pending:
    case JobState::Underway:
    case JobState::Cancelling:
        break;
    }
    return "\"pending\"";
}

QByteArray moment(WallTime time)
{
    if (time == WallTime{})
        return "null";
    const auto utc = QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
    return quoted(utc.toString(Qt::ISODateWithMs));
}

QByteArray fileName(const QString &file, const QString &folder)
{
    return file.isEmpty() ? "null" : quoted(QString(folder + u'/' + file));
}

// In the order they were added, which is the order people read them in.
class Members
{
public:
    void add(QByteArrayView name, const QByteArray &json)
    {
        m_text += m_text.isEmpty() ? "{\"" : ",\"";
        m_text.append(name).append("\":").append(json);
    }
    [[nodiscard]] QByteArray line() const { return m_text + "}\n"; }

private:
    QByteArray m_text;
};

void addOutcome(Members &members, const JobRecord &job, const QString &folder)
{
    static const JobOutcome nothing;
    const JobOutcome &outcome = job.outcome ? *job.outcome : nothing;
    if (job.spec.kind == JobKind::Fetch) {
        members.add("status", outcome.httpStatus ? QByteArray::number(outcome.httpStatus) : "null");
    } else {
        members.add("exit", outcome.exitCode >= 0 ? QByteArray::number(outcome.exitCode) : "null");
        members.add("signal", outcome.signal ? QByteArray::number(outcome.signal) : "null");
    }
    members.add("bytes", QByteArray::number(outcome.bytes));
    members.add("result", fileName(outcome.file, folder));
    if (job.spec.kind == JobKind::Command)
        members.add("stderr", fileName(outcome.errorFile, folder));
    members.add("error", job.state == JobState::Failed ? quoted(text::failureSentence(job)) : "null");
}

} // namespace

QByteArray jobLine(const JobRecord &job, const QString &resultsFolder)
{
    const bool isFetch = job.spec.kind == JobKind::Fetch;
    Members members;
    members.add("number", QByteArray::number(static_cast<qulonglong>(job.number)));
    members.add("key", job.spec.key.isEmpty() ? "null" : quoted(job.spec.key));
    members.add("kind", isFetch ? "\"fetch\"" : "\"command\"");
    members.add("what", quoted(isFetch ? maskedUrl(job.spec.what) : maskedLine(job.spec.what)));
    members.add("state", stateName(job.state));
    members.add("attempt", QByteArray::number(job.attempt));
    members.add("queued", moment(job.queuedAt));
    members.add("started", moment(job.startedAt));
    members.add("ended", moment(job.endedAt));
    addOutcome(members, job, resultsFolder);
    return members.line();
}

} // namespace millrace

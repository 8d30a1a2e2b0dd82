#include "app/export/jobline.h"

#include "core/joblist/csv.h"
#include "core/joblist/jobobject.h"
#include "core/queue/visibletext.h"
#include "ui/text/failuretext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <string_view>

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

// Not translated: programs read them. By JobState.
constexpr std::array<QByteArrayView, jobStateCount> stateNames{
    "pending", "underway", "cancelling", "finished", "failed", "cancelled", "interrupted"};

QByteArray stateName(JobState state)
{
    return stateNames[static_cast<std::size_t>(state)].toByteArray();
}

// The members in the order people read them in; a job has those of its kind.
constexpr std::array<std::string_view, 18> columns{
    "number", "key",    "kind", "what",   "priority", "state",  "attempt", "queued", "started",
    "ended",  "status", "exit", "signal", "bytes",    "result", "stderr",  "error",  "options"};

QByteArray moment(WallTime time)
{
    if (time == WallTime{})
        return {};
    const auto utc = QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC);
    return utc.toString(Qt::ISODateWithMs).toLatin1();
}

QByteArray fileName(const QString &file, const QString &folder)
{
    return file.isEmpty() ? QByteArray() : QString(folder + u'/' + file).toUtf8();
}

/// Names what is there: text(), number() and none(), each a member, and options().
template <class Sink>
void describeOutcome(const JobRecord &job, const QString &folder, Sink &sink)
{
    static const JobOutcome nothing;
    const JobOutcome &outcome = job.outcome ? *job.outcome : nothing;
    const QString &place = outcome.folder.isEmpty() ? folder : outcome.folder; // Another may be chosen since.
    const auto number = [&sink](std::string_view name, qint64 value, bool isKnown) {
        isKnown ? sink.number(name, value) : sink.none(name);
    };
    const auto text = [&sink](std::string_view name, const QByteArray &value) {
        value.isEmpty() ? sink.none(name) : sink.text(name, value);
    };
    if (job.spec.kind == JobKind::Fetch) {
        number("status", outcome.httpStatus, outcome.httpStatus != 0);
    } else {
        number("exit", outcome.exitCode, outcome.exitCode >= 0);
        number("signal", outcome.signal, outcome.signal != 0);
    }
    sink.number("bytes", outcome.bytes);
    text("result", fileName(outcome.file, place));
    if (job.spec.kind == JobKind::Command)
        text("stderr", fileName(outcome.errorFile, place));
    text("error", job.state == JobState::Failed ? text::failureSentence(job).toUtf8() : QByteArray());
}

template <class Sink>
void describe(const JobRecord &job, const QString &folder, Sink &sink)
{
    const bool isFetch = job.spec.kind == JobKind::Fetch;
    const auto text = [&sink](std::string_view name, const QByteArray &value) {
        value.isEmpty() ? sink.none(name) : sink.text(name, value);
    };
    sink.number("number", static_cast<qint64>(job.number));
    text("key", job.spec.key);
    sink.text("kind", isFetch ? "fetch" : "command");
    sink.text("what", isFetch ? maskedUrl(job.spec.what) : maskedLine(job.spec.what));
    sink.number("priority", job.priority);
    sink.text("state", stateName(job.state));
    sink.number("attempt", job.attempt);
    text("queued", moment(job.queuedAt));
    text("started", moment(job.startedAt));
    text("ended", moment(job.endedAt));
    describeOutcome(job, folder, sink);
    sink.options(job.spec);
}

class JsonLine
{
public:
    void text(std::string_view name, const QByteArray &value) { add(name, quoted(value)); }
    void number(std::string_view name, qint64 value) { add(name, QByteArray::number(value)); }
    void none(std::string_view name) { add(name, "null"); }
    void options(const JobSpec &spec)
    {
        forEachOption(spec, [this](QLatin1StringView name, const QJsonValue &value) {
            const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
            add(std::string_view(name.data(), static_cast<std::size_t>(name.size())),
                json.sliced(1, json.size() - 2)); // Without the array's brackets.
        });
    }
    [[nodiscard]] QByteArray take() { return m_text + "}\n"; }

private:
    void add(std::string_view name, const QByteArray &json)
    {
        m_text += m_text.isEmpty() ? "{\"" : ",\"";
        m_text.append(name.data(), static_cast<qsizetype>(name.size())).append("\":").append(json);
    }

    QByteArray m_text;
};

class CsvRow
{
public:
    void text(std::string_view name, const QByteArray &value) { add(name, csvCell(value)); }
    void number(std::string_view name, qint64 value) { add(name, QByteArray::number(value)); }
    void none(std::string_view) {}
    void options(const JobSpec &spec)
    {
        QJsonObject object;
        forEachOption(spec,
                      [&object](QLatin1StringView name, const QJsonValue &value) { object[name] = value; });
        if (!object.isEmpty())
            add("options", csvCell(QJsonDocument(object).toJson(QJsonDocument::Compact)));
    }
    [[nodiscard]] QByteArray take()
    {
        m_text.append(static_cast<qsizetype>(columns.size() - 1 - m_at), ',');
        return m_text + '\n';
    }

private:
    void add(std::string_view name, const QByteArray &cell)
    {
        const auto at =
            static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
        m_text.append(static_cast<qsizetype>(at - m_at), ',').append(cell);
        m_at = at;
    }

    QByteArray m_text;
    std::size_t m_at = 0; // The column that was written last.
};

} // namespace

QByteArray jobLine(const JobRecord &job, const QString &resultsFolder)
{
    JsonLine line;
    describe(job, resultsFolder, line);
    return line.take();
}

QByteArray jobRow(const JobRecord &job, const QString &resultsFolder)
{
    CsvRow row;
    describe(job, resultsFolder, row);
    return row.take();
}

QByteArray csvHeader()
{
    QByteArrayList names;
    for (const std::string_view column : columns)
        names.append(QByteArray(column.data(), static_cast<qsizetype>(column.size())));
    return names.join(',') + '\n';
}

} // namespace millrace

#include "core/joblist/csvparser.h"

#include "core/joblist/csv.h"
#include "core/joblist/jobobject.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <optional>

namespace millrace {

using namespace Qt::StringLiterals;
using Reason = ListProblem::Reason;

namespace {

struct Header
{
    char separator = ',';
    QList<QByteArray> columns;
};

std::optional<Header> headerOf(QByteArrayView line)
{
    for (const char separator : {',', ';', '\t'}) {
        CsvRecord record(separator);
        record.add(line);
        const QList<QByteArray> columns = record.take();
        if (columns.contains("kind") && columns.contains("what"))
            return Header{separator, columns};
    }
    return std::nullopt;
}

class CsvParser : public ListParser
{
public:
    void line(const ListLine &line, ListSink &sink) override
    {
        if (!m_header) {
            m_header = headerOf(line.text);
            m_record = CsvRecord(m_header ? m_header->separator : ',');
            return;
        }
        if (m_record.isOpen() && line.number != m_last + 1)
            giveUp(sink); // A line in between could not be read: what is left is another job.
        m_last = line.number;
        if (!m_record.isOpen()) {
            if (line.text.trimmed().isEmpty())
                return;
            m_first = line.number;
            m_start = line.text.first(std::min(line.text.size(), shownBytes)).toByteArray();
        }
        if (m_record.add(line.text))
            take(m_record.take(), sink);
        else if (m_record.size() > longestRecord)
            giveUp(sink);
    }

    void end(ListSink &sink) override
    {
        if (m_record.isOpen())
            giveUp(sink);
    }

private:
    static constexpr qsizetype shownBytes = 1024;
    static constexpr qsizetype longestRecord = 1 << 20;

    void problem(Reason reason, QByteArrayView text, ListSink &sink)
    {
        sink.problem(reason, {text.isEmpty() ? QByteArrayView(m_start) : text, m_first});
    }

    void giveUp(ListSink &sink)
    {
        static_cast<void>(m_record.take());
        problem(Reason::BadRow, {}, sink);
    }

    /// The cells as the object that a line of JSON would be. False if one of them can't be meant.
    bool gather(const QList<QByteArray> &cells, QJsonObject &object, QByteArray &bad) const
    {
        const auto cell = [this, &cells](const char *column) {
            const qsizetype at = m_header->columns.indexOf(column);
            return plainCell(at < 0 ? QByteArray() : cells.value(at));
        };
        if (const QByteArray options = cell("options"); !options.isEmpty()) {
            object = QJsonDocument::fromJson(options).object();
            bad = object.isEmpty() ? options : QByteArray();
        }
        for (const char *column : {"kind", "what", "key"}) {
            if (const QByteArray text = cell(column); !text.isEmpty())
                object[QLatin1StringView(column)] = QString::fromUtf8(text);
        }
        if (const QByteArray text = cell("priority"); !text.isEmpty()) {
            bool isNumber = false;
            object["priority"_L1] = text.toInt(&isNumber);
            bad = isNumber ? bad : "priority: " + text;
        }
        return bad.isEmpty();
    }

    void take(const QList<QByteArray> &cells, ListSink &sink)
    {
        const auto isEmpty = [](const QByteArray &cell) { return cell.isEmpty(); };
        const auto known = std::min(cells.size(), m_header->columns.size());
        if (!std::all_of(cells.begin() + known, cells.end(), isEmpty))
            return problem(Reason::BadRow, {}, sink);
        QJsonObject object;
        QByteArray bad;
        if (!gather(cells, object, bad))
            return problem(Reason::BadMember, bad, sink);
        JobSpec spec;
        if (const auto fault = m_reader.read(object, spec))
            return problem(fault->reason, fault->text, sink);
        sink.job(std::move(spec), m_first);
    }

    std::optional<Header> m_header;
    CsvRecord m_record{','};
    qint64 m_first = 0, m_last = 0; // Lines of the record.
    QByteArray m_start;
    JobObjectReader m_reader;
};

} // namespace

bool looksLikeOurCsv(QByteArrayView head)
{
    const qsizetype end = head.indexOf('\n');
    return headerOf(end < 0 ? head : head.first(end)).has_value();
}

std::unique_ptr<ListParser> makeCsvParser()
{
    return std::make_unique<CsvParser>();
}

} // namespace millrace

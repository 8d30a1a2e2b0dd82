#include "core/joblist/jsonlinesparser.h"

#include "core/joblist/jobobject.h"

#include <QJsonDocument>

#include <algorithm>

namespace millrace {

namespace {

class JsonLinesParser : public ListParser
{
public:
    void line(const ListLine &line, ListSink &sink) override
    {
        if (line.text.trimmed().isEmpty())
            return;
        const QJsonDocument document = QJsonDocument::fromJson(line.text.toByteArray());
        if (!document.isObject())
            return sink.problem(ListProblem::Reason::BadJson, line);
        JobSpec spec;
        if (const auto fault = m_reader.read(document.object(), spec))
            return sink.problem(fault->reason,
                                {fault->text.isEmpty() ? line.text : fault->text, line.number});
        sink.job(std::move(spec), line.number);
    }

private:
    JobObjectReader m_reader;
};

} // namespace

bool looksLikeJsonLines(QByteArrayView head)
{
    head = head.trimmed();
    if (!head.startsWith('{'))
        return false;
    head = head.sliced(1).trimmed();
    if (head.startsWith('}'))
        return true;
    const qsizetype end = head.startsWith('"') ? head.indexOf('"', 1) : -1;
    return end > 0 && head.sliced(end + 1).trimmed().startsWith(':');
}

std::unique_ptr<ListParser> makeJsonLinesParser()
{
    return std::make_unique<JsonLinesParser>();
}

} // namespace millrace

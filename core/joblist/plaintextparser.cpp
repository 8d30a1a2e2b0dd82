#include "core/joblist/plaintextparser.h"

#include "core/joblist/urlcheck.h"

namespace millrace {

namespace {

constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

bool isHttp(QByteArrayView scheme)
{
    return scheme.compare("http", Qt::CaseInsensitive) == 0 ||
           scheme.compare("https", Qt::CaseInsensitive) == 0;
}

QByteArrayView trimmed(QByteArrayView line)
{
    while (!line.isEmpty() && isBlank(line.front()))
        line = line.sliced(1);
    // "touch a\ " means the blank after its backslash.
    while (!line.isEmpty() && isBlank(line.back()) && !(line.size() > 1 && line[line.size() - 2] == '\\'))
        line.chop(1);
    return line;
}

class PlainTextParser : public ListParser
{
public:
    void line(const ListLine &line, ListSink &sink) override
    {
        const PlainLine plain = classifyPlainLine(line.text);
        switch (plain.kind) {
        case PlainLine::Kind::Blank:
            return;
        case PlainLine::Kind::Fetch:
        case PlainLine::Kind::Command:
            return put(plain, line.number, sink);
        case PlainLine::Kind::BadUrl:
            return sink.problem(ListProblem::Reason::BadUrl, line);
        case PlainLine::Kind::SchemeRefused:
            return sink.problem(ListProblem::Reason::SchemeRefused, line);
        }
    }

private:
    static void put(const PlainLine &plain, qint64 line, ListSink &sink)
    {
        JobSpec spec;
        spec.kind = plain.kind == PlainLine::Kind::Fetch ? JobKind::Fetch : JobKind::Command;
        spec.what = plain.text.toByteArray();
        sink.job(std::move(spec), line);
    }
};

} // namespace

PlainLine classifyPlainLine(QByteArrayView line)
{
    const QByteArrayView text = trimmed(line);
    if (text.isEmpty() || text.front() == '#')
        return {};
    const QByteArrayView scheme = urlScheme(text);
    if (scheme.isEmpty())
        return {PlainLine::Kind::Command, text};
    if (!isHttp(scheme))
        return {PlainLine::Kind::SchemeRefused, text};
    return {isFetchableUrl(text) ? PlainLine::Kind::Fetch : PlainLine::Kind::BadUrl, text};
}

std::unique_ptr<ListParser> makePlainTextParser()
{
    return std::make_unique<PlainTextParser>();
}

} // namespace millrace

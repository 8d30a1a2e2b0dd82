#include "core/joblist/joblistparser.h"

#include <algorithm>
#include <utility>

namespace millrace {

namespace {

constexpr qsizetype headSize = 8192;
constexpr qsizetype shownBytes = 1024;
constexpr int shownCharacters = 200;

ListProblem::Reason reasonOf(ListLine::Fault fault)
{
    switch (fault) {
    case ListLine::Fault::TooLong:
        return ListProblem::Reason::LineTooLong;
    case ListLine::Fault::Nul:
        return ListProblem::Reason::NulInLine;
    case ListLine::Fault::None:
    case ListLine::Fault::Encoding:
        break;
    }
    return ListProblem::Reason::BadEncoding;
}

// As our exports and copies have it where a password stood: to send the three stars would be wrong in any case.
bool hasMaskedPassword(QByteArrayView what)
{
    const qsizetype at = what.indexOf(":***@");
    if (at < 0)
        return false;
    const qsizetype scheme = what.first(at).lastIndexOf("://");
    return scheme >= 0 && std::none_of(what.begin() + scheme + 3, what.begin() + at,
                                       [](char c) { return QByteArrayView("/?# \t'\"").contains(c); });
}

} // namespace

JobListParser::JobListParser(ListLimits limits) : m_limits(limits) {}

JobListParser::~JobListParser() = default;

void JobListParser::begin(const QString &source, const QString &folder)
{
    m_folder = folder;
    m_unplaced = m_placed = nullptr;
    m_list.parts.push_back({source, ListFormat::PlainText, 0});
    m_firstJob = m_list.jobs.size();
    m_problemsBefore = m_list.problemCount;
    m_bytes = 0;
    m_head.clear();
    m_held.clear();
    m_refused = false;
    m_parser.reset();
    m_splitter.emplace(std::max(m_limits.maxLine, m_limits.maxRecord),
                       [this](const ListLine &line) { takeLine(line); });
}

JobListParser::More JobListParser::feed(QByteArrayView bytes)
{
    m_bytes += bytes.size();
    if (m_bytes > m_limits.maxBytes && !m_refused)
        refuse(ListProblem::Reason::TooLarge);
    if (!m_refused)
        m_splitter->feed(bytes);
    return m_refused ? More::Refused : More::Wanted;
}

void JobListParser::end()
{
    if (!m_refused)
        m_splitter->finish();
    if (!m_refused && !m_parser)
        recognise();
    if (!m_refused)
        m_parser->end(*this);
    ListPart &part = m_list.parts.back();
    part.jobs = m_list.jobs.size() - m_firstJob;
    if (part.jobs == 0 && m_list.problemCount == m_problemsBefore)
        refuse(ListProblem::Reason::Empty);
    m_splitter.reset();
}

void JobListParser::refuse(ListProblem::Reason reason, const QString &text)
{
    m_refused = true;
    m_list.jobs.resize(m_firstJob);
    m_list.lines.resize(m_firstJob);
    report({reason, 0, text, {}});
}

JobList JobListParser::take()
{
    QStringList names;
    for (const ListPart &part : m_list.parts)
        names.append(part.source);
    m_list.source = names.join(QLatin1StringView(", "));
    m_list.format = m_list.parts.empty() ? ListFormat::PlainText : m_list.parts.front().format;
    countJobs(m_list);
    return std::exchange(m_list, {});
}

// The first lines wait until they say what the source is.
void JobListParser::takeLine(const ListLine &line)
{
    if (m_refused)
        return;
    if (m_parser)
        return parse(line);
    m_held.push_back({m_head.size(), line.text.size(), line.number, line.fault});
    m_head.append(line.text).append('\n');
    if (m_head.size() >= headSize)
        recognise();
}

void JobListParser::parse(const ListLine &line)
{
    const bool isPlain = m_list.parts.back().format == ListFormat::PlainText;
    if (line.fault != ListLine::Fault::None)
        problem(reasonOf(line.fault), line);
    else if (isPlain && line.text.size() > static_cast<qsizetype>(m_limits.maxLine))
        problem(ListProblem::Reason::LineTooLong, line);
    else
        m_parser->line(line, *this);
}

void JobListParser::recognise()
{
    const QByteArray head = std::exchange(m_head, {});
    const QByteArrayView sniffed = QByteArrayView(head).first(std::min(head.size(), headSize));
    if (looksBinary(sniffed))
        return refuse(ListProblem::Reason::NotAList);
    const auto formats = listFormats();
    const auto fits = [sniffed](const ListFormatEntry &entry) { return entry.sniff(sniffed); };
    const auto format =
        std::find_if(formats.begin(), formats.end() - 1, fits); // The last one takes anything.
    m_list.parts.back().format = format->format;
    m_parser = format->make();
    for (const HeldLine &held : std::exchange(m_held, {}))
        takeLine({QByteArrayView(head).sliced(held.offset, held.length), held.number, held.fault});
}

void JobListParser::job(JobSpec spec, qint64 line)
{
    if (m_refused)
        return;
    if (spec.what.size() > static_cast<qsizetype>(m_limits.maxLine))
        return problem(ListProblem::Reason::LineTooLong, {spec.what, line});
    if (hasMaskedPassword(spec.what))
        return problem(ListProblem::Reason::MaskedPassword, {spec.what, line});
    if (m_list.jobs.size() - m_firstJob >= m_limits.maxJobs)
        return refuse(ListProblem::Reason::TooLarge);
    place(spec);
    m_list.jobs.push_back(std::move(spec));
    m_list.lines.push_back(line);
}

void JobListParser::place(JobSpec &spec)
{
    const bool isPlaced = spec.kind != JobKind::Command || !optionsOf(spec).workingDirectory.isEmpty();
    if (isPlaced || m_folder.isEmpty())
        return;
    if (!m_placed || spec.options != m_unplaced) {
        auto options = std::make_shared<JobOptions>(optionsOf(spec));
        options->workingDirectory = m_folder;
        m_unplaced = spec.options;
        m_placed = std::move(options);
    }
    spec.options = m_placed;
}

void JobListParser::problem(ListProblem::Reason reason, const ListLine &line)
{
    const bool isUrl = reason == ListProblem::Reason::BadUrl || reason == ListProblem::Reason::SchemeRefused;
    JobSpec spec; // Only to be shown as a job is: made visible, its password masked.
    spec.kind = isUrl ? JobKind::Fetch : JobKind::Command;
    spec.what = line.text.first(std::min(line.text.size(), shownBytes)).toByteArray();
    const bool keep = m_list.problems.size() < m_limits.maxProblems;
    report({reason, line.number, keep ? shownText(spec, shownCharacters) : QString(), {}});
}

void JobListParser::report(ListProblem problem)
{
    ++m_list.problemCount;
    // One that concerns a whole source is kept in any case: there are no more of these than sources.
    if (m_list.problems.size() >= m_limits.maxProblems && problem.line != 0)
        return;
    problem.source = m_list.parts.back().source;
    m_list.problems.push_back(std::move(problem));
}

} // namespace millrace

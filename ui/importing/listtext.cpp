#include "ui/importing/listtext.h"

#include "core/queue/visibletext.h"
#include "ui/text/actiontext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <limits>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("ListText", text);
}

QString reasonSentence(ListProblem::Reason reason)
{
    switch (reason) {
    case ListProblem::Reason::NotAList:
        return translated("This is not a list: it holds no text.");
    case ListProblem::Reason::Unreadable:
        return translated("It can't be read.");
    case ListProblem::Reason::NotAFile:
        return translated("This is a folder or a device, not a file.");
    case ListProblem::Reason::Empty:
        return translated("There is no job in it: nothing but blank lines and comments.");
    case ListProblem::Reason::TooLarge:
        return translated("It is too large for one list. Split it and add the parts.");
    case ListProblem::Reason::LineTooLong:
        return translated(
            "It is too long: a URL or a command may have 64 KiB, a record of JSON or CSV 1 MiB in all.");
    case ListProblem::Reason::NulInLine:
        return translated("There is a NUL character in it.");
    case ListProblem::Reason::BadUrl:
        return translated("This is not a URL that can be fetched.");
    case ListProblem::Reason::SchemeRefused:
        return translated("Only http and https are fetched.");
    case ListProblem::Reason::BadEncoding:
        return translated("It is not valid in the list's encoding.");
    case ListProblem::Reason::BadJson:
        return translated("This line is not a JSON object.");
    case ListProblem::Reason::NoJob:
        return translated("It says neither what to fetch nor what to run.");
    case ListProblem::Reason::BadMember:
        return translated("It has a value here that it can't have.");
    case ListProblem::Reason::BadRow:
        return translated("Its quotes don't close, or it has more cells than the header.");
    case ListProblem::Reason::MaskedPassword:
        return translated("Its password was left out when it was exported or copied: put it in for the ***.");
    }
    return {};
}

constexpr int everything = std::numeric_limits<int>::max() - 1;

/// What a list asks of a job, one after the other; no more than \a characters of anything, nor much more in all.
class Requests
{
public:
    explicit Requests(int characters) : m_characters(characters) {}

    void add(const QString &sentence)
    {
        if (m_room > 0)
            m_parts << sentence;
        m_room -= sentence.size();
    }
    void add(const QString &sentence, const QByteArray &value)
    {
        if (m_room > 0 && !value.isEmpty())
            add(sentence.arg(visibleText(value, m_characters)));
    }
    void add(const QString &sentence, const QString &value)
    {
        if (m_room > 0 && !value.isEmpty())
            add(sentence.arg(visibleText(value, m_characters)));
    }
    void addEach(const QString &sentence, const QList<QByteArray> &values)
    {
        for (auto value = values.begin(); value != values.end() && m_room > 0; ++value)
            add(sentence, *value);
    }

    void addJoined(const QString &sentence, const QStringList &values)
    {
        QString joined;
        for (auto value = values.begin(); value != values.end() && joined.size() <= m_characters; ++value)
            joined += joined.isEmpty() ? *value : u", "_s + *value;
        add(sentence, joined);
    }

    [[nodiscard]] QString text() const { return m_parts.join(u", "_s); }

private:
    int m_characters;
    qsizetype m_room = m_characters;
    QStringList m_parts;
};

/// When and how often it runs, and what it is called.
void addTerms(Requests &requests, const JobSpec &spec)
{
    const JobOptions &options = optionsOf(spec);
    if (spec.priority != 0)
        requests.add(translated("with priority %1").arg(spec.priority));
    requests.add(translated("as \"%1\""), spec.key);
    requests.addJoined(translated("tagged %1"), options.tags);
    if (options.timeout.count() > 0)
        requests.add(translated("for at most %1 an attempt").arg(text::duration(options.timeout)));
    if (options.retry)
        requests.add(options.retry->attempts == 1
                         ? translated("tried once")
                         : translated("tried up to %1 times").arg(text::count(options.retry->attempts)));
    if (options.safeToRepeat)
        requests.add(translated("run again by itself after a crash"));
}

void addCircumstances(Requests &requests, const JobSpec &spec)
{
    const JobOptions &options = optionsOf(spec);
    if (spec.kind == JobKind::Command) {
        requests.addEach(translated("with %1"), options.environment);
        requests.add(translated("reading \"%1\""), options.standardInput);
    } else {
        requests.add(translated("by %1"), options.method);
        requests.addEach(translated("with %1"), options.headers);
        requests.add(translated("sending \"%1\""), options.body);
        requests.add(translated("kept as %1"), options.outputName);
    }
    addTerms(requests, spec);
}

/// What it asks for, and where it runs.
QString requestsOf(const JobSpec &spec, int characters)
{
    Requests requests(characters);
    if (spec.kind == JobKind::Command)
        requests.add(translated("in %1"), optionsOf(spec).workingDirectory);
    addCircumstances(requests, spec);
    return requests.text();
}

QString inLines(const QString &text)
{
    QStringList lines;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = std::min(at + longestListLine, text.size());
        if (end < text.size() && text[end - 1].isHighSurrogate())
            --end;
        lines << text.sliced(at, end - at);
        at = end;
    }
    return lines.join(u'\n');
}

} // namespace

QString problemSentence(const ListProblem &problem)
{
    const bool namesMore =
        problem.reason == ListProblem::Reason::Unreadable || problem.reason == ListProblem::Reason::BadMember;
    QString sentence = reasonSentence(problem.reason);
    if (!namesMore || problem.text.isEmpty())
        return sentence;
    return u"%1: %2."_s.arg(sentence.chopped(1), problem.text);
}

QString listSummary(const JobList &list)
{
    if (list.jobs.empty())
        return translated("Nothing here can be added.");
    QStringList kinds;
    if (list.fetches > 0) {
        const auto hosts = static_cast<qint64>(list.hosts.size());
        const QString fetches = text::counted(list.fetches, translated("%1 fetch"), translated("%1 fetches"));
        kinds << translated("%1 from %2")
                     .arg(fetches, text::counted(hosts, translated("%1 host"), translated("%1 hosts")));
    }
    if (list.commands > 0)
        kinds << text::counted(list.commands, translated("%1 command"), translated("%1 commands"));
    return u"%1: %2"_s.arg(text::jobs(static_cast<qint64>(list.jobs.size())), kinds.join(u", "_s));
}

QString hostsSummary(const JobList &list)
{
    constexpr std::size_t named = 4;
    QStringList parts;
    for (std::size_t i = 0; i < std::min(named, list.hosts.size()); ++i) {
        const ListHost &host = list.hosts[i];
        parts << u"%1 %2"_s.arg(text::cell(QString::fromUtf8(host.host)), text::count(host.jobs));
    }
    if (list.hosts.size() > named)
        parts << translated("and %1 more").arg(text::count(static_cast<qint64>(list.hosts.size() - named)));
    return parts.join(u" · "_s);
}

QString commandsWarning(const JobList &list)
{
    if (list.commands == 0)
        return {};
    return list.commands == 1
               ? translated(
                     "One command will run on this computer with your rights. Read it before you add it.")
               : translated(
                     "%1 commands will run on this computer with your rights. Read them before you add them.")
                     .arg(text::count(list.commands));
}

QString fullText(const JobSpec &spec)
{
    const QString what = inLines(shownText(spec, everything));
    const QString how = requestsOf(spec, everything);
    return how.isEmpty() ? what : u"%1\n\n%2"_s.arg(what, inLines(u'(' + how + u')'));
}

QString briefText(const JobSpec &spec)
{
    Requests requests(text::longestCell);
    addCircumstances(requests, spec);
    QString what = shownText(spec);
    if (requests.text().isEmpty())
        return what;
    return text::cell(u"%1  (%2)"_s.arg(what, requestsOf(spec, text::longestCell)));
}

} // namespace millrace

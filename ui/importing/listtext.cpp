#include "ui/importing/listtext.h"

#include "core/queue/visibletext.h"
#include "ui/text/actiontext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"

#include <QCoreApplication>
#include <QStringList>

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
        return translated("The line is too long (more than 64 KiB).");
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

/// When and how often it runs, and what it is called.
QStringList terms(const JobSpec &spec)
{
    const JobOptions &options = optionsOf(spec);
    QStringList parts;
    if (spec.priority != 0)
        parts << translated("with priority %1").arg(spec.priority);
    if (!spec.key.isEmpty())
        parts << translated("as \"%1\"").arg(visibleText(spec.key, 200));
    if (!options.tags.isEmpty())
        parts << translated("tagged %1").arg(visibleText(options.tags.join(u", "_s), 200));
    if (options.timeout.count() > 0)
        parts << translated("for at most %1 an attempt").arg(text::duration(options.timeout));
    if (options.retry)
        parts << (options.retry->attempts == 1
                      ? translated("tried once")
                      : translated("tried up to %1 times").arg(text::count(options.retry->attempts)));
    if (options.safeToRepeat)
        parts << translated("run again by itself after a crash");
    return parts;
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

QString circumstances(const JobSpec &spec)
{
    const JobOptions &options = optionsOf(spec);
    constexpr int everything = std::numeric_limits<int>::max() - 1;
    QStringList parts;
    const auto add = [&parts](const QString &sentence, QByteArrayView value) {
        if (!value.isEmpty())
            parts << sentence.arg(visibleText(value, everything));
    };
    if (spec.kind == JobKind::Command) {
        for (const QByteArray &variable : options.environment)
            add(translated("with %1"), variable);
        add(translated("reading \"%1\""), options.standardInput);
    } else {
        add(translated("by %1"), options.method);
        for (const QByteArray &header : options.headers)
            add(translated("with %1"), header);
        add(translated("sending \"%1\""), options.body);
        add(translated("kept as %1"), options.outputName.toUtf8());
    }
    return (parts + terms(spec)).join(u", "_s);
}

QString fullText(const JobSpec &spec)
{
    const QString what = shownText(spec, std::numeric_limits<int>::max() - 1);
    QStringList how;
    const QString &folder = optionsOf(spec).workingDirectory;
    if (spec.kind == JobKind::Command && !folder.isEmpty())
        how << translated("in %1").arg(visibleText(folder));
    how << circumstances(spec);
    how.removeAll(QString());
    return how.isEmpty() ? what : u"%1\n\n(%2)"_s.arg(what, how.join(u", "_s));
}

} // namespace millrace

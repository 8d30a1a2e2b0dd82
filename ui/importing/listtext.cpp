#include "ui/importing/listtext.h"

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
    }
    return {};
}

} // namespace

QString problemSentence(const ListProblem &problem)
{
    return reasonSentence(problem.reason);
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
    return shownText(spec, std::numeric_limits<int>::max() - 1);
}

} // namespace millrace

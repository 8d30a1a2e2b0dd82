#include "ui/text/failuretext.h"

#include "core/queue/visibletext.h"
#include "ui/text/figures.h"
#include "ui/text/httpwords.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"

#include <cstring>

namespace millrace::text {

using namespace Qt::StringLiterals;

namespace {

struct ReasonText
{
    FailureReason reason;
    const char *group;    ///< Heading of similar failures.
    const char *sentence; ///< %1 the host or the program's line, %2 the detail.
    const char *advice;
};

#define T(text) QT_TRANSLATE_NOOP("Millrace", text)
/// By FailureReason; the ones with figures (status, exit code, signal) are completed below.
constexpr ReasonText reasonTexts[] = {
    {FailureReason::None, T("No failure"), T("Nothing failed"), ""},
    {FailureReason::BadUrl, T("Not a web address"), T("This is not an http or https address"),
     T("Correct the line in the list and add it again.")},
    {FailureReason::Unresolved, T("Host not found"), T("The host %1 was not found"),
     T("Check the spelling of the host and that this computer is online, then retry.")},
    {FailureReason::Unreachable, T("No connection"), T("%1 can't be reached"),
     T("See whether the server is up and this computer is online, then retry.")},
    {FailureReason::Tls, T("Not secure"), T("No secure connection to %1"),
     T("The server's certificate could not be verified. Ask whoever runs it; nothing was fetched.")},
    {FailureReason::BadRedirect, T("Bad redirect"), T("%1 redirects to where it must not"),
     T("Open the address in a browser to see where it leads, and put the final address into the list.")},
    {FailureReason::HttpStatus, T("Refused by the server"), T("%1 answered %2"), ""},
    {FailureReason::CutShort, T("Cut short"), T("The answer of %1 ended early"),
     T("Retry: the connection was lost on the way. No incomplete file was kept.")},
    {FailureReason::TooLarge, T("Too large"), T("The answer of %1 is larger than the limit"),
     T("If it is really that large, raise \"Largest answer\" in the preferences and retry. Nothing of it was "
       "kept.")},
    {FailureReason::TooSlow, T("Too slow"), T("%1 sends too slowly"),
     T("Retry later, or narrow the queue so that fewer transfers share the line.")},
    {FailureReason::TimedOut, T("Timed out"), T("Not done within its time limit"),
     T("Raise the time limit in the preferences or in its list, or find out what it waits for.")},
    {FailureReason::Protocol, T("Not HTTP"), T("What %1 answered is not HTTP"),
     T("Check the port in the address.")},
    {FailureReason::ExitCode, T("Exit code"), T("The command ended with exit code %2"),
     T("Its output says more; correct it and retry.")},
    {FailureReason::Signal, T("Ended by a signal"), T("The command was ended by %2"),
     T("It crashed or something else ended it; its output may say why.")},
    {FailureReason::NotFound, T("No such program"), T("The program does not exist"),
     T("Check the spelling, or install the program, then retry.")},
    {FailureReason::NotExecutable, T("Can't be run"), T("The program can't be run"),
     T("Make the file executable, then retry.")},
    {FailureReason::NotStarted, T("Not started"), T("The command could not be started"),
     T("The computer may be out of processes or memory: narrow the queue and retry.")},
    {FailureReason::BadDirectory, T("No such folder"), T("The working directory does not exist"),
     T("Create the folder or correct the list, then retry.")},
    {FailureReason::Disk, T("Result not written"), T("The result could not be written"),
     T("Make room where the results go, then retry. Another folder, chosen in the preferences, counts from "
       "the next start on.")},
    {FailureReason::Abandoned, T("Millrace ended first"), T("Millrace ended before the job did"),
     T("Look whether the command did its work, then retry it or mark it as failed.")},
    {FailureReason::Internal, T("Defect in Millrace"), T("Millrace made a mistake"),
     T("Please report this with the words below. A retry may work.")},
    {FailureReason::HeadersTooLarge, T("Headers too large"), T("The headers of %1's answer are too long"),
     T("No honest answer needs that much, and no setting allows it: ask whoever runs the server.")},
    {FailureReason::UnpacksTooMuch, T("Unpacks too much"),
     T("The answer of %1 unpacks to far more than was sent"),
     T("It may be made to fill the disk, so nothing of it was kept. If you trust it, ask for it unpacked: "
       "with the "
       "header \"Accept-Encoding: identity\" in a JSON list.")},
    {FailureReason::BadOption, T("Can't be run like this"),
     T("The list asks for something that can't be done"), T("Correct it in the list and add it again.")},
};
#undef T

const ReasonText &textOf(FailureReason reason)
{
    return reasonTexts[static_cast<std::size_t>(reason)];
}

/// Who failed: the host of a fetch, or a word for it where the URL has none.
QString where(const JobRecord &job)
{
    const QString host = cell(QString::fromUtf8(hostOf(job.spec)));
    return host.isEmpty() ? word("the server") : host;
}

QString figureOf(const JobOutcome &outcome)
{
    switch (outcome.reason) {
    case FailureReason::HttpStatus:
        return httpStatusText(outcome.httpStatus);
    case FailureReason::ExitCode:
        return QString::number(outcome.exitCode);
    case FailureReason::Signal:
        return signalName(outcome.signal);
    default:
        return {};
    }
}

/// What the server, the program or the system said to it, in one line.
QString wordsOf(const JobOutcome &outcome)
{
    const QStringList lines = outcome.detail.split(u'\n', Qt::SkipEmptyParts);
    if (lines.isEmpty())
        return {};
    // A program says last what ended it: below its progress, at the end of a stack trace.
    const bool programSays =
        outcome.reason == FailureReason::ExitCode || outcome.reason == FailureReason::Signal;
    QString words = visibleText(QString((programSays ? lines.back() : lines.front()).simplified()));
    const QString status = QString::number(outcome.httpStatus);
    if (outcome.reason != FailureReason::HttpStatus || !words.startsWith(status))
        return words;
    // "500 Internal Server Error: database is on holiday": the first half is said already.
    const qsizetype colon = words.indexOf(u": "_s);
    words = colon < 0 ? words : words.mid(colon + 2);
    if (words == httpStatusText(outcome.httpStatus))
        return {};
    return colon < 0 ? words.mid(status.size()).trimmed() : words;
}

QString statusAdvice(int status)
{
    if (status == 401 || status == 403 || status == 407)
        return word("The server wants a login or refuses this address: check the credentials in the list.");
    if (status == 404 || status == 410)
        return word("There is nothing at this address: correct it in the list. A retry will not help.");
    if (status == 408 || status == 425 || status == 429)
        return word(
            "The server asks for fewer requests: narrow the queue or lower the limit per host, then retry.");
    if (status >= 500)
        return word("The server is in trouble: retry later.");
    return word("What the server sent with it is under Result.");
}

} // namespace

QString failureSentence(const JobRecord &job)
{
    if (!job.outcome)
        return job.state == JobState::Failed ? word("Marked as failed") : QString();
    const JobOutcome &outcome = *job.outcome;
    QString sentence = word(textOf(outcome.reason).sentence);
    sentence.replace(u"%1"_s, where(job)).replace(u"%2"_s, figureOf(outcome));
    if (const QString said = wordsOf(outcome); !said.isEmpty())
        sentence += u": "_s + said;
    return cell(sentence);
}

QString failureAdvice(const JobRecord &job)
{
    if (!job.outcome || job.outcome->reason == FailureReason::None)
        return {};
    if (job.outcome->reason == FailureReason::HttpStatus)
        return statusAdvice(job.outcome->httpStatus);
    const bool isSilent = job.outcome->bytes == 0 && job.outcome->errorBytes == 0;
    if (job.outcome->reason == FailureReason::ExitCode && isSilent)
        return word("It printed nothing that tells why; correct it and retry.");
    if (job.outcome->reason == FailureReason::Abandoned && job.state == JobState::Pending)
        return word("It starts anew when its turn comes.");
    return word(textOf(job.outcome->reason).advice);
}

QString failureStory(const JobRecord &job)
{
    if (!job.outcome || job.outcome->reason == FailureReason::None)
        return {};
    const JobOutcome &outcome = *job.outcome;
    QStringList paragraphs{failureSentence(job)};
    QStringList lines = outcome.detail.left(4096).trimmed().split(u'\n');
    for (QString &line : lines)
        line = visibleText(line, 4096);
    const QString detail = lines.join(u'\n');
    const bool isSaidWhole = !detail.contains(u'\n') && paragraphs.front().contains(wordsOf(outcome));
    if (!paragraphs.front().endsWith(u'.'))
        paragraphs.front() += u'.';
    if (!detail.isEmpty() && !isSaidWhole)
        paragraphs << detail;
    if (job.state == JobState::Failed && job.attempt > 1)
        paragraphs << word("It was tried %1 times.").arg(count(job.attempt));
    if (job.state == JobState::Failed && outcome.retryAfter)
        paragraphs << word("The server asked to wait %1.").arg(duration(*outcome.retryAfter));
    paragraphs << failureAdvice(job);
    paragraphs.removeAll(QString());
    return paragraphs.join(u"\n\n"_s);
}

QString failureGroup(const JobOutcome &outcome)
{
    switch (outcome.reason) {
    case FailureReason::HttpStatus:
        return httpStatusText(outcome.httpStatus);
    case FailureReason::ExitCode:
        return word("exit %1").arg(outcome.exitCode);
    case FailureReason::Signal:
        return signalName(outcome.signal);
    default:
        return word(textOf(outcome.reason).group);
    }
}

QString signalName(int signal)
{
    const char *name = ::sigabbrev_np(signal);
    return name ? u"SIG"_s + QLatin1StringView(name) : word("signal %1").arg(signal);
}

} // namespace millrace::text

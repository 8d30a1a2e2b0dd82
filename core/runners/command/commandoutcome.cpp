#include "core/runners/command/commandoutcome.h"

#include <cerrno>
#include <cstring>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

/// Takes out what colours and moves the cursor: "ESC [ … letter".
QString withoutEscapes(const QString &text)
{
    QString plain;
    plain.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\x1b' && i + 1 < text.size() && text[i + 1] == u'[') {
            i += 2;
            while (i < text.size() && (text[i] < u'@' || text[i] > u'~'))
                ++i;
        } else if (text[i].unicode() < 0x20 && text[i] != u'\n' && text[i] != u'\t') {
            if (text[i] != u'\r')
                plain += QChar(0x2400 + text[i].unicode()); // Its picture.
        } else {
            plain += text[i];
        }
    }
    return plain;
}

QString systemSays(int error)
{
    return error ? QString::fromLocal8Bit(strerror(error)) : QString();
}

FailureReason reasonOf(const shim::Report &report)
{
    switch (report.cause) {
    case shim::Cause::TimedOut:
        return FailureReason::TimedOut;
    case shim::Cause::NoDirectory:
        return FailureReason::BadDirectory;
    case shim::Cause::NotStarted:
        return FailureReason::NotStarted;
    case shim::Cause::Disk:
        return FailureReason::Disk;
    case shim::Cause::Misuse:
        return FailureReason::Internal;
    case shim::Cause::Asked:
    case shim::Cause::Itself:
        break;
    }
    if (report.signal)
        return FailureReason::Signal;
    switch (report.exitCode) {
    case 0:
        return FailureReason::None;
    case 126:
        return FailureReason::NotExecutable;
    case 127:
        return FailureReason::NotFound;
    default:
        return FailureReason::ExitCode;
    }
}

QString detailOf(const CommandEnd &end, FailureReason reason)
{
    if (!end.trouble.isEmpty())
        return end.trouble;
    if (reason == FailureReason::Internal)
        return u"The installed millrace-shim is of another version than this program."_s;
    if (end.report.error)
        return systemSays(end.report.error);
    return reason == FailureReason::None ? QString() : lastLines(end.lastWords);
}

} // namespace

QString lastLines(QByteArrayView printed)
{
    constexpr int linesAtMost = 10;
    constexpr int charactersAtMost = 2'000;
    QString text = withoutEscapes(QString::fromUtf8(printed)).trimmed();
    qsizetype start = text.size();
    for (int lines = 0; lines < linesAtMost && start > 0; ++lines)
        start = std::max<qsizetype>(text.lastIndexOf(u'\n', start - 1), 0);
    if (start > 0)
        text.remove(0, start + 1);
    return text.size() > charactersAtMost ? u"…"_s + text.right(charactersAtMost - 1) : text;
}

JobOutcome outcomeOf(const CommandEnd &end)
{
    const shim::Report &report = end.report;
    JobOutcome outcome;
    outcome.reason = end.shimLost ? FailureReason::Internal : reasonOf(report);
    if (end.shimLost)
        outcome.detail =
            u"The process that looks after this command was ended from outside (signal %1), and the command with it."_s
                .arg(report.signal);
    else
        outcome.detail = detailOf(end, outcome.reason);
    if (report.beyond)
        outcome.detail += u"\n%1 processes of another user could not be ended."_s.arg(report.beyond);
    // Only what certainly did not run; where a result was lost, the command has done its work or part of it.
    outcome.transient =
        outcome.reason == FailureReason::NotStarted && (report.error == EAGAIN || report.error == ENOMEM ||
                                                        report.error == EMFILE || report.error == ENFILE);
    outcome.bytes = static_cast<qint64>(report.outputBytes);
    outcome.errorBytes = static_cast<qint64>(report.errorBytes);
    outcome.exitCode = report.exitCode;
    outcome.signal = end.shimLost ? 0 : report.signal;
    outcome.userTime = std::chrono::microseconds(report.userMicroseconds);
    outcome.systemTime = std::chrono::microseconds(report.systemMicroseconds);
    outcome.peakMemory = static_cast<qint64>(report.peakBytes);
    outcome.leftProcesses = static_cast<int>(report.left);
    return outcome;
}

JobOutcome refusedOutcome(FailureReason reason, const QString &detail)
{
    JobOutcome outcome;
    outcome.reason = reason;
    outcome.detail = detail;
    return outcome;
}

} // namespace millrace

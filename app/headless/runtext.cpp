#include "app/headless/runtext.h"

#include "ui/importing/listtext.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

QString problemLine(const ListProblem &problem)
{
    const QString place =
        problem.line == 0 ? problem.source : u"%1:%2"_s.arg(problem.source).arg(problem.line);
    return place + u": "_s + problemSentence(problem);
}

QString interruptedSentence(qint64 commands, const LoadReport &report, CommandLine::Interrupted decision)
{
    const QString what =
        report.changesMissing
            ? text::counted(commands, word("%1 command may have run since the last save"),
                            word("%1 commands may have run since the last save"))
            : text::counted(commands, word("%1 command was underway when the program last ended"),
                            word("%1 commands were underway when the program last ended"));
    QString then;
    switch (decision) {
    case CommandLine::Interrupted::Keep:
        then = word("waiting for a decision in the window, or by --interrupted=retry or --interrupted=fail");
        break;
    case CommandLine::Interrupted::Retry:
        then = word("running again");
        break;
    case CommandLine::Interrupted::Fail:
        then = word("marked as failed");
        break;
    }
    return u"%1: %2."_s.arg(what, then);
}

QString summarySentence(const RunReporter::Result &result, const QString &resultsFolder)
{
    QStringList parts{word("%1 finished").arg(text::count(result.finished))};
    if (result.failed > 0)
        parts += word("%1 failed").arg(text::count(result.failed));
    if (result.cancelled > 0)
        parts += word("%1 cancelled").arg(text::count(result.cancelled));
    if (result.cutOff > 0)
        parts += word("%1 cut off, pending again").arg(text::count(result.cutOff));
    if (result.left > 0)
        parts += word("%1 not run").arg(text::count(result.left));
    return word("%1. Results are in %2").arg(parts.join(u", "_s), resultsFolder);
}

} // namespace millrace

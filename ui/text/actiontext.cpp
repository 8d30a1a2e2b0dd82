#include "ui/text/actiontext.h"

#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"

#include <QStringList>

#include <array>

namespace millrace::text {

using namespace Qt::StringLiterals;

namespace {

struct ActionText
{
    const char *will; ///< %1 is "1,204 jobs" or "1,204 pending jobs".
    const char *did;  ///< %1 is "1,204 jobs".
};

#define T(text) QT_TRANSLATE_NOOP("Millrace", text)
/// By BulkAction.
constexpr std::array<ActionText, 10> actionTexts{{
    {T("Cancel %1"), T("Cancelled %1")},
    {T("Retry %1"), T("Put %1 back in line")},
    {T("Remove %1"), T("Removed %1")},
    {T("Move %1 to the top"), T("Moved %1 to the top")},
    {T("Move %1 up"), T("Moved %1 up")},
    {T("Move %1 down"), T("Moved %1 down")},
    {T("Move %1 to the bottom"), T("Moved %1 to the bottom")},
    {T("Change the priority of %1"), T("Changed the priority of %1")},
    {T("Mark %1 as failed"), T("Marked %1 as failed")},
    {T("Add %1"), T("Added %1")},
}};
#undef T

const ActionText &textOf(BulkAction action)
{
    return actionTexts[static_cast<std::size_t>(action)];
}

} // namespace

QString jobs(qint64 n)
{
    return counted(n, word("%1 job"), word("%1 jobs"));
}

QString willDo(BulkAction action, qint64 n)
{
    return word(textOf(action).will).arg(jobs(n));
}

QString willDo(BulkAction action, qint64 n, JobState state)
{
    const QString many = counted(n, word("%1 %2 job"), word("%1 %2 jobs")).arg(stateWord(state));
    return word(textOf(action).will).arg(many);
}

QString done(BulkAction action, qint64 n)
{
    return word(textOf(action).did).arg(jobs(n));
}

QString undone(qint64 n, qint64 left)
{
    if (n == 0)
        return word("Too late to undo: the jobs went on meanwhile.");
    const QString before = word("Undone: %1 as before").arg(jobs(n));
    return left == 0 ? before : word("%1; %2 had gone on meanwhile").arg(before, count(left));
}

QString burst(qint64 finished, qint64 failed)
{
    QStringList parts;
    if (finished > 0)
        parts << word("%1 finished").arg(count(finished));
    if (failed > 0)
        parts << word("%1 failed").arg(count(failed));
    return parts.join(u", "_s);
}

} // namespace millrace::text

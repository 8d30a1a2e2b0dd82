#include "ui/actions/actionphrases.h"

#include <QCoreApplication>
#include <QLocale>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

/// The word that all the counted jobs have in common; empty where they are of several states.
QString liveWord(std::uint32_t pending, std::uint32_t underway)
{
    if (underway == 0)
        return translated(QT_TRANSLATE_NOOP("Actions", "pending"));
    return pending == 0 ? translated(QT_TRANSLATE_NOOP("Actions", "underway")) : QString();
}

QString endedWord(const JobCounts &counts, std::uint32_t ended)
{
    if (counts[JobState::Finished] == ended)
        return translated(QT_TRANSLATE_NOOP("Actions", "finished"));
    if (counts[JobState::Failed] == ended)
        return translated(QT_TRANSLATE_NOOP("Actions", "failed"));
    if (counts[JobState::Cancelled] == ended)
        return translated(QT_TRANSLATE_NOOP("Actions", "cancelled"));
    if (counts[JobState::Interrupted] == ended)
        return translated(QT_TRANSLATE_NOOP("Actions", "interrupted"));
    return translated(QT_TRANSLATE_NOOP("Actions", "ended"));
}

} // namespace

QString countedJobs(std::uint64_t count, const QString &word)
{
    const QString noun = count == 1 ? translated(QT_TRANSLATE_NOOP("Actions", "job"))
                                    : translated(QT_TRANSLATE_NOOP("Actions", "jobs"));
    const QString number = QLocale().toString(static_cast<qulonglong>(count));
    return word.isEmpty() ? u"%1 %2"_s.arg(number, noun) : u"%1 %2 %3"_s.arg(number, word, noun);
}

QString cancelPhrase(const ActionContext &context)
{
    return translated(QT_TRANSLATE_NOOP("Actions", "Cancel %1"))
        .arg(countedJobs(context.selectedLive(), liveWord(context.selectedPending(), context.selectedUnderway())));
}

QString retryPhrase(const ActionContext &context)
{
    return translated(QT_TRANSLATE_NOOP("Actions", "Retry %1"))
        .arg(countedJobs(context.selectedEnded(), endedWord(context.selected, context.selectedEnded())));
}

QString retryFailedPhrase(const ActionContext &context)
{
    const std::uint32_t failed = context.all[JobState::Failed];
    return translated(QT_TRANSLATE_NOOP("Actions", "Retry %1"))
        .arg(countedJobs(failed, translated(QT_TRANSLATE_NOOP("Actions", "failed"))));
}

QString markFailedPhrase(const ActionContext &context)
{
    const QString word = translated(QT_TRANSLATE_NOOP("Actions", "interrupted"));
    return translated(QT_TRANSLATE_NOOP("Actions", "Mark %1 as failed"))
        .arg(countedJobs(context.selected[JobState::Interrupted], word));
}

QString removePhrase(const ActionContext &context)
{
    return translated(QT_TRANSLATE_NOOP("Actions", "Remove %1"))
        .arg(countedJobs(context.selectedEnded(), endedWord(context.selected, context.selectedEnded())));
}

QString cancelPendingPhrase(const ActionContext &context)
{
    return translated(QT_TRANSLATE_NOOP("Actions", "Cancel all %1"))
        .arg(countedJobs(context.all[JobState::Pending], translated(QT_TRANSLATE_NOOP("Actions", "pending"))));
}

QString cancelAllPhrase(const ActionContext &context)
{
    const std::uint32_t underway = context.all[JobState::Underway] + context.all[JobState::Cancelling];
    return translated(QT_TRANSLATE_NOOP("Actions", "Cancel all %1 pending and underway"))
        .arg(countedJobs(context.all[JobState::Pending] + underway));
}

QString removeFinishedPhrase(const ActionContext &context)
{
    const QString word = translated(QT_TRANSLATE_NOOP("Actions", "finished"));
    return translated(QT_TRANSLATE_NOOP("Actions", "Remove %1"))
        .arg(countedJobs(context.all[JobState::Finished], word));
}

QString removeEndedPhrase(const ActionContext &context)
{
    return translated(QT_TRANSLATE_NOOP("Actions", "Remove all %1"))
        .arg(countedJobs(context.allEnded(), translated(QT_TRANSLATE_NOOP("Actions", "ended"))));
}

} // namespace millrace

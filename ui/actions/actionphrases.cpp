#include "ui/actions/actionphrases.h"

#include "ui/text/actiontext.h"

#include <initializer_list>

namespace millrace {

using text::BulkAction;

namespace {

/// Names the state where all of the jobs are in one.
QString phrase(BulkAction action, const JobCounts &counts, std::initializer_list<JobState> states)
{
    std::uint32_t jobs = 0;
    for (const JobState state : states)
        jobs += counts[state];
    for (const JobState state : states) {
        if (counts[state] == jobs)
            return text::willDo(action, jobs, state);
    }
    return text::willDo(action, jobs);
}

} // namespace

QString cancelPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Cancel, context.selected,
                  {JobState::Pending, JobState::Underway, JobState::Cancelling});
}

QString retryPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Retry, context.selected,
                  {JobState::Finished, JobState::Failed, JobState::Cancelled, JobState::Interrupted});
}

QString retryFailedPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Retry, context.all, {JobState::Failed});
}

QString markFailedPhrase(const ActionContext &context)
{
    return phrase(BulkAction::MarkFailed, context.selected, {JobState::Interrupted});
}

QString removePhrase(const ActionContext &context)
{
    return phrase(BulkAction::Remove, context.selected,
                  {JobState::Finished, JobState::Failed, JobState::Cancelled, JobState::Interrupted});
}

QString cancelPendingPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Cancel, context.all, {JobState::Pending});
}

QString cancelAllPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Cancel, context.all,
                  {JobState::Pending, JobState::Underway, JobState::Cancelling});
}

QString removeFinishedPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Remove, context.all, {JobState::Finished});
}

QString removeEndedPhrase(const ActionContext &context)
{
    return phrase(BulkAction::Remove, context.all,
                  {JobState::Finished, JobState::Failed, JobState::Cancelled});
}

} // namespace millrace

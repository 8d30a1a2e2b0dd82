#pragma once

#include "core/deferred/detail/waiterline.h"
#include "core/queue/dispatchedjob.h"

#include <memory>
#include <utility>

namespace millrace {

/// Those who wait for the end of one job, in the order in which they asked.
template <class Job>
class JobWatchers
{
public:
    /// A new watcher. \a left(how many are left) is called when it cancels its Deferred, before that fires.
    template <class Left>
    static Deferred<Job> watch(std::shared_ptr<JobWatchers> &watchers, Left left)
    {
        if (!watchers)
            watchers = std::make_shared<JobWatchers>();
        return watchers->m_line.add(
            [left = std::move(left)](Resolver<Job> &cancelled, std::size_t others) mutable {
                left(others);
                cancelled.errback(asAnswer(CancelledError()));
            });
    }

    /// Tells each exactly once, with what answer(Resolver<Job> &) does. A watcher may cancel others
    /// meanwhile.
    template <class Answer>
    static void tell(const std::shared_ptr<JobWatchers> &watchers, Answer answer)
    {
        if (watchers)
            watchers->m_line.forAll(std::move(answer));
    }

private:
    detail::WaiterLine<Job> m_line;
};

/// Tells the watchers of \a job how it ended.
template <class Job>
void tellEnd(const Job &job, const std::shared_ptr<JobWatchers<Job>> &watchers)
{
    JobWatchers<Job>::tell(watchers, [&job](Resolver<Job> &resolver) {
        switch (job.end) {
        case JobEnd::Finished:
            return resolver.callback(job);
        case JobEnd::Failed:
            return resolver.errback(JobFailed<Job>(job, job.failure->message()));
        case JobEnd::Cancelled:
            return resolver.errback(asAnswer(JobCancelled<Job>(job)));
        case JobEnd::Saved:
            return resolver.errback(asAnswer(JobSaved<Job>(job)));
        }
    });
}

} // namespace millrace

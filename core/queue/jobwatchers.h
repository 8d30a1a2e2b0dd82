#pragma once

#include "core/deferred/deferred.h"
#include "core/queue/dispatchedjob.h"

#include <algorithm>
#include <memory>
#include <vector>

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
        const std::uint32_t number = watchers->m_nextNumber++;
        auto [deferred, resolver] =
            makeDeferred<Job>([weak = std::weak_ptr(watchers), number, left = std::move(left)]() mutable {
                if (const auto strong = weak.lock())
                    strong->leave(number, left);
            });
        watchers->m_list.push_back({number, std::move(resolver)});
        return std::move(deferred);
    }

    /// Tells each exactly once, with what answer(Resolver<Job> &) does. A watcher may cancel others
    /// meanwhile.
    template <class Answer>
    static void tell(const std::shared_ptr<JobWatchers> &watchers, Answer answer)
    {
        while (watchers && watchers->m_told < watchers->m_list.size()) {
            Resolver<Job> resolver = std::move(watchers->m_list[watchers->m_told++].resolver);
            answer(resolver);
        }
    }

private:
    struct Watcher
    {
        std::uint32_t number;
        Resolver<Job> resolver;
    };

    template <class Left>
    void leave(std::uint32_t number, Left &left)
    {
        const auto found =
            std::find_if(m_list.begin() + static_cast<std::ptrdiff_t>(m_told), m_list.end(),
                         [number](const Watcher &watcher) { return watcher.number == number; });
        if (found == m_list.end())
            return;
        Resolver<Job> resolver = std::move(found->resolver);
        m_list.erase(found);
        left(m_list.size() - m_told);
        resolver.errback(asAnswer(CancelledError()));
    }

    std::vector<Watcher> m_list;
    std::size_t m_told = 0;
    std::uint32_t m_nextNumber = 0;
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

#pragma once

#include "core/queue/dispatchtypes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace millrace::test {

/// What a dispatch queue does, as plainly as it can be said and at any cost.
class DispatchModel
{
public:
    enum class State { Pending, Underway, Cancelling };
    struct Job
    {
        DispatchKey key;
        int group = 0;
        Clock::TimePoint heldUntil{};
        State state = State::Pending;
        bool holdsSlot = true; ///< Once it is launched.
    };

    std::map<int, Job> jobs; ///< Those that have not ended.
    std::vector<int> launched;
    Clock::TimePoint now{};
    int width = 0;
    int cap = 0;
    bool isPaused = false;
    bool isStopped = false;

    [[nodiscard]] std::vector<int> pending() const
    {
        std::vector<int> names;
        for (const auto &[name, job] : jobs) {
            if (job.state == State::Pending)
                names.push_back(name);
        }
        std::sort(names.begin(), names.end(),
                  [this](int a, int b) { return jobs.at(a).key < jobs.at(b).key; });
        return names;
    }
    [[nodiscard]] std::vector<int> underway() const
    {
        std::vector<int> names;
        for (const auto &[name, job] : jobs) {
            if (job.state != State::Pending)
                names.push_back(name);
        }
        return names;
    }

    [[nodiscard]] std::size_t slotsHeld() const
    {
        return static_cast<std::size_t>(std::count_if(jobs.begin(), jobs.end(), [](const auto &job) {
            return job.second.state != State::Pending && job.second.holdsSlot;
        }));
    }
    [[nodiscard]] std::vector<int> all() const
    {
        std::vector<int> names;
        for (const auto &[name, job] : jobs)
            names.push_back(name);
        return names;
    }

    void launchWhatMay()
    {
        while (const auto name = next()) {
            jobs.at(*name).state = State::Underway;
            launched.push_back(*name);
        }
    }

    void advance(Clock::Duration duration)
    {
        const Clock::TimePoint until = now + duration;
        std::vector<Clock::TimePoint> releases;
        for (const auto &[name, job] : jobs) {
            if (job.state == State::Pending && job.heldUntil > now && job.heldUntil <= until)
                releases.push_back(job.heldUntil);
        }
        std::sort(releases.begin(), releases.end());
        for (const Clock::TimePoint release : releases) {
            now = release;
            launchWhatMay();
        }
        now = until;
    }

    /// What pending() is when \a block is moved in front of \a before, or to the end.
    [[nodiscard]] std::vector<int> moved(const std::vector<int> &block, std::optional<int> before) const
    {
        std::vector<int> others, own;
        for (const int name : pending())
            (std::count(block.begin(), block.end(), name) ? own : others).push_back(name);
        const auto at = before ? std::find(others.begin(), others.end(), *before) : others.end();
        others.insert(at, own.begin(), own.end());
        return others;
    }

    /// What a stop hands out: those underway that it asks to end, which \a ends says of a job, by their names, and then
    /// those pending. One that was cancelled before ends as that.
    [[nodiscard]] std::vector<int> saved(Underway how, const std::function<bool(int)> &ends) const
    {
        std::vector<int> names;
        for (const auto &[name, job] : jobs) {
            if (how == Underway::Cancel && job.state == State::Underway && ends(name))
                names.push_back(name);
        }
        const std::vector<int> rest = pending();
        names.insert(names.end(), rest.begin(), rest.end());
        return names;
    }

private:
    [[nodiscard]] std::optional<int> next() const
    {
        if (isPaused || isStopped || static_cast<int>(slotsHeld()) >= width)
            return std::nullopt;
        for (const int name : pending()) {
            const Job &job = jobs.at(name);
            if (job.heldUntil <= now && !isFull(job.group))
                return name;
        }
        return std::nullopt;
    }
    [[nodiscard]] bool isFull(int group) const
    {
        return group > 0 && cap > 0 && std::count_if(jobs.begin(), jobs.end(), [group](const auto &job) {
                                           return job.second.group == group && job.second.holdsSlot &&
                                                  job.second.state != State::Pending;
                                       }) >= cap;
    }
};

} // namespace millrace::test

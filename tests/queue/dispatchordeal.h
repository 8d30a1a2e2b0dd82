#pragma once

#include "core/deferred/manualclock.h"
#include "core/queue/resizabledispatchqueue.h"
#include "tests/queue/dispatchmodel.h"

#include <functional>
#include <map>
#include <random>

namespace millrace::test {

/// Does random things to a dispatch queue and to its model, and compares. Jobs are numbers; those divisible by three
/// end when they like after a cancel, the others at once.
class Ordeal
{
public:
    using Queue = ResizableDispatchQueue<int, int>;

    explicit Ordeal(unsigned seed)
        : m_random(seed), m_queue([this](Launching<int> &launching) { return launch(launching); }, m_clock)
    {
        m_model.now = m_clock.now();
        m_queue.setObserver([this](const Queue::Job &job) { ++m_told[job.arg]; });
    }

    void step()
    {
        using Step = void (Ordeal::*)();
        static constexpr Step steps[] = {
            &Ordeal::put,     &Ordeal::put,          &Ordeal::put,          &Ordeal::putBatch,
            &Ordeal::finish,  &Ordeal::finish,       &Ordeal::finish,       &Ordeal::releaseSlot,
            &Ordeal::cancel,  &Ordeal::reprioritise, &Ordeal::move,         &Ordeal::setWidth,
            &Ordeal::advance, &Ordeal::retry,        &Ordeal::setCapOrHold, &Ordeal::pauseOrResume};
        if (below(800) == 0)
            return clear();
        (this->*steps[below(static_cast<int>(std::size(steps)))])();
    }

    /// Empty if queue and model agree, else what they don't agree about.
    [[nodiscard]] const char *difference(bool isThorough)
    {
        if (std::exchange(m_launched, {}) != std::exchange(m_model.launched, {}))
            return "launches";
        if (m_queue.size() != m_model.jobs.size())
            return "size";
        if (m_queue.width() != m_model.width)
            return "width";
        if (m_queue.underwayCount() != m_model.underway().size())
            return "underway";
        if (m_queue.slotsHeld() != m_model.slotsHeld())
            return "slots";
        if (isThorough && names(m_queue.pending()) != m_model.pending())
            return "pending";
        if (isThorough && !saysWhy())
            return "reasons for waiting";
        return nullptr;
    }

    [[nodiscard]] bool isMoveRight() const { return m_isMoveRight; }

    /// Stops, lets everything end, and says whether each job ended once and what was not done was handed out.
    [[nodiscard]] bool endsWell()
    {
        std::vector<int> saved;
        const auto how = below(2) == 0 ? Underway::Cancel : Underway::Finish;
        const std::vector<int> expected = m_model.saved(how, [](int name) { return name % 3 != 0; });
        const std::size_t pending = m_model.pending().size();
        m_queue.stop(how).addCallback([&saved](const std::vector<Queue::Job> &jobs) {
            for (const Queue::Job &job : jobs)
                saved.push_back(job.arg);
        });
        for (auto &[name, resolver] : std::exchange(m_resolvers, {})) {
            if (resolver.isPending())
                resolver.callback(0);
        }
        if (saved.size() >= pending)
            std::sort(saved.begin(), saved.end() - static_cast<std::ptrdiff_t>(pending));
        return saved == expected && m_queue.size() == 0 && isEachToldOnce(m_told) &&
               isEachToldOnce(m_watched);
    }

private:
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_random); }

    Deferred<int> launch(Launching<int> &launching)
    {
        m_launched.push_back(launching.arg());
        auto [deferred, resolver] = makeDeferred<int>();
        m_resolvers[launching.arg()] = std::move(resolver);
        if (launching.arg() % 3 == 0)
            launching.onCancel([] {});
        return std::move(deferred);
    }

    [[nodiscard]] std::vector<int> names(const std::vector<JobId> &ids) const
    {
        std::vector<int> names;
        for (const JobId id : ids)
            names.push_back(*m_queue.arg(id));
        return names;
    }
    [[nodiscard]] bool saysWhy() const
    {
        for (const auto &[name, job] : m_model.jobs) {
            const auto wait = m_queue.waitReason(m_ids.at(name));
            if (wait.has_value() != (job.state == DispatchModel::State::Pending))
                return false;
            if (wait && (wait->kind == DispatchWait::Kind::HeldUntil) != (job.heldUntil > m_model.now))
                return false;
        }
        return true;
    }
    /// A retried job ends once for each time it was put.
    [[nodiscard]] bool isEachToldOnce(const std::map<int, int> &told) const
    {
        return std::all_of(told.begin(), told.end(),
                           [this](const auto &each) { return each.second == m_puts.at(each.first); });
    }

    std::optional<int> anyOf(const std::vector<int> &names)
    {
        return names.empty() ? std::nullopt
                             : std::optional(names[static_cast<std::size_t>(below(int(names.size())))]);
    }

    /// Puts a job into both, without launching.
    void insert(int name, const PutOptions &options)
    {
        const JobId id = m_queue.postHeldBack(name, options);
        m_ids[name] = id;
        m_model.jobs[name] = {*m_queue.keyOf(id), static_cast<int>(options.group), options.notBefore,
                              DispatchModel::State::Pending};
        ++m_puts[name];
        m_told[name] += 0;
        m_watched[name] += 0;
        m_queue.watch(id).addBoth([this, name](const Outcome<Queue::Job> &) { ++m_watched[name]; });
    }
    PutOptions anyOptions()
    {
        PutOptions options;
        options.priority = below(4);
        options.group = static_cast<GroupId>(below(4));
        if (below(4) == 0)
            options.notBefore = m_clock.now() + std::chrono::milliseconds(1 + below(50));
        return options;
    }
    void launchBoth()
    {
        m_queue.launchPosted();
        m_model.launchWhatMay();
    }
    void put()
    {
        if (m_model.jobs.size() > 40) // The model is slow.
            return finish();
        insert(m_next++, anyOptions());
        launchBoth();
    }
    void putBatch()
    {
        for (int i = m_model.jobs.size() > 40 ? 0 : below(20); i > 0; --i)
            insert(m_next++, anyOptions());
        launchBoth();
    }

    void end(int name, const std::function<void(Resolver<int> &)> &how)
    {
        m_model.jobs.erase(name);
        Resolver<int> resolver = std::move(m_resolvers.extract(name).mapped());
        how(resolver);
        m_model.launchWhatMay();
    }
    void finish()
    {
        const auto name = anyOf(m_model.underway());
        if (name && below(4) == 0)
            fail(*name);
        else if (name)
            end(*name, [](Resolver<int> &resolver) { resolver.callback(1); });
    }
    void releaseSlot()
    {
        if (const auto name = anyOf(m_model.underway())) {
            m_model.jobs.at(*name).holdsSlot = false;
            m_queue.releaseSlot(m_ids.at(*name));
        }
        m_model.launchWhatMay();
    }
    /// Fails, and is put again where it stood, held for a while.
    void retry()
    {
        const auto name = anyOf(m_model.underway());
        if (!name)
            return;
        const DispatchModel::Job job = m_model.jobs.at(*name);
        PutOptions again{job.key.priority, static_cast<GroupId>(job.group),
                         m_clock.now() + std::chrono::milliseconds(1 + below(30)), job.key.position};
        fail(*name);
        insert(*name, again);
        launchBoth();
    }
    void fail(int name)
    {
        end(name, [](Resolver<int> &resolver) { resolver.errback(Error("broken")); });
    }

    void cancel()
    {
        const auto name = anyOf(m_model.all());
        if (!name)
            return;
        DispatchModel::Job &job = m_model.jobs.at(*name);
        if (job.state != DispatchModel::State::Pending && *name % 3 == 0)
            job.state = DispatchModel::State::Cancelling;
        else
            m_model.jobs.erase(*name);
        m_queue.cancel(m_ids.at(*name));
        m_model.launchWhatMay();
    }
    void clear()
    {
        for (const int name : m_model.pending())
            m_model.jobs.erase(name);
        m_queue.clear();
    }
    void reprioritise()
    {
        const auto name = anyOf(m_model.pending());
        if (!name)
            return;
        const int priority = below(4);
        m_model.jobs.at(*name).key.priority = priority;
        m_queue.reprioritize(m_ids.at(*name), priority);
    }
    void move()
    {
        std::vector<int> block;
        std::vector<JobId> ids;
        for (int i = 1 + below(4); i > 0; --i) {
            if (const auto name = anyOf(m_model.pending())) {
                block.push_back(*name);
                ids.push_back(m_ids.at(*name));
            }
        }
        auto before = anyOf(m_model.pending());
        if (before && std::count(block.begin(), block.end(), *before))
            before.reset();
        const std::vector<int> expected = m_model.moved(block, before);
        m_queue.moveBefore(ids, before ? m_ids.at(*before) : JobId{});
        m_isMoveRight = m_isMoveRight && names(m_queue.pending()) == expected;
        for (const int name : m_model.pending())
            m_model.jobs.at(name).key = *m_queue.keyOf(m_ids.at(name));
    }
    void setWidth()
    {
        m_queue.setWidth(m_model.width = below(8));
        m_model.launchWhatMay();
    }
    void pauseOrResume()
    {
        m_model.isPaused = below(3) == 0;
        if (m_model.isPaused)
            m_queue.pause();
        else
            m_queue.resume();
        m_model.launchWhatMay();
    }
    void advance()
    {
        const std::chrono::milliseconds duration(below(40));
        m_clock.advance(duration);
        m_model.advance(duration);
    }
    void setCapOrHold()
    {
        if (below(2) == 0) {
            m_model.cap = below(4);
            m_queue.setGroupCap(m_model.cap);
        } else if (const auto name = anyOf(m_model.pending())) {
            const auto until = m_clock.now() + std::chrono::milliseconds(below(30) - 5);
            m_model.jobs.at(*name).heldUntil = until;
            m_queue.hold(m_ids.at(*name), until);
        }
        m_model.launchWhatMay();
    }

    std::mt19937 m_random;
    ManualClock m_clock;
    DispatchModel m_model;
    std::map<int, JobId> m_ids;
    std::map<int, int> m_puts, m_told, m_watched;
    std::map<int, Resolver<int>> m_resolvers;
    std::vector<int> m_launched;
    int m_next = 0;
    bool m_isMoveRight = true;
    Queue m_queue;
};

} // namespace millrace::test

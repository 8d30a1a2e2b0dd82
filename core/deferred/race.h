#pragma once

#include "core/deferred/detail/gathering.h"
#include "core/deferred/failuregroup.h"

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace millrace {

/// Several ways to the same result, tried at once: the first that succeeds wins, the others are cancelled.
///
/// A parallel command executor: made once, run with as many arguments as often as wanted.
/// \code
/// Race<Page, std::string> mirrors;
/// mirrors.add([](const std::string &path) { return fetch("https://a.example/" + path); });
/// mirrors.add([](const std::string &path) { return fetch("https://b.example/" + path); });
/// mirrors.execute("list.txt").addCallback(show);
/// \endcode
template <class T, class... Args>
class Race
{
public:
    /// Registers \a f: a function of Args that returns a T or something that becomes one.
    template <class F>
    void add(F f)
    {
        m_functions.push_back([f = std::make_shared<F>(std::move(f))](const Args &...args) -> Deferred<T> {
            return maybeDeferred(*f, args...);
        });
    }

    [[nodiscard]] std::size_t size() const noexcept { return m_functions.size(); }

    /// Starts every function with a copy of \a args.
    ///
    /// \fires    with the first value that comes; the functions still underway are cancelled before.
    /// \errback  FailureGroup with every reason, when all have failed; it holds CancelledErrors when cancelled.
    /// \throws   std::logic_error, if no function is registered.
    /// \cancel   cancels all that are underway.
    /// \reenters the functions: all are started even if the first one wins at once.
    [[nodiscard]] Deferred<T> execute(const Args &...args)
    {
        if (m_functions.empty())
            throw std::logic_error("There is no function in this race: register one with add() first.");
        const auto run = std::make_shared<Run>(m_functions.size());
        return run->start(m_functions, args...);
    }

private:
    using Function = std::function<Deferred<T>(const Args &...)>;

    class Run final : public detail::Gathering<T>
    {
    public:
        explicit Run(std::size_t size) : m_failures(size), m_missing(size) {}

        Deferred<T> start(const std::vector<Function> &functions, const Args &...args)
        {
            const std::weak_ptr<detail::Gathering<T>> weak = this->weak_from_this();
            auto [deferred, resolver] = makeDeferred<T>([weak] {
                if (const auto alive = weak.lock())
                    alive->cancelAll();
            });
            m_resolver = std::move(resolver);
            const std::vector<Function> started = functions; // One of them may register another.
            for (std::size_t i = 0; i < started.size(); ++i)
                this->watch(i, started[i](args...));
            m_allStarted = true;
            settle();
            return std::move(deferred);
        }

    private:
        void ended(std::size_t index, Outcome<T> outcome) override
        {
            --m_missing;
            if (m_winner || !m_resolver.isPending())
                return;
            if (outcome.hasValue())
                m_winner.emplace(std::move(outcome));
            else
                m_failures[index] = outcome.failure();
            if (m_allStarted)
                settle();
        }

        void settle()
        {
            if (m_winner) {
                this->cancelAll();
                m_resolver.resolve(std::move(*m_winner));
            } else if (m_missing == 0) {
                std::vector<Failure> failures;
                for (auto &failure : m_failures)
                    failures.push_back(*failure);
                m_resolver.errback(FailureGroup(std::move(failures)));
            }
        }

        std::vector<std::optional<Failure>> m_failures;
        std::size_t m_missing;
        std::optional<Outcome<T>> m_winner;
        Resolver<T> m_resolver;
        bool m_allStarted = false;
    };

    std::vector<Function> m_functions;
};

/// A race between \a functions, run once: each is a function of nothing that returns a T or something that becomes one.
template <class F, class... Fs>
[[nodiscard]] auto race(F first, Fs... others)
{
    Race<detail::ProducedBy<F &>> runners;
    runners.add(std::move(first));
    (runners.add(std::move(others)), ...);
    return runners.execute();
}

} // namespace millrace

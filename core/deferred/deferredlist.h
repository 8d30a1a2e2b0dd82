#pragma once

#include "core/deferred/detail/gathering.h"
#include "core/deferred/failuregroup.h"
#include "core/deferred/unhandled.h"

#include <optional>
#include <source_location>

namespace millrace {

/// What to do with failures that the list's own result doesn't carry.
enum class ConsumeErrors {
    No,  ///< Report them as unhandled.
    Yes, ///< Let them be: the list's result is all that counts.
};

/// What to do with those that have not fired when the list has.
enum class Rest {
    LetRun,
    Cancel, ///< Their cancellations are consumed.
};

struct DeferredListOptions
{
    ConsumeErrors consumeErrors = ConsumeErrors::No;
    Rest rest = Rest::LetRun;
};

namespace detail {

template <class T>
struct FirstOf
{
    T value;
    std::size_t index;
};
template <>
struct FirstOf<void>
{
    std::size_t index;
};

/// The values of several; nothing is a value that needs no list.
template <class T>
using Gathered = std::conditional_t<std::is_void_v<T>, void, std::vector<Stored<T>>>;

/// What the three ways of a list share: results by place, and what becomes of the rest.
template <class T, class Result>
class ListGathering : public Gathering<T>
{
public:
    ListGathering(std::size_t size, DeferredListOptions options, const std::source_location &made)
        : m_results(size), m_missing(size), m_options(options), m_made(made)
    {}

    [[nodiscard]] Deferred<Result> result(std::vector<Deferred<T>> list)
    {
        for (const Deferred<T> &one : list)
            if (!one)
                throw EmptyDeferredError();
        const std::weak_ptr<Gathering<T>> weak = this->weak_from_this();
        auto [deferred, resolver] = makeDeferred<Result>(
            [weak] {
                if (const auto alive = weak.lock())
                    alive->cancelAll();
            },
            m_made);
        m_resolver = std::move(resolver);
        if (list.empty())
            allEnded();
        else
            this->watch(std::move(list));
        return std::move(deferred);
    }

protected:
    virtual void allEnded() = 0;

    /// Keeps \a outcome, and calls allEnded() if it was the last.
    void keep(std::size_t index, Outcome<T> outcome)
    {
        m_results[index].emplace(std::move(outcome));
        if (--m_missing == 0)
            allEnded();
    }

    /// The list has fired without this one.
    void leaveOut(const Outcome<T> &outcome) const
    {
        if (m_options.consumeErrors == ConsumeErrors::No && !m_cancelling && !outcome.hasValue())
            reportUnhandled(outcome.failure(), m_made);
    }

    template <class Fire>
    void fireEarly(Fire &&fire)
    {
        Resolver<Result> resolver = std::move(m_resolver);
        if (m_options.rest == Rest::Cancel) {
            m_cancelling = true;
            this->cancelAll();
        }
        std::forward<Fire>(fire)(resolver);
    }

    [[nodiscard]] bool hasFired() const noexcept { return !m_resolver.isPending(); }

    std::vector<std::optional<Outcome<T>>> m_results;
    Resolver<Result> m_resolver;

private:
    std::size_t m_missing;
    DeferredListOptions m_options;
    std::source_location m_made;
    bool m_cancelling = false;
};

template <class T>
class AllGathering final : public ListGathering<T, std::vector<Outcome<T>>>
{
    using Base = ListGathering<T, std::vector<Outcome<T>>>;

public:
    using Base::Base;

private:
    void ended(std::size_t index, Outcome<T> outcome) override
    {
        if (this->hasFired()) // Cancelled, while this one took longer over its end.
            return this->leaveOut(outcome);
        this->keep(index, std::move(outcome));
    }
    void allEnded() override
    {
        std::vector<Outcome<T>> outcomes;
        outcomes.reserve(this->m_results.size());
        for (auto &result : this->m_results)
            outcomes.push_back(std::move(*result));
        this->m_resolver.callback(std::move(outcomes));
    }
};

template <class T>
class FirstCallbackGathering final : public ListGathering<T, FirstOf<T>>
{
    using Base = ListGathering<T, FirstOf<T>>;

public:
    using Base::Base;

private:
    void ended(std::size_t index, Outcome<T> outcome) override
    {
        if (this->hasFired())
            return this->leaveOut(outcome);
        if (!outcome.hasValue())
            return this->keep(index, std::move(outcome));
        for (const auto &failed : this->m_results)
            if (failed)
                this->leaveOut(*failed);
        this->fireEarly([&](Resolver<FirstOf<T>> &resolver) {
            Access::fireWith(resolver, [&]() -> FirstOf<T> {
                if constexpr (std::is_void_v<T>)
                    return {index};
                else
                    return {std::move(outcome).value(), index};
            });
        });
    }
    void allEnded() override
    {
        std::vector<Failure> failures;
        for (const auto &failed : this->m_results)
            failures.push_back(failed->failure());
        this->m_resolver.errback(FailureGroup(std::move(failures)));
    }
};

template <class T>
class FirstErrbackGathering final : public ListGathering<T, Gathered<T>>
{
    using Base = ListGathering<T, Gathered<T>>;

public:
    using Base::Base;

private:
    void ended(std::size_t index, Outcome<T> outcome) override
    {
        if (this->hasFired())
            return this->leaveOut(outcome);
        if (outcome.hasValue())
            return this->keep(index, std::move(outcome));
        this->fireEarly(
            [&](Resolver<Gathered<T>> &resolver) { resolver.errback(FirstError(index, outcome.failure())); });
    }
    void allEnded() override
    {
        if constexpr (std::is_void_v<T>) {
            this->m_resolver.callback();
        } else {
            Access::fireWith(this->m_resolver, [this] {
                std::vector<T> values;
                values.reserve(this->m_results.size());
                for (auto &result : this->m_results)
                    values.push_back(std::move(*result).value());
                return values;
            });
        }
    }
};

} // namespace detail

/// Waits for several Deferreds, in one of three ways. Cancelling the list cancels all that have not fired; once the
/// list has fired, cancelling it does nothing. Each throws EmptyDeferredError if one of them was moved from.
/// \code
/// DeferredList<Page>::all(std::move(fetches)).addCallback([](const std::vector<Outcome<Page>> &pages) { … });
/// \endcode
template <class T>
class DeferredList
{
public:
    using First = detail::FirstOf<T>; ///< Its value, unless T is void, and its index.
    using Values = detail::Gathered<T>;

    /// \fires when all have fired, with how each ended, in the order of the list; at once if it is empty.
    [[nodiscard]] static Deferred<std::vector<Outcome<T>>>
    all(std::vector<Deferred<T>> list, std::source_location made = std::source_location::current())
    {
        return start<detail::AllGathering<T>>(std::move(list), {}, made);
    }

    /// \fires   with the first value and its index.
    /// \errback FailureGroup, when all have failed; at once if the list is empty: nothing could ever be the first.
    [[nodiscard]] static Deferred<First>
    firstCallback(std::vector<Deferred<T>> list, DeferredListOptions options = {},
                  std::source_location made = std::source_location::current())
    {
        return start<detail::FirstCallbackGathering<T>>(std::move(list), options, made);
    }

    /// \fires   when all have succeeded, with their values in the order of the list; at once if it is empty.
    /// \errback FirstError, as soon as one fails.
    [[nodiscard]] static Deferred<Values>
    firstErrback(std::vector<Deferred<T>> list, DeferredListOptions options = {},
                 std::source_location made = std::source_location::current())
    {
        return start<detail::FirstErrbackGathering<T>>(std::move(list), options, made);
    }

private:
    template <class Gathering>
    static auto start(std::vector<Deferred<T>> list, DeferredListOptions options,
                      const std::source_location &made)
    {
        return std::make_shared<Gathering>(list.size(), options, made)->result(std::move(list));
    }
};

} // namespace millrace

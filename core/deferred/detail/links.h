#pragma once

#include "core/deferred/detail/produce.h"

#include <functional>

namespace millrace::detail {

/// Calls \a f with the value of \a chain (none, if T is void) and leaves its result there.
template <class T, class U, class F>
void runWithValue(Chain &chain, F &f) noexcept
{
    if constexpr (std::is_void_v<T>) {
        chain.slot.clear();
        produce<U>(chain, [&]() -> decltype(auto) { return std::invoke(std::move(f)); });
    } else {
        ResultSlot::Taken<T> taken(chain.slot);
        produce<U>(chain, [&]() -> decltype(auto) { return std::invoke(std::move(f), taken.get()); });
    }
}

template <class U, class F>
void runWithFailure(Chain &chain, F &f) noexcept
{
    const Failure failure = chain.slot.takeFailure();
    produce<U>(chain, [&]() -> decltype(auto) { return std::invoke(std::move(f), failure); });
}

template <class T, class U, class F>
class CallbackLink final : public Link
{
public:
    explicit CallbackLink(F f) : m_callback(std::move(f)) {}
    void run(Chain &chain) noexcept override
    {
        if (!chain.slot.isFailure())
            runWithValue<T, U>(chain, m_callback);
    }

private:
    F m_callback;
};

template <class T, class F>
class ErrbackLink final : public Link
{
public:
    explicit ErrbackLink(F f) : m_errback(std::move(f)) {}
    void run(Chain &chain) noexcept override
    {
        if (chain.slot.isFailure())
            runWithFailure<T>(chain, m_errback);
    }

private:
    F m_errback;
};

/// An errback for one type of error.
template <class T, class E, class F>
class TrapLink final : public Link
{
public:
    explicit TrapLink(F f) : m_errback(std::move(f)) {}
    void run(Chain &chain) noexcept override
    {
        if (!chain.slot.isFailure() || !chain.slot.failure().template is<E>())
            return;
        const Failure failure = chain.slot.takeFailure();
        produce<T>(chain,
                   [&]() -> decltype(auto) { return std::invoke(std::move(m_errback), *failure.as<E>()); });
    }

private:
    F m_errback;
};

template <class T, class U, class F, class G>
class PairLink final : public Link
{
public:
    PairLink(F f, G g) : m_callback(std::move(f)), m_errback(std::move(g)) {}
    void run(Chain &chain) noexcept override
    {
        if (chain.slot.isFailure())
            runWithFailure<U>(chain, m_errback);
        else
            runWithValue<T, U>(chain, m_callback);
    }

private:
    F m_callback;
    G m_errback;
};

/// Takes the result out of \a slot as an Outcome: that of moving it, if that throws.
template <class T>
Outcome<T> takeOutcome(ResultSlot &slot) noexcept
try {
    if (slot.isFailure())
        return slot.takeFailure();
    if constexpr (std::is_void_v<T>) {
        slot.clear();
        return {};
    } else {
        return Outcome<T>(ResultSlot::Taken<T>(slot).get());
    }
} catch (...) {
    return Failure::current();
}

template <class T, class U, class F>
class BothLink final : public Link
{
public:
    explicit BothLink(F f) : m_both(std::move(f)) {}
    void run(Chain &chain) noexcept override
    {
        Outcome<T> outcome = takeOutcome<T>(chain.slot);
        produce<U>(chain,
                   [&]() -> decltype(auto) { return std::invoke(std::move(m_both), std::move(outcome)); });
    }

private:
    F m_both;
};

template <class F>
class FinallyLink final : public Link
{
public:
    explicit FinallyLink(F f) : m_function(std::move(f)) {}
    void run(Chain &chain) noexcept override
    try {
        static_assert(std::is_void_v<std::invoke_result_t<F>>, "what addFinally() calls returns nothing");
        std::invoke(std::move(m_function));
    } catch (...) {
        chain.slot.clear();
        chain.setFailure(Failure::current());
    }

private:
    F m_function;
};

} // namespace millrace::detail

#pragma once

#include "core/deferred/detail/linkarena.h"
#include "core/deferred/detail/resultslot.h"
#include "core/deferred/detail/threadmark.h"
#include "core/deferred/errors.h"

#include <cstdint>
#include <source_location>
#include <utility>

namespace millrace::detail {

class Chain;

/// One callback, errback or both of a chain: a function from the result so far to the next one.
class Link
{
public:
    virtual ~Link() = default;

    /// Turns the result that \a chain holds into the next one, or leaves it as it is. Throws nothing.
    virtual void run(Chain &chain) noexcept = 0;

    Link *next = nullptr;
};

/// What to do when a chain is cancelled before it has fired.
class Canceller
{
public:
    virtual ~Canceller() = default;

    /// Runs at most once, and may destroy this object.
    virtual void cancel() = 0;
};

template <class F>
class CancellerOf final : public Canceller
{
public:
    explicit CancellerOf(F f) : m_function(std::move(f)) {}
    void cancel() override
    {
        F function = std::move(m_function); // Firing destroys this object.
        std::move(function)();
    }

private:
    F m_function;
};

/// What a Deferred and its Resolver share: the result and the links that wait for it.
///
/// One object for a whole chain of callbacks, whatever their types: addCallback() hands the chain on and
/// appends a link. Kept alive by the Deferred, by the Resolver, by the chain it must hand its result to
/// (`m_heir`) and while its links run. Nothing here recurses: a chain that ends goes on with its heir in the
/// same loop.
class Chain
{
public:
    explicit Chain(const std::source_location &made) noexcept : m_made(made) {}
    Chain(const Chain &) = delete;
    Chain &operator=(const Chain &) = delete;

    void retain() noexcept { ++m_references; }
    void release() noexcept
    {
        if (--m_references == 0)
            destroy();
    }

    // --- the producer's end --------------------------------------------------------------------------------
    [[nodiscard]] bool isFired() const noexcept { return m_fired; }
    /// True while the canceller runs.
    [[nodiscard]] bool isCancelling() const noexcept { return m_cancelling; }
    /// True if a result that comes now is too late and nobody's mistake: cancelled, with no canceller to stop
    /// it.
    [[nodiscard]] bool swallowsLateResult() const noexcept { return m_swallowsLateResult; }
    template <class F>
    void setCanceller(F function)
    {
        m_canceller = m_arena.make<CancellerOf<F>>(std::move(function));
    }
    /// The result is in the slot: run what waits for it.
    void fire() noexcept;
    void fireFailure(Failure failure) noexcept
    {
        slot.setFailure(std::move(failure));
        fire();
    }

    // --- the consumer's end --------------------------------------------------------------------------------
    template <class L, class... Args>
    void append(Args &&...args)
    {
        Link *link = m_arena.make<L>(std::forward<Args>(args)...);
        (m_first ? m_last->next : m_first) = link;
        m_last = link;
        if (m_fired)
            run();
    }
    void cancel();
    void pause() noexcept { ++m_paused; }
    void unpause() noexcept;
    /// Whoever could have unpaused it is gone.
    void unpauseAll() noexcept;
    /// True if the result is there and nothing waits for it.
    [[nodiscard]] bool isSettled() const noexcept
    {
        return m_fired && !m_first && !m_running && !m_awaited && m_paused == 0;
    }

    /// Seen from a Resolver that holds one reference.
    [[nodiscard]] bool hasConsumer() const noexcept { return m_references > 1 || m_first || m_heir; }

    // --- for the links -------------------------------------------------------------------------------------
    /// The result is that of \a inner, now or later. Takes over one reference to it.
    void adopt(Chain *inner) noexcept;
    void setFailure(Failure failure) noexcept
    {
        slot.setFailure(std::move(failure));
        m_failureHandedOn = false;
    }
    /// The failure in the slot has gone to somebody else too: it is theirs to report.
    void markFailureHandedOn() noexcept { m_failureHandedOn = true; }

    ResultSlot slot;
    [[no_unique_address]] ThreadMark mark;

private:
    ~Chain();
    void destroy() noexcept;
    void run() noexcept;
    void runLinks() noexcept;
    [[nodiscard]] bool isBlocked() const noexcept { return m_running || m_awaited || m_paused != 0; }
    [[nodiscard]] bool waitsFor(const Chain &other) const noexcept;
    void dropCanceller() noexcept;

    std::uint32_t m_references = 1;
    std::uint16_t m_paused = 0;
    bool m_fired = false;
    bool m_running = false;
    bool m_cancelling = false;
    bool m_swallowsLateResult = false;
    bool m_failureHandedOn = false;
    Link *m_first = nullptr;
    Link *m_last = nullptr;
    Canceller *m_canceller = nullptr;
    Chain *m_heir = nullptr;    ///< Who takes over the result at the end; holds a reference.
    Chain *m_awaited = nullptr; ///< Whose heir this is; kept alive by its producer.
    std::source_location m_made;
    LinkArena m_arena;
};

/// Shares a Chain by counting.
class ChainRef
{
public:
    ChainRef() = default;
    /// Takes over one reference.
    explicit ChainRef(Chain *adopted) noexcept : m_chain(adopted) {}
    ChainRef(const ChainRef &other) noexcept : m_chain(other.m_chain)
    {
        if (m_chain)
            m_chain->retain();
    }
    ChainRef(ChainRef &&other) noexcept : m_chain(std::exchange(other.m_chain, nullptr)) {}
    ChainRef &operator=(ChainRef other) noexcept
    {
        std::swap(m_chain, other.m_chain);
        return *this;
    }
    ~ChainRef()
    {
        if (m_chain) // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete): it can't count references
            m_chain->release();
    }

    [[nodiscard]] Chain *get() const noexcept { return m_chain; }
    [[nodiscard]] Chain *release() noexcept { return std::exchange(m_chain, nullptr); }
    Chain *operator->() const noexcept { return m_chain; }
    Chain &operator*() const noexcept { return *m_chain; }
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): it loses track of structured bindings
    explicit operator bool() const noexcept { return m_chain != nullptr; }

private:
    Chain *m_chain = nullptr;
};

} // namespace millrace::detail

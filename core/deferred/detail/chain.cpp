#include "core/deferred/detail/chain.h"

#include "core/deferred/unhandled.h"

#include <algorithm>

namespace millrace::detail {

namespace {

constexpr std::size_t largestChunk = std::size_t{16} * 1024;

} // namespace

void *LinkArena::takeFromNewChunk(std::size_t size, std::size_t align)
{
    const std::size_t needed = sizeof(Chunk) + align + size;
    const std::size_t bytes = std::max(m_chunkSize, needed);
    m_chunkSize = std::min(2 * m_chunkSize, largestChunk);
    auto *memory = static_cast<std::byte *>(::operator new(bytes));
    m_chunk = ::new (memory) Chunk{m_chunk};
    m_next = memory + sizeof(Chunk);
    m_end = memory + bytes;
    return take(size, align);
}

void LinkArena::freeChunks() noexcept
{
    while (m_chunk)
        ::operator delete(std::exchange(m_chunk, m_chunk->previous));
}

void Chain::fire() noexcept
{
    m_fired = true;
    if (m_canceller)
        dropCanceller();
    run();
}

void Chain::run() noexcept
{
    Chain *chain = this;
    if (chain->isBlocked())
        return;
    chain->retain();
    while (true) {
        chain->runLinks();
        if (chain->isBlocked() || !chain->m_heir)
            break;
        Chain *heir =
            std::exchange(chain->m_heir, nullptr); // Its reference keeps the loop's chain alive now.
        heir->m_failureHandedOn = chain->m_failureHandedOn;
        heir->slot.takeFrom(chain->slot);
        heir->m_awaited = nullptr;
        chain->release();
        chain = heir;
        if (chain->isBlocked())
            break;
    }
    chain->release();
}

void Chain::runLinks() noexcept
{
    m_running = true;
    while (m_first && !m_awaited && m_paused == 0) {
        Link *link = std::exchange(m_first, m_first->next);
        link->run(*this);
        link->~Link();
    }
    m_running = false;
    if (!m_first)
        m_arena.reset();
}

void Chain::adopt(Chain *inner) noexcept
{
    inner->unpauseAll();
    if (inner == this || inner->waitsFor(*this)) {
        setFailure(Failure::of(SelfWaitError()));
        inner->release();
        return;
    }
    if (inner->isSettled()) {
        m_failureHandedOn = inner->m_failureHandedOn;
        slot.takeFrom(inner->slot);
    } else {
        retain();
        inner->m_heir = this;
        m_awaited = inner;
    }
    inner->release();
}

bool Chain::waitsFor(const Chain &other) const noexcept
{
    // A ring of more than a few is nobody's slip, and looking further would make long waits quadratic.
    constexpr int looked = 16;
    const Chain *chain = this;
    for (int i = 0; i < looked && chain; ++i, chain = chain->m_awaited)
        if (chain == &other)
            return true;
    return false;
}

void Chain::cancel()
{
    Chain *chain = this;
    while (chain->m_awaited)
        chain = chain->m_awaited;
    if (chain->m_fired)
        return;
    const ChainRef alive = (chain->retain(), ChainRef(chain));
    if (!chain->m_canceller) {
        chain->m_swallowsLateResult = true;
    } else if (!std::exchange(chain->m_cancelling, true)) {
        try {
            chain->m_canceller->cancel();
        } catch (...) {
            if (!chain->m_fired)
                chain->fireFailure(Failure::current());
        }
    } else {
        return; // A canceller that cancels what it cancels.
    }
    if (!chain->m_fired)
        chain->fireFailure(Failure::of(CancelledError()));
}

void Chain::unpause() noexcept
{
    if (m_paused > 0 && --m_paused == 0 && m_fired)
        run();
}

void Chain::unpauseAll() noexcept
{
    if (m_paused > 0) {
        m_paused = 1;
        unpause();
    }
}

void Chain::dropCanceller() noexcept
{
    std::exchange(m_canceller, nullptr)->~Canceller();
}

void Chain::destroy() noexcept
{
    delete this;
}

Chain::~Chain()
{
    if (slot.isFailure() && !m_failureHandedOn)
        reportUnhandled(slot.failure(), m_made);
    if (m_canceller)
        dropCanceller();
    while (m_first)
        std::exchange(m_first, m_first->next)->~Link();
}

} // namespace millrace::detail

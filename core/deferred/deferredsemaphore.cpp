#include "core/deferred/deferredsemaphore.h"

#include "core/deferred/detail/waiterline.h"

#include <cassert>
#include <stdexcept>

namespace millrace {

class DeferredSemaphore::Tokens final : public Permit::Giver, public std::enable_shared_from_this<Tokens>
{
public:
    explicit Tokens(int tokens) : limit(tokens), free(tokens) {}

    void takeBack() noexcept override
    {
        assert(mark.isHere() && "A Permit is given back on the thread that its semaphore was made on.");
        ++free;
        handOut();
    }

    [[nodiscard]] Permit takeOne()
    {
        --free;
        return Permit(shared_from_this());
    }

    const int limit;
    int free;
    detail::WaiterLine<Permit> waiters;
    [[no_unique_address]] detail::ThreadMark mark;

private:
    /// A loop, not a recursion: a waiter that gives its permit back at once must not run the next one inside it.
    void handOut() noexcept
    {
        if (m_handingOut)
            return;
        m_handingOut = true;
        const auto alive = shared_from_this();
        while (free > 0 && waiters.dropUnwanted())
            waiters.fireFirst(takeOne());
        m_handingOut = false;
    }

    bool m_handingOut = false;
};

DeferredSemaphore::DeferredSemaphore(int tokens)
{
    if (tokens < 1)
        throw std::invalid_argument("A semaphore of less than one token would let nobody in, ever.");
    m_tokens = std::make_shared<Tokens>(tokens);
}

DeferredSemaphore::~DeferredSemaphore()
{
    m_tokens->waiters.close();
}

Deferred<Permit> DeferredSemaphore::acquire()
{
    m_tokens->waiters.checkThread();
    if (m_tokens->waiters.isClosed())
        throw DestroyedError("This semaphore or lock is being destroyed: it lets nobody in any more.");
    if (m_tokens->free > 0 && m_tokens->waiters.size() == 0)
        return succeed(m_tokens->takeOne());
    return m_tokens->waiters.add();
}

int DeferredSemaphore::limit() const noexcept
{
    return m_tokens->limit;
}

int DeferredSemaphore::tokens() const noexcept
{
    return m_tokens->free;
}

std::size_t DeferredSemaphore::waiting() const noexcept
{
    return m_tokens->waiters.size();
}

} // namespace millrace

#pragma once

#include "core/deferred/deferredsemaphore.h"

namespace millrace {

/// A semaphore of one: whoever has its permit is alone until they let go of it. Not recursive: waiting for it while
/// holding it waits for ever.
/// \code
/// DeferredLock lock;
/// lock.run([] { return rewriteFile(); }).addFinally([] { std::puts("mine no more"); });
/// \endcode
class DeferredLock
{
public:
    DeferredLock() : m_semaphore(1) {}

    /// As DeferredSemaphore::acquire().
    [[nodiscard]] Deferred<Permit> acquire() { return m_semaphore.acquire(); }

    /// As DeferredSemaphore::run().
    template <class F, class... Args>
    auto run(F &&f, Args &&...args)
    {
        return m_semaphore.run(std::forward<F>(f), std::forward<Args>(args)...);
    }

    [[nodiscard]] bool isLocked() const noexcept { return m_semaphore.tokens() == 0; }
    [[nodiscard]] std::size_t waiting() const noexcept { return m_semaphore.waiting(); }

private:
    DeferredSemaphore m_semaphore;
};

} // namespace millrace

#pragma once

#include "core/deferred/deferred.h"
#include "core/deferred/permit.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace millrace {

/// Lets so many in at once; the others wait in the order they came.
///
/// Destroyed, it errbacks those who wait with AbandonedError; permits that are out stay good.
/// \code
/// DeferredSemaphore four(4);
/// for (const Url &url : urls)
///     four.run([url] { return fetch(url); }).addCallback(show);
/// \endcode
class DeferredSemaphore
{
public:
    /// \throws std::invalid_argument if \a tokens is less than one.
    explicit DeferredSemaphore(int tokens);
    ~DeferredSemaphore();
    DeferredSemaphore(const DeferredSemaphore &) = delete;
    DeferredSemaphore &operator=(const DeferredSemaphore &) = delete;

    /// Asks for a permit.
    ///
    /// \fires   with the permit, at once if one is free; whoever lets go of it lets the next one in.
    /// \errback CancelledError, AbandonedError
    /// \throws  DestroyedError, from a callback that runs because this is being destroyed.
    /// \cancel  leaves the line.
    [[nodiscard]] Deferred<Permit> acquire();

    /// Calls \a f with \a args under a permit, which is given back when what it returns has ended, in whichever way.
    ///
    /// \fires   as what \a f returns or throws.
    /// \cancel  leaves the line; or, once \a f was called, cancels what it returned.
    template <class F, class... Args>
    auto run(F &&f, Args &&...args)
    {
        return acquire().addCallback(
            [call = std::bind_front(std::forward<F>(f), std::forward<Args>(args)...)](Permit permit) mutable {
                return maybeDeferred(std::move(call)).addFinally([permit = std::move(permit)]() mutable {
                    permit.release();
                });
            });
    }

    [[nodiscard]] int limit() const noexcept;
    /// How many permits are free; 0 to limit().
    [[nodiscard]] int tokens() const noexcept;
    /// How many wait for a permit.
    [[nodiscard]] std::size_t waiting() const noexcept;

private:
    class Tokens;
    std::shared_ptr<Tokens> m_tokens;
};

} // namespace millrace

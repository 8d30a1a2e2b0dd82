#pragma once

#include "core/deferred/errors.h"

namespace millrace::detail {

/// Remembers the thread that what it is a member of was made on. Only in debug builds; else it is nothing.
///
/// Moved or copied with its owner, it stays that thread's.
class ThreadMark
{
public:
#ifndef NDEBUG
    /// For assertions, where nothing can be thrown.
    [[nodiscard]] bool isHere() const noexcept
    {
        return m_thread == thisThread();
    }
    /// \throws WrongThreadError, in debug builds.
    void check() const
    {
        if (!isHere())
            throw WrongThreadError();
    }

private:
    [[nodiscard]] static const void *thisThread() noexcept
    {
        thread_local const char here = 0;
        return &here;
    }

    const void *m_thread = thisThread();
#else
    void check() const noexcept {}
#endif
};

} // namespace millrace::detail

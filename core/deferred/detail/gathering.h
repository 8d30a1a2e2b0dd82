#pragma once

#include "core/deferred/deferred.h"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace millrace::detail {

/// Several Deferreds being waited for at once: told how each ends, and able to cancel all that have not. Kept alive
/// by the callbacks of those it waits for.
template <class T>
class Gathering : public std::enable_shared_from_this<Gathering<T>>
{
public:
    virtual ~Gathering() = default;

    void watch(std::vector<Deferred<T>> list)
    {
        const auto self = this->shared_from_this();
        m_running.resize(list.size());
        for (std::size_t i = 0; i < list.size(); ++i)
            watch(i, std::move(list[i]));
    }

    void watch(std::size_t index, Deferred<T> deferred)
    {
        Deferred<> tail =
            std::move(deferred).addBoth([self = this->shared_from_this(), index](Outcome<T> &&outcome) {
                self->ended(index, std::move(outcome));
            });
        if (m_running.size() <= index)
            m_running.resize(index + 1);
        if (!tail.isSettled())
            m_running[index] = std::move(tail);
    }

    void cancelAll()
    {
        const auto self = this->shared_from_this();
        for (Deferred<> &running : std::exchange(m_running, {}))
            if (running)
                running.cancel();
    }

protected:
    virtual void ended(std::size_t index, Outcome<T> outcome) = 0;

private:
    std::vector<Deferred<>> m_running;
};

} // namespace millrace::detail

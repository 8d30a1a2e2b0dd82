#pragma once

#include "core/queue/dispatchtypes.h"

#include <functional>
#include <utility>

namespace millrace {

/// What a queue's function is given for the job that it launches. Valid during that call only.
template <class Arg>
class Launching
{
public:
    Launching(JobId id, const Arg &arg, std::function<void()> &stopRequest)
        : m_id(id), m_arg(arg), m_stopRequest(stopRequest)
    {}

    [[nodiscard]] JobId id() const { return m_id; }
    [[nodiscard]] const Arg &arg() const { return m_arg; }

    /// Registers how to ask the work to end. With it, cancelling the job calls \a request, each time it is
    /// asked, and the job holds its slot until the function's Deferred fires; without it, that Deferred is
    /// cancelled.
    void onCancel(std::function<void()> request) { m_stopRequest = std::move(request); }

private:
    JobId m_id;
    const Arg &m_arg;
    std::function<void()> &m_stopRequest;
};

} // namespace millrace

#include "core/deferred/delayedcalls.h"

#include "core/deferred/detail/threadmark.h"
#include "core/deferred/indexedheap.h"

#include <utility>

namespace millrace {

class DelayedCalls::Line
{
public:
    using Key = std::pair<Clock::TimePoint, std::uint64_t>;

    IndexedHeap<Key, std::function<void()>> heap;
    std::uint64_t added = 0;
    [[no_unique_address]] detail::ThreadMark mark;
};

namespace {

template <class Line>
class CallEntry final : public DelayedCall::Entry
{
public:
    CallEntry(std::weak_ptr<Line> line, HeapHandle handle) : m_line(std::move(line)), m_handle(handle) {}

    void cancel() override
    {
        const auto line = m_line.lock();
        if (!line || !line->heap.contains(m_handle))
            return;
        // What the function holds may have a destructor that asks the clock for something: destroy it last.
        const std::function<void()> taken = line->heap.remove(m_handle);
    }
    [[nodiscard]] bool isActive() const override
    {
        const auto line = m_line.lock();
        return line && line->heap.contains(m_handle);
    }

private:
    std::weak_ptr<Line> m_line;
    HeapHandle m_handle;
};

} // namespace

DelayedCalls::DelayedCalls() : m_line(std::make_shared<Line>()) {}

DelayedCalls::~DelayedCalls() = default;

DelayedCall DelayedCalls::add(Clock::TimePoint due, std::function<void()> call)
{
    m_line->mark.check();
    const HeapHandle handle = m_line->heap.push({due, m_line->added++}, std::move(call));
    return DelayedCall(std::make_shared<CallEntry<Line>>(m_line, handle));
}

std::optional<Clock::TimePoint> DelayedCalls::nextDue() const
{
    if (m_line->heap.isEmpty())
        return std::nullopt;
    return m_line->heap.topKey().first;
}

std::function<void()> DelayedCalls::takeNext()
{
    return m_line->heap.pop();
}

std::size_t DelayedCalls::size() const
{
    return m_line->heap.size();
}

std::uint64_t DelayedCalls::added() const
{
    return m_line->added;
}

std::uint64_t DelayedCalls::nextNumber() const
{
    return m_line->heap.topKey().second;
}

} // namespace millrace

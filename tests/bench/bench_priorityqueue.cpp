// A DeferredPriorityQueue of a million items beside the bare indexed heap that it is made from.
#include "core/deferred/deferredpriorityqueue.h"

#include "tests/bench/measure.h"

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

using namespace millrace;
using namespace millrace::bench;

namespace {

constexpr std::uint32_t million = 1'000'000;
constexpr int batch = 10'000;
constexpr int batches = 100;

/// Random numbers that cost next to nothing: what is measured is the queue.
class Dice
{
public:
    std::uint32_t operator()(std::uint32_t below)
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return static_cast<std::uint32_t>((m_state >> 32) * below >> 32);
    }

private:
    std::uint64_t m_state = 88172645463325252ULL;
};

struct BareHeap
{
    using Key = std::pair<int, std::uint64_t>;

    HeapHandle put(std::uint32_t item, int priority) { return heap.push({priority, arrivals++}, item); }
    std::uint32_t get() { return heap.pop(); }
    void reprioritize(HeapHandle handle, int priority)
    {
        heap.update(handle, {priority, heap.key(handle).second});
    }
    void remove(HeapHandle handle) { heap.remove(handle); }

    IndexedHeap<Key, std::uint32_t> heap;
    std::uint64_t arrivals = 0;
};

struct Queue
{
    HeapHandle put(std::uint32_t item, int priority) { return queue.put(item, priority); }
    std::uint32_t get()
    {
        std::uint32_t item = 0;
        queue.get().addCallback([&item](std::uint32_t got) { item = got; });
        return item;
    }
    void reprioritize(HeapHandle handle, int priority) { queue.reprioritize(handle, priority); }
    void remove(HeapHandle handle) { queue.remove(handle); }

    DeferredPriorityQueue<std::uint32_t> queue;
};

/// Items 0 to a million, all in the queue; an item that leaves comes back in at once, so that it stays a million.
template <class Q>
class Filled
{
public:
    Filled()
    {
        m_handles.reserve(million);
        for (std::uint32_t i = 0; i < million; ++i)
            m_handles.push_back(m_queue.put(i, priority()));
    }

    /// A get, a put, a reprioritise or a remove and its put.
    void mixed()
    {
        switch (m_dice(3)) {
        case 0:
            putBack(m_queue.get());
            break;
        case 1:
            reprioritize();
            break;
        default: {
            const std::uint32_t item = m_dice(million);
            m_queue.remove(m_handles[item]);
            putBack(item);
        }
        }
    }
    void reprioritize() { reprioritize(m_dice(million)); }
    /// So many handles from all over the queue: whoever wants to steer an item has its handle at hand.
    std::vector<HeapHandle> anyHandles(int count)
    {
        std::vector<HeapHandle> handles;
        for (int i = 0; i < count; ++i)
            handles.push_back(m_handles[m_dice(million)]);
        return handles;
    }
    void reprioritize(HeapHandle handle) { m_queue.reprioritize(handle, priority()); }
    void reprioritize(std::uint32_t item) { m_queue.reprioritize(m_handles[item], priority()); }
    void remove(std::uint32_t item) { m_queue.remove(m_handles[item]); }
    void putBack(std::uint32_t item) { m_handles[item] = m_queue.put(item, priority()); }

private:
    int priority() { return static_cast<int>(m_dice(1000)); }

    Dice m_dice;
    Q m_queue;
    std::vector<HeapHandle> m_handles;
};

struct Figures
{
    Best mixed, reprioritizeAny, reprioritizeBlock, removeBlock;
};

/// One batch of each kind of work. A block is items one after the other, as they were put: what a person selects.
template <class Q>
void measure(Filled<Q> &filled, Figures &best, std::uint32_t from)
{
    const auto item = [from](int i) { return from + static_cast<std::uint32_t>(i); };
    best.mixed.add(nanoseconds(batch, [&](int) { filled.mixed(); }));
    const std::vector<HeapHandle> any = filled.anyHandles(batch);
    best.reprioritizeAny.add(
        nanoseconds(batch, [&](int i) { filled.reprioritize(any[static_cast<std::size_t>(i)]); }));
    best.reprioritizeBlock.add(nanoseconds(batch, [&](int i) { filled.reprioritize(item(i)); }));
    best.removeBlock.add(nanoseconds(batch, [&](int i) { filled.remove(item(i)); }));
    for (int i = 0; i < batch; ++i)
        filled.putBack(item(i));
}

} // namespace

int main()
{
    Filled<Queue> filledQueue;
    Filled<BareHeap> filledHeap;
    Figures queue;
    Figures bare;
    for (int round = 0; round < 2 * batches; ++round) {
        const auto from = static_cast<std::uint32_t>(round % batches * batch);
        measure(filledQueue, queue, from);
        measure(filledHeap, bare, from);
    }
    const auto print = [](const char *what, double ours, double peer, const char *budget, bool ok) {
        Row{"priority queue", what, "ns", ours, -1, "bare indexed heap", peer, budget, ok ? 1 : 0}.print();
    };
    print("mixed operations at a million", queue.mixed.value(), bare.mixed.value(), "<= 1.2 of its time",
          queue.mixed.value() <= 1.2 * bare.mixed.value());
    print("reprioritise a block at a million", queue.reprioritizeBlock.value(),
          bare.reprioritizeBlock.value(), "<= 80 ns", queue.reprioritizeBlock.value() <= 80);
    print("cancel a block at a million", queue.removeBlock.value(), bare.removeBlock.value(), "<= 80 ns",
          queue.removeBlock.value() <= 80);
    print("reprioritise any at a million", queue.reprioritizeAny.value(), bare.reprioritizeAny.value(),
          "<= 80 ns", queue.reprioritizeAny.value() <= 80);
}

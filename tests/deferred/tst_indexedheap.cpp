#include "core/deferred/indexedheap.h"

#include <QTest>

#include <map>
#include <random>
#include <string>

using namespace millrace;

using Key = std::pair<int, std::uint64_t>;

class TestIndexedHeap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void popsTheSmallestFirst();
    void equalKeysKeepTheOrderTheyBringWithThem();
    void removesFromAnywhere();
    void updatesInBothDirections();
    void aStaleHandleIsRecognisedAfterItsSlotIsUsedAgain();
    void holdsMoveOnlyValues();
    void agreesWithASortedMapOverRandomOperations();
};

void TestIndexedHeap::popsTheSmallestFirst()
{
    IndexedHeap<int, std::string> heap;
    heap.push(3, "c");
    heap.push(1, "a");
    heap.push(2, "b");
    QCOMPARE(heap.topKey(), 1);
    QCOMPARE(heap.top(), std::string("a"));
    for (const char *next : {"a", "b", "c"})
        QCOMPARE(heap.pop(), std::string(next));
    QVERIFY(heap.isEmpty());
}

void TestIndexedHeap::equalKeysKeepTheOrderTheyBringWithThem()
{
    IndexedHeap<Key, int> heap;
    for (int i = 0; i < 100; ++i)
        heap.push({i % 3, static_cast<std::uint64_t>(i)}, i);
    int previous = -1;
    for (int priority = 0; priority < 3; ++priority, previous = -1)
        for (int i = 0; i < (priority == 0 ? 34 : 33); ++i) {
            const int popped = heap.pop();
            QCOMPARE(popped % 3, priority);
            QVERIFY(popped > previous);
            previous = popped;
        }
}

void TestIndexedHeap::removesFromAnywhere()
{
    IndexedHeap<int, int> heap;
    std::vector<HeapHandle> handles;
    for (int i = 0; i < 50; ++i)
        handles.push_back(heap.push(i, i));
    for (int i = 0; i < 50; i += 2)
        QCOMPARE(heap.remove(handles[static_cast<std::size_t>(i)]), i);
    QCOMPARE(heap.size(), 25u);
    for (int i = 1; i < 50; i += 2)
        QCOMPARE(heap.pop(), i);
}

void TestIndexedHeap::updatesInBothDirections()
{
    IndexedHeap<int, char> heap;
    const HeapHandle a = heap.push(1, 'a');
    const HeapHandle b = heap.push(2, 'b');
    heap.push(3, 'c');
    heap.update(a, 10);
    QCOMPARE(heap.top(), 'b');
    heap.update(a, 0);
    QCOMPARE(heap.top(), 'a');
    QCOMPARE(heap.key(a), 0);
    heap.value(b) = 'B';
    QCOMPARE(heap.value(b), 'B');
}

void TestIndexedHeap::aStaleHandleIsRecognisedAfterItsSlotIsUsedAgain()
{
    IndexedHeap<int, int> heap;
    const HeapHandle old = heap.push(1, 1);
    QVERIFY(heap.contains(old));
    heap.pop();
    QVERIFY(!heap.contains(old));
    const HeapHandle fresh = heap.push(2, 2);
    QCOMPARE(fresh.slot, old.slot);
    QVERIFY(!heap.contains(old));
    QVERIFY(heap.contains(fresh));
    heap.clear();
    QVERIFY(!heap.contains(fresh));
    QVERIFY(!heap.contains(HeapHandle()));
}

void TestIndexedHeap::holdsMoveOnlyValues()
{
    IndexedHeap<int, std::unique_ptr<int>> heap;
    heap.push(2, std::make_unique<int>(2));
    heap.push(1, std::make_unique<int>(1));
    QCOMPARE(*heap.pop(), 1);
}

void TestIndexedHeap::agreesWithASortedMapOverRandomOperations()
{
    std::mt19937 random(20240101); // NOLINT: the same run every time
    IndexedHeap<Key, int> heap;
    std::map<Key, std::pair<int, HeapHandle>> model;
    std::uint64_t arrival = 0;
    const auto any = [&] { return std::next(model.begin(), static_cast<long>(random() % model.size())); };
    for (int i = 0; i < 20'000; ++i) {
        const unsigned dice = random() % 10;
        if (dice < 5 || model.empty()) {
            const Key key{static_cast<int>(random() % 7), arrival++};
            model[key] = {i, heap.push(key, i)};
        } else if (dice < 7) {
            QCOMPARE(heap.pop(), model.begin()->second.first);
            model.erase(model.begin());
        } else if (dice < 8) {
            const auto it = any();
            QCOMPARE(heap.remove(it->second.second), it->second.first);
            model.erase(it);
        } else {
            const auto it = any();
            const Key key{static_cast<int>(random() % 7), it->first.second};
            const auto item = it->second;
            model.erase(it);
            heap.update(item.second, key);
            model[key] = item;
        }
        QCOMPARE(heap.size(), model.size());
        if (!model.empty())
            QVERIFY(heap.topKey() == model.begin()->first);
        if (i % 4000 == 3999)
            while (model.size() > 100) {
                QCOMPARE(heap.pop(), model.begin()->second.first);
                model.erase(model.begin());
            }
    }
}

QTEST_APPLESS_MAIN(TestIndexedHeap)
#include "tst_indexedheap.moc"

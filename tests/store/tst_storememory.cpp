#include "tests/store/storekit.h"

#include <QDir>
#include <QTest>

#include <atomic>
#include <cstdlib>
#include <new>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

namespace {

/// What reading a result for its checksum asks for, and nothing else does.
constexpr std::size_t blockSize = 262'144;
std::atomic<bool> isShort = false;
std::atomic<int> refused = 0;

} // namespace

void *operator new(std::size_t size)
{
    if (size == blockSize && isShort) {
        ++refused;
        throw std::bad_alloc();
    }
    if (void *memory = std::malloc(size > 0 ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    return std::malloc(size > 0 ? size : 1);
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

/// Where there is no memory for a while.
class TestStoreMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wantOfMemoryIsNoDamage();
};

void TestStoreMemory::wantOfMemoryIsNoDamage()
{
    StoreFixture f;
    f.place.retryEvery = std::chrono::milliseconds(20);
    f.start();
    f.writeResult(u"1.1"_s, "result");
    bool isRebuilt = false;
    QObject::connect(f.store.get(), &Store::rebuilt, f.store.get(), [&isRebuilt] { isRebuilt = true; });
    isShort = true;
    const JobRecord job = ended(underway(fetch(1)), JobState::Finished, u"1.1"_s);
    const JobRecord *const pointer = &job;
    f.store->note(std::span(&pointer, 1));
    QTRY_VERIFY(!f.troubles.empty());
    const int before = refused;
    QTRY_VERIFY(refused > before + 2);
    QCOMPARE(f.troubles.size(), 1U);
    isShort = false;
    QTRY_COMPARE(f.recoveries, 1);
    QVERIFY(!isRebuilt);
    QVERIFY(f.verify(1, 1) == ResultCheck::Intact);
    f.restart();
    QVERIFY(f.find(1) && f.find(1)->state == JobState::Finished);
    QVERIFY(QDir(f.place.dataDirectory).entryList({u"*damaged*"_s}).isEmpty());
}

QTEST_GUILESS_MAIN(TestStoreMemory)
#include "tst_storememory.moc"

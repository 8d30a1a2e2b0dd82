#include "tests/support/dispatchfixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

using List = QByteArrayList;
using Job = DispatchFixture::Job;

/// What holds a job back beside the width, and that it says so.
class tst_DispatchLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullGroupBlocksNobodyBehindIt()
    {
        DispatchFixture f(3);
        f.queue.setGroupCap(1);
        const auto host = [](std::uint32_t n) { return PutOptions{.group = static_cast<GroupId>(n)}; };
        f.queue.post("a1", host(1));
        const JobId second = f.queue.post("a2", host(1));
        f.queue.post("b1", host(2));
        f.queue.post("free");
        f.queue.post("free2");
        QCOMPARE(f.launched, (List{"a1", "b1", "free"}));
        QVERIFY(f.queue.waitReason(second)->kind == DispatchWait::Kind::GroupFull);
        f.finish("b1");
        QCOMPARE(f.launched.last(), "free2");
        f.finish("a1");
        QCOMPARE(f.launched.last(), "a2");
    }

    void capsCanBeChangedLive()
    {
        DispatchFixture f(10);
        const PutOptions host{.group = GroupId{5}};
        f.queue.setGroupCap(2);
        for (const char *name : {"a", "b", "c", "d", "e"})
            f.queue.post(name, host);
        QCOMPARE(f.launched.size(), 2);
        f.queue.setGroupCap(GroupId{5}, 3);
        QCOMPARE(f.launched.size(), 3);
        f.queue.setGroupCap(1);
        f.queue.setGroupCap(GroupId{5}, std::nullopt);
        f.finish("a");
        f.finish("b");
        QCOMPARE(f.launched.size(), 3);
        f.queue.setGroupCap(0);
        QCOMPARE(f.launched.size(), 5);
    }

    void aHeldJobWaitsWithoutASlot()
    {
        DispatchFixture f(1);
        const auto until = f.clock.now() + 500ms;
        const JobId held = f.queue.post("held", PutOptions{.priority = -1, .notBefore = until});
        f.queue.post("other");
        QCOMPARE(f.launched, (List{"other"}));
        QVERIFY(f.queue.waitReason(held)->kind == DispatchWait::Kind::HeldUntil);
        QCOMPARE(f.queue.waitReason(held)->until, until);
        QCOMPARE(f.pending(), (List{"held"}));
        f.clock.advance(499ms);
        QCOMPARE(f.launched.size(), 1);
        f.clock.advance(1ms);
        QCOMPARE(f.launched.size(), 2);
    }

    void aHoldCanBeChanged()
    {
        DispatchFixture f(2);
        const JobId a = f.queue.post("a", PutOptions{.notBefore = f.clock.now() + 1h});
        f.queue.hold(a, f.clock.now() + 1s);
        f.clock.advance(1s);
        QCOMPARE(f.launched, (List{"a"}));
        f.queue.post("b", PutOptions{.notBefore = f.clock.now() + 1h});
        f.queue.hold(f.queue.pending().front(), {});
        QCOMPARE(f.launched, (List{"a", "b"}));
    }

    void theRateLimitsStarts()
    {
        DispatchFixture f(100);
        f.queue.setRateLimit(RateLimit{.starts = 10, .interval = 1s, .burst = 3});
        for (int i = 0; i < 20; ++i)
            f.queue.post(QByteArray::number(i));
        QCOMPARE(f.launched.size(), 3);
        QVERIFY(f.queue.waitReason(f.queue.pending().front())->kind == DispatchWait::Kind::RateLimited);
        f.clock.advance(99ms);
        QCOMPARE(f.launched.size(), 3);
        f.clock.advance(1ms);
        QCOMPARE(f.launched.size(), 4);
        f.clock.advance(1s);
        QCOMPARE(f.launched.size(), 14);
        f.queue.setRateLimit(std::nullopt);
        QCOMPARE(f.launched.size(), 20);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, f.queue.setRateLimit(RateLimit{.starts = 0}));
    }

    void aRestGivesNoMoreThanTheBurst()
    {
        DispatchFixture f(100);
        f.queue.setRateLimit(RateLimit{.starts = 1, .interval = 1s, .burst = 2});
        f.clock.advance(1h);
        for (int i = 0; i < 5; ++i)
            f.queue.post(QByteArray::number(i));
        QCOMPARE(f.launched.size(), 2);
        f.clock.advance(1s);
        QCOMPARE(f.launched.size(), 3);
    }

    void everyPendingJobSaysWhy()
    {
        using Kind = DispatchWait::Kind;
        DispatchFixture f;
        const JobId a = f.queue.post("a"), b = f.queue.post("b");
        const auto kind = [&f](JobId id) { return f.queue.waitReason(id)->kind; };
        QVERIFY(kind(a) == Kind::NoWidth);
        f.queue.pause();
        QVERIFY(kind(a) == Kind::Paused);
        f.queue.resume(1);
        QVERIFY(!f.queue.waitReason(a));
        QVERIFY(kind(b) == Kind::InLine);
        QCOMPARE(f.queue.waitReason(b)->rank, 1u);
        f.queue.post("urgent", -1);
        QCOMPARE(f.queue.waitReason(b)->rank, 2u);
        f.queue.stop(Underway::Finish);
        QVERIFY(kind(b) == Kind::Stopped);
    }
};

QTEST_APPLESS_MAIN(tst_DispatchLimits)
#include "tst_dispatchlimits.moc"

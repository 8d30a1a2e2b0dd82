#include "tests/ui/tableworld.h"
#include "ui/text/figures.h"
#include "ui/views/calm.h"
#include "ui/views/queuebar.h"
#include "ui/views/queuestatusbar.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QMap>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The queue as a whole: the bar over the table, and the parts of the line under it.
class TestBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theQueueBarSaysHowFarTheQueueIs();
    void theQueueBarSaysWhenItIsDoneAsARange();
    void newsIsShownAtMostTenTimesASecond();
    void aSingleFailureAmongManyCanBeSeenAndClicked();
    void theStatusBarShowsClosingSlotsAndTrouble();
    void theStatusBarSaysHowManyJobsEndASecond();
    void partsOfTheStatusBarLeadToTheirJobs();
};

namespace {

/// A queue on a clock of its own, without a table that would follow every tick of it.
struct BareQueue
{
    ManualClock clock;
    ScriptedRunner runner{clock};
    JobQueue queue{clock};

    BareQueue() { queue.setRunner(JobKind::Command, &runner); }

    void put(int jobs)
    {
        std::vector<JobSpec> specs;
        specs.reserve(static_cast<std::size_t>(jobs));
        for (int i = 0; i < jobs; ++i)
            specs.push_back(command(QByteArray::number(i)));
        queue.putAll(std::move(specs));
    }
};

/// The part of this accessible name; null if it can't be seen.
QToolButton *part(const QueueStatusBar &bar, const QString &name)
{
    for (QToolButton *each : bar.findChildren<QToolButton *>()) {
        if (each->accessibleName() == name && each->isVisibleTo(&bar))
            return each;
    }
    return nullptr;
}

/// What the labels say that can be seen.
QStringList labels(const QueueStatusBar &bar)
{
    QStringList texts;
    for (const QLabel *label : bar.findChildren<QLabel *>()) {
        if (label->isVisibleTo(&bar))
            texts << label->text();
    }
    return texts;
}

} // namespace

void TestBars::theQueueBarSaysHowFarTheQueueIs()
{
    World world;
    QueueBar bar(world.queue, world.clock);
    QCOMPARE(bar.text(), u"No jobs"_s);
    world.put(20);
    world.queue.setWidth(2);
    world.clock.advance(300ms);
    QTRY_COMPARE(bar.text(), u"2 of 20 · 2 underway · done: unknown"_s);
    bar.resize(bar.sizeHint());
    QSignalSpy chosen(&bar, &QueueBar::chosen);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(3, bar.height() / 2));
    QCOMPARE(chosen.takeFirst().constFirst().toString(), u"state:finished"_s);
}

void TestBars::theQueueBarSaysWhenItIsDoneAsARange()
{
    BareQueue world;
    world.runner.setDefault({.after = 9min});
    for (int i = 0; i < 20; ++i)
        world.runner.script(QByteArray::number(2 * i), {Script{.after = 3min}});
    const QueueBar bar(world.queue, world.clock);
    world.put(40);
    world.queue.setWidth(2);
    while (world.queue.status().counts[JobState::Finished] < 9)
        world.clock.advance(1min);
    QTRY_COMPARE(bar.text(), u"9 of 40 · 2 underway · done: unknown"_s); // Nine tell too little.
    while (world.queue.status().counts[JobState::Finished] < 20)
        world.clock.advance(1min);
    const QString when = text::estimate(world.queue.estimate(2), world.clock.wallNow());
    QTRY_COMPARE(bar.text(), u"20 of 40 · 2 underway · "_s + when);
    QVERIFY2(when.startsWith(u"done "_s) && when.contains(u'–'), qPrintable(when));
    QCOMPARE(bar.accessibleDescription(), bar.text());
    world.queue.pause().addErrback([](const Failure &) {});
    world.clock.advance(1s);
    QTRY_COMPARE(bar.text(), u"20 of 40 · 2 underway · paused"_s);
}

void TestBars::newsIsShownAtMostTenTimesASecond()
{
    QElapsedTimer time;
    time.start();
    int shown = 0;
    QObject parent;
    auto *calm = new Calm([&shown] { ++shown; }, &parent);
    for (int i = 0; i < 1000; ++i)
        calm->news();
    QCOMPARE(shown, 1); // At once, and the rest together a little later.
    QTRY_COMPARE(shown, 2);
    QVERIFY2(time.elapsed() >= 95, qPrintable(QString::number(time.elapsed())));
    calm->news();
    calm->news();
    QTRY_COMPARE(shown, 3);
    QVERIFY2(time.elapsed() >= 195, qPrintable(QString::number(time.elapsed())));
}

void TestBars::aSingleFailureAmongManyCanBeSeenAndClicked()
{
    BareQueue world;
    JobQueue &queue = world.queue;
    ManualClock &clock = world.clock;
    world.runner.script("7", {failing(FailureReason::Tls)});
    world.put(9876);
    queue.setWidth(10'000);
    clock.advance(1s);
    queue.setWidth(0);
    queue.cancel(queue.putAll({command("cancelled")}));
    queue.putAll({command("pending")});
    clock.advance(1s);
    QCOMPARE(queue.status().counts[JobState::Failed], 1U);
    QueueBar bar(queue, clock);
    bar.resize(700, bar.sizeHint().height());
    const double wide = bar.width() - bar.fontMetrics().horizontalAdvance(bar.text()) - 12;
    QSignalSpy chosen(&bar, &QueueBar::chosen);
    QMap<QString, int> pixels;
    for (int x = 0; x < int(wide); ++x) {
        QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(x, bar.height() / 2));
        QCOMPARE(chosen.count(), 1);
        ++pixels[chosen.takeFirst().constFirst().toString()];
    }
    QCOMPARE(pixels.size(), 4);
    for (const QString &words : {u"state:failed"_s, u"state:cancelled"_s, u"state:pending"_s})
        QVERIFY2(pixels[words] >= 2, qPrintable(words));
    QVERIFY(pixels[u"state:finished"_s] > int(wide) - 10);
}

void TestBars::theStatusBarShowsClosingSlotsAndTrouble()
{
    World world;
    QueueStatusBar bar(world.queue);
    const auto text = [&bar](const QString &name) { return part(bar, name)->text(); };
    world.runner.setDefault({.after = std::nullopt});
    world.put(5);
    world.queue.setWidth(4);
    world.clock.advance(50ms);
    world.queue.setWidth(2);
    world.clock.advance(50ms);
    QTRY_COMPARE(text(u"Width of the queue"_s), u"width 2 (2 closing)"_s);
    QCOMPARE(text(u"Jobs pending"_s), u"1 pending"_s);
    bar.setStoreTrouble(u"<b>The disk is full</b>"_s);
    QCOMPARE(text(u"Saved"_s), u"✕ not saved"_s);
    bar.setFreeSpace(qint64{212} << 30);
    QCOMPARE(text(u"Free space"_s), u"212 GiB free"_s);
}

void TestBars::theStatusBarSaysHowManyJobsEndASecond()
{
    World world;
    const QueueStatusBar bar(world.queue);
    QVERIFY(labels(bar).filter(u"jobs"_s).isEmpty());
    world.put(200);
    world.queue.setWidth(6);
    world.clock.advance(2s);
    QTRY_COMPARE(labels(bar).filter(u"jobs/"_s), QStringList{text::rate(world.queue.status().jobsPerSecond)});
    QVERIFY2(world.queue.status().jobsPerSecond > 25, qPrintable(labels(bar).join(u'|')));
    world.clock.advance(20s); // All have ended, and nothing has happened lately.
    QTRY_VERIFY(labels(bar).filter(u"jobs/"_s).isEmpty());
}

void TestBars::partsOfTheStatusBarLeadToTheirJobs()
{
    World world;
    QueueStatusBar bar(world.queue);
    world.runner.setDefault(failing(FailureReason::ExitCode));
    QVERIFY(!part(bar, u"Jobs failed"_s)); // There is none.
    world.put(1);
    world.queue.setWidth(1);
    world.clock.advance(300ms);
    QTRY_VERIFY(part(bar, u"Jobs failed"_s));
    QCOMPARE(part(bar, u"Jobs failed"_s)->text(), u"1 failed"_s);
    QSignalSpy chosen(&bar, &QueueStatusBar::chosen);
    for (const char *state : {"underway", "pending", "failed"}) {
        part(bar, u"Jobs "_s + QLatin1StringView(state))->click();
        QCOMPARE(chosen.takeLast().constFirst().toString(), u"state:"_s + QLatin1StringView(state));
    }
    QSignalSpy width(&bar, &QueueStatusBar::widthClicked);
    part(bar, u"Width of the queue"_s)->click();
    QCOMPARE(width.count(), 1);
    QVERIFY(!part(bar, u"Free space"_s)); // Not known yet.
    bar.setFreeSpace(qint64{1} << 40);
    QSignalSpy space(&bar, &QueueStatusBar::freeSpaceClicked);
    part(bar, u"Free space"_s)->click();
    QCOMPARE(space.count(), 1);
    QSignalSpy saved(&bar, &QueueStatusBar::savedClicked);
    part(bar, u"Saved"_s)->click();
    QCOMPARE(saved.takeLast().constFirst().toString(), u"All jobs and results are written down"_s);
    bar.setStoreTrouble(u"The disk is full"_s);
    part(bar, u"Saved"_s)->click();
    QCOMPARE(saved.takeLast().constFirst().toString(), u"The disk is full"_s);
}

QTEST_MAIN(TestBars)
#include "tst_bars.moc"

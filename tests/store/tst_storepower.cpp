#include "tests/store/powercut.h"
#include "tests/store/smallrun.h"
#include "tests/support/faultvfs.h"

#include <QFile>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Step = FaultVfs::Step;

namespace {

/// What the small run does to the disk.
struct Recording
{
    explicit Recording(StorePlace::Guard without)
    {
        f.place.vfs = vfs.name();
        f.start(without);
        for (const QString &name : databaseFiles())
            QFile::copy(f.place.dataDirectory + u'/' + name, base.filePath(name));
        vfs.startRecording();
        play(f, Until::AllSaved, [this](std::size_t acknowledged) { vfs.mark(std::int64_t(acknowledged)); });
        steps = vfs.takeSteps();
        f.stop();
    }

    QTemporaryDir base; ///< The files as they were before the first step.
    std::vector<Step> steps;

private:
    FaultVfs vfs;
    StoreFixture f;
};

/// Empty if nothing was lost in \a times power cuts.
QByteArray cutPower(int times, StorePlace::Guard without)
{
    const Recording recording(without);
    for (int round = 0; round < times; ++round) {
        std::mt19937 random{unsigned(round)};
        const std::size_t count =
            std::uniform_int_distribution<std::size_t>(0, recording.steps.size())(random);
        StoreFixture cut;
        leaveDatabase(recording.steps, count, random, recording.base.path(), cut.place.dataDirectory);
        cut.start();
        if (const QByteArray what = complaint(cut, acknowledged(recording.steps, count)); !what.isEmpty())
            return "round " + QByteArray::number(round) + ": " + what;
    }
    return {};
}

} // namespace

class TestStorePower : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPowerCutLosesNothingThatWasSaved();
    void aStoreThatDoesNotSyncIsMissed();
};

void TestStorePower::aPowerCutLosesNothingThatWasSaved()
{
    const int times = qEnvironmentVariableIsSet("MILLRACE_LONG") ? 10'000 : 150;
    QCOMPARE(cutPower(times, StorePlace::Guard::None), QByteArray());
}

void TestStorePower::aStoreThatDoesNotSyncIsMissed()
{
    QVERIFY(!cutPower(150, StorePlace::Guard::FullSync).isEmpty());
}

QTEST_GUILESS_MAIN(TestStorePower)
#include "tst_storepower.moc"

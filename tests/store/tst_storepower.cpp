#include "tests/store/smallrun.h"
#include "tests/support/faultvfs.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Step = FaultVfs::Step;

namespace {

const QStringList files{u"millrace.db"_s, u"millrace.db-wal"_s};

/// What the small run does to the disk.
struct Recording
{
    explicit Recording(StorePlace::Guard without)
    {
        f.place.vfs = vfs.name();
        f.start(without);
        for (const QString &name : files)
            QFile::copy(f.place.dataDirectory + u'/' + name, base.filePath(name));
        vfs.startRecording();
        play(f, 20'000, [this](std::size_t acknowledged) { vfs.mark(std::int64_t(acknowledged)); });
        steps = vfs.takeSteps();
        f.stop();
    }

    QTemporaryDir base; ///< The files as they were before the first step.
    std::vector<Step> steps;

private:
    FaultVfs vfs;
    StoreFixture f;
};

/// Makes \a name what a power cut after \a count steps may leave of it: of what was not forced to the disk since, each
/// write is there, missing, or torn.
void leave(const Recording &recording, std::size_t count, std::mt19937 &random, const QString &name,
           const QString &path)
{
    QFile::copy(recording.base.filePath(name), path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    std::size_t synced = 0;
    for (std::size_t n = 0; n < count; ++n) {
        if (recording.steps[n].kind == Step::Kind::Sync && recording.steps[n].file.endsWith(name))
            synced = n;
    }
    for (std::size_t n = 0; n < count; ++n) {
        const Step &step = recording.steps[n];
        if (!step.file.endsWith(name))
            continue;
        enum Luck { Whole, Missing, Torn };
        const Luck luck = n < synced ? Whole : Luck(random() % 3);
        if (step.kind == Step::Kind::Truncate && luck == Whole)
            file.resize(step.offset);
        if (step.kind != Step::Kind::Write || luck == Missing)
            continue;
        file.seek(step.offset);
        file.write(luck == Whole ? step.bytes
                                 : step.bytes.first(qsizetype(random() % std::size_t(step.bytes.size()))));
    }
}

/// Empty if nothing was lost in \a times power cuts.
QByteArray cutPower(int times, StorePlace::Guard without)
{
    const Recording recording(without);
    for (int round = 0; round < times; ++round) {
        std::mt19937 random{unsigned(round)};
        const std::size_t count =
            std::uniform_int_distribution<std::size_t>(0, recording.steps.size())(random);
        std::size_t acknowledged = 0;
        for (std::size_t n = 0; n < count; ++n) {
            if (recording.steps[n].kind == Step::Kind::Mark)
                acknowledged = std::size_t(recording.steps[n].offset);
        }
        StoreFixture cut;
        QDir().mkpath(cut.place.dataDirectory);
        for (const QString &name : files)
            leave(recording, count, random, name, cut.place.dataDirectory + u'/' + name);
        cut.start();
        if (const QByteArray what = complaint(cut, acknowledged); !what.isEmpty())
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

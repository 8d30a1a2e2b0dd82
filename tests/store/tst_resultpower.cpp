#include "core/runners/resultsfolder.h"
#include "tests/store/powercut.h"
#include "tests/store/storekit.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fcntl.h>
#include <map>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;
using Step = FaultVfs::Step;
using Kind = FaultVfs::Step::Kind;

namespace {

constexpr int jobs = 12;

/// Who writes down what is done to result files; the functions below are what the program calls instead of the C library's.
struct Witness
{
    FaultVfs *vfs = nullptr;
    QString folder;
    bool seesFiles = true;   ///< That contents are forced to the disk,
    bool seesFolders = true; ///< and that names are.
};
Witness witness;

/// Empty if it is none of the results'.
QString pathOf(int descriptor, const char *name = nullptr)
{
    QString path = QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(descriptor));
    if (name)
        path += u'/' + QFile::decodeName(name);
    const bool isOurs = witness.vfs && (path == witness.folder || path.startsWith(witness.folder + u'/') ||
                                        (!name && path == QFileInfo(witness.folder).path()));
    return isOurs ? path : QString();
}

void recordContent(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return;
    witness.vfs->record({Kind::Write, path, 0, file.readAll()});
    if (witness.seesFiles)
        witness.vfs->record({Kind::Sync, path, 0, {}});
}

void recordNames(const QString &folder)
{
    if (witness.seesFolders)
        witness.vfs->record({Kind::Sync, folder, 0, {}});
}

} // namespace

extern "C" int fsync(int descriptor)
{
    const QString path = pathOf(descriptor);
    if (path.isEmpty())
        return int(syscall(SYS_fsync, descriptor));
    if (QFileInfo(path).isDir())
        recordNames(path);
    else
        recordContent(path);
    return 0;
}

extern "C" int syncfs(int descriptor) noexcept
{
    if (pathOf(descriptor).isEmpty())
        return int(syscall(SYS_syncfs, descriptor));
    for (const QString &range : QDir(witness.folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QDir folder(witness.folder + u'/' + range);
        for (const QString &name : folder.entryList(QDir::Files | QDir::Hidden))
            recordContent(folder.filePath(name));
        recordNames(folder.path());
    }
    recordNames(witness.folder);
    return 0;
}

extern "C" int renameat2(int from, const char *name, int to, const char *newName, unsigned flags) noexcept
{
    const int code = int(syscall(SYS_renameat2, from, name, to, newName, flags));
    if (const QString path = pathOf(from, name); code == 0 && !path.isEmpty())
        witness.vfs->record({Kind::Rename, path, 0, pathOf(to, newName).toUtf8()});
    return code;
}

extern "C" int mkdir(const char *name, mode_t mode) noexcept
{
    const int code = int(syscall(SYS_mkdirat, AT_FDCWD, name, mode));
    if (const QString path = QFile::decodeName(name); code == 0 && witness.vfs && path == witness.folder)
        witness.vfs->record({Kind::MakeFolder, path, 0, {}});
    return code;
}

extern "C" int mkdirat(int folder, const char *name, mode_t mode) noexcept
{
    const int code = int(syscall(SYS_mkdirat, folder, name, mode));
    if (const QString path = pathOf(folder, name); code == 0 && !path.isEmpty())
        witness.vfs->record({Kind::MakeFolder, path, 0, {}});
    return code;
}

namespace {

QByteArray content(int number)
{
    return QByteArray::number(number).repeated(qsizetype{700} * number);
}

/// A run in which results are kept and told of; small ones alone, and several at once.
struct Recording
{
    Recording(bool seesFiles, bool seesFolders)
    {
        f.place.vfs = vfs.name();
        f.start();
        for (const QString &name : databaseFiles())
            QFile::copy(f.place.dataDirectory + u'/' + name, base.filePath(name));
        vfs.startRecording();
        QVERIFY(QDir().rmdir(f.place.resultsDirectory)); // made with the first result
        witness = {&vfs, f.place.resultsDirectory, seesFiles, seesFolders};
        ResultsFolder folder(f.place.resultsDirectory);
        for (int n = 1, together = 1; n <= jobs; n += together, together = together % 3 + 1)
            keep(folder, n, std::min(together, jobs - n + 1));
        witness = {};
        steps = vfs.takeSteps();
        results = f.place.resultsDirectory;
        f.stop();
    }

    void keep(ResultsFolder &folder, int first, int count)
    {
        std::vector<PartFile> parts;
        std::vector<ResultsFolder::Kept> kept(static_cast<std::size_t>(count));
        for (int n = first; n < first + count; ++n) {
            parts.push_back(folder.create(number(n), 1, "out", "out.txt"));
            QCOMPARE(
                ::write(parts.back().descriptor(), content(n).constData(), std::size_t(content(n).size())),
                content(n).size());
        }
        folder.keep(parts, kept);
        std::vector<JobRecord> records;
        for (int n = first; n < first + count; ++n) {
            const ResultsFolder::Kept &one = kept[std::size_t(n - first)];
            QCOMPARE(one.error, 0);
            records.push_back(
                ended(underway(fetch(int(number(n)))), JobState::Finished, QFile::decodeName(one.file)));
        }
        f.save(records);
        vfs.mark(first + count - 1);
    }

    /// In several thousands, each its folder.
    static JobNumber number(int n) { return JobNumber(quint64(n + n / 5 * 1000)); }

    QTemporaryDir base;
    Steps steps;
    QString results;

private:
    FaultVfs vfs;
    StoreFixture f;
};

/// Whether what step \a n did to \a file, or to a name in a folder of that name, is forced to the disk before the cut.
bool isForced(const Steps &steps, std::size_t n, std::size_t count, const QString &file)
{
    return std::any_of(steps.begin() + std::ptrdiff_t(n), steps.begin() + std::ptrdiff_t(count),
                       [&file](const Step &step) { return step.kind == Kind::Sync && step.file == file; });
}

/// What a power cut after \a count steps may leave of the results.
std::map<QString, QByteArray> resultsLeft(const Steps &steps, std::size_t count, std::mt19937 &random)
{
    std::map<QString, QByteArray> files;
    std::vector<QString> lost;
    for (std::size_t n = 0; n < count; ++n) {
        const Step &step = steps[n];
        const QString folder = QFileInfo(step.file).path();
        const bool isLucky = random() % 2 == 0;
        if (step.kind == Kind::MakeFolder && !isForced(steps, n, count, folder) && !isLucky)
            lost.push_back(step.file);
        if (step.kind == Kind::Write && step.file.endsWith(u".part"_s))
            files[step.file] = isForced(steps, n, count, step.file) || isLucky
                                   ? step.bytes
                                   : step.bytes.first(qsizetype(random() % std::size_t(step.bytes.size())));
        if (step.kind == Kind::Rename && (isForced(steps, n, count, folder) || isLucky)) {
            files[QString::fromUtf8(step.bytes)] = files[step.file];
            files.erase(step.file);
        }
    }
    std::erase_if(files, [&lost](const auto &file) {
        return std::any_of(lost.begin(), lost.end(),
                           [&file](const QString &folder) { return file.first.startsWith(folder + u'/'); });
    });
    return files;
}

/// All that was acknowledged has its row, and every row its whole result.
QByteArray complaint(StoreFixture &f, std::size_t acknowledged)
{
    std::size_t found = 0;
    for (int n = 1; n <= jobs; ++n) {
        const int number = int(Recording::number(n));
        const JobRecord *job = f.find(number);
        if (!job && std::size_t(n) <= acknowledged)
            return "job " + QByteArray::number(number) + " is lost";
        if (!job || job->state != JobState::Finished)
            continue;
        ++found;
        QFile file(f.resultPath(job->outcome->file));
        if (!file.open(QIODevice::ReadOnly))
            return "job " + QByteArray::number(number) + " has no result";
        if (file.readAll() != content(n) || f.verify(number, 1) != ResultCheck::Intact)
            return "job " + QByteArray::number(number) + " has another result";
    }
    return found == f.restored.size() ? QByteArray() : "a job is not finished"_ba;
}

/// Empty if nothing was lost in \a times power cuts.
QByteArray cutPower(int times, bool seesFiles = true, bool seesFolders = true)
{
    const Recording recording(seesFiles, seesFolders);
    for (int round = 0; round < times; ++round) {
        std::mt19937 random{unsigned(round)};
        const auto count = std::uniform_int_distribution<std::size_t>(0, recording.steps.size())(random);
        StoreFixture cut;
        leaveDatabase(recording.steps, count, random, recording.base.path(), cut.place.dataDirectory);
        for (const auto &[path, bytes] : resultsLeft(recording.steps, count, random))
            cut.writeResult(path.sliced(recording.results.size() + 1), bytes);
        cut.start();
        if (const QByteArray what = complaint(cut, acknowledged(recording.steps, count)); !what.isEmpty())
            return "round " + QByteArray::number(round) + ": " + what;
    }
    return {};
}

} // namespace

/// The power fails while results are written and told of.
class TestResultPower : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noFinishedRowIsWithoutItsWholeResult();
    void contentsThatAreNotForcedToTheDiskAreMissed();
    void namesThatAreNotForcedToTheDiskAreMissed();
};

void TestResultPower::noFinishedRowIsWithoutItsWholeResult()
{
    const int times = qEnvironmentVariableIsSet("MILLRACE_LONG") ? 10'000 : 150;
    QCOMPARE(cutPower(times), QByteArray());
}

void TestResultPower::contentsThatAreNotForcedToTheDiskAreMissed()
{
    QVERIFY(!cutPower(150, false, true).isEmpty());
}

void TestResultPower::namesThatAreNotForcedToTheDiskAreMissed()
{
    QVERIFY(!cutPower(150, true, false).isEmpty());
}

QTEST_GUILESS_MAIN(TestResultPower)
#include "tst_resultpower.moc"

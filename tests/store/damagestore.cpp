// Damages a store in every way that can be thought of, opens it, and compares what comes back with what was put in.
//
//   damagestore COUNT [BUG]    BUG: no-checksums; then an error is to be found
//   With MILLRACE_LONG set: 10,000 times.
//
// Never a crash, a hang, or a changed row; what is sound comes back; what is missing is told.

#include "core/store/database.h"
#include "tests/store/storekit.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <cstdio>
#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

namespace {

constexpr int jobCount = 600;

using Random = std::mt19937;

int pick(Random &random, qint64 below)
{
    return below <= 1 ? 0 : int(std::uniform_int_distribution<qint64>(0, below - 1)(random));
}

JobRecord reference(int number)
{
    JobRecord record = number % 2 == 0 ? fetch(number, "https://example.org/" + QByteArray::number(number))
                                       : command(number, "echo " + QByteArray::number(number));
    if (number % 50 == 0)
        record.spec.what += QByteArray(9000, 'x'); // on overflow pages
    if (number % 5 == 0) {
        auto options = std::make_shared<JobOptions>();
        options->tags = {u"tag %1"_s.arg(number % 3)};
        record.spec.options = options;
    }
    if (number % 3 == 0)
        record = ended(underway(record), number % 4 == 0 ? JobState::Failed : JobState::Finished);
    return record;
}

/// A directory as a killed program leaves it: part of the jobs only in the log.
void makeReference(StoreFixture &f, const QString &copy)
{
    f.start();
    std::vector<JobRecord> jobs;
    for (int n = 1; n <= jobCount; ++n) {
        const JobRecord record = reference(n);
        jobs.push_back(n % 2 == 0 || n <= jobCount / 2 ? record : [&record] {
            JobRecord early = record;
            early.state = JobState::Pending;
            early.attempt = 0;
            early.outcome = nullptr;
            return early;
        }());
    }
    f.save(jobs);
    f.restart();
    jobs.clear();
    for (int n = jobCount / 2; n <= jobCount; ++n)
        jobs.push_back(reference(n));
    f.save(jobs);
    f.store->noteSettings({QueueId::Default, 5, false, 0});
    f.save({fetch(jobCount + 1)}); // the last transaction may be cut off: nobody can tell it from a power cut
    f.save({fetch(jobCount + 2)});
    QDir().mkpath(copy);
    for (const QString &name : {u"millrace.db"_s, u"millrace.db-wal"_s, u"millrace.recorder"_s})
        QFile::copy(f.place.dataDirectory + u'/' + name, copy + u'/' + name);
    f.stop();
}

struct Damage
{
    QByteArray name;
    int most; ///< Jobs that may be lost to it.
};

void overwrite(const QString &path, qint64 at, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::ReadWrite) && file.seek(at))
        file.write(bytes);
}

QByteArray garbage(Random &random, int size)
{
    QByteArray bytes(size, '\0');
    for (char &byte : bytes)
        byte = char(random());
    return bytes;
}

void flip(const QString &path, qint64 at, int bit)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite) || !file.seek(at))
        return;
    char byte = 0;
    file.getChar(&byte);
    file.seek(at);
    file.putChar(char(byte ^ (1 << bit)));
}

void makeForeign(const QString &path)
{
    QFile::remove(path);
    QFile::remove(path + u"-wal"_s);
    Database(path, Database::Access::ReadWrite)
        .execute("CREATE TABLE jobs(x); INSERT INTO jobs VALUES('theirs')");
}

Damage inflict(const QString &directory, Random &random)
{
    const QString main = directory + u"/millrace.db"_s;
    const bool inLog = pick(random, 2) == 0;
    const QString path = inLog ? main + u"-wal"_s : main;
    const qint64 size = QFileInfo(path).size();
    constexpr int aPage = 80;
    switch (pick(random, 12)) {
    default:
        flip(path, pick(random, size), pick(random, 8));
        return {inLog ? "one bit of the log" : "one bit", aPage};
    case 6:
        for (int n = 0; n < 8; ++n)
            flip(path, pick(random, size), pick(random, 8));
        return {"eight bits", 8 * aPage};
    case 7:
        QFile::resize(path, pick(random, size));
        return {inLog ? "log cut" : "cut", jobCount + 2};
    case 8:
        overwrite(path, pick(random, size), garbage(random, 1 + pick(random, 20'000)));
        return {"garbage in it", jobCount + 2};
    case 9:
        QFile::remove(main + u"-wal"_s);
        return {"log gone", jobCount + 2};
    case 10:
        overwrite(main, 0, garbage(random, int(QFileInfo(main).size())));
        return {"all garbage", jobCount + 2};
    case 11:
        switch (pick(random, 3)) {
        case 0:
            makeForeign(main);
            return {"another program's database", jobCount + 2};
        case 1:
            QFile::resize(main, 0);
            return {"empty", jobCount + 2};
        default:
            QFile::remove(main);
            QFile::remove(main + u"-wal"_s);
            return {"gone", jobCount + 2};
        }
    }
}

bool isSame(const JobRecord &back, const JobRecord &put)
{
    const bool spec = back.spec.kind == put.spec.kind && back.spec.what == put.spec.what &&
                      back.spec.key == put.spec.key && back.spec.priority == put.spec.priority &&
                      optionsOf(back.spec) == optionsOf(put.spec);
    return spec && back.priority == put.priority && back.position == put.position &&
           back.queuedAt == put.queuedAt;
}

/// Empty if all is as it must be.
QByteArray complaint(StoreFixture &f, const Damage &damage)
{
    const bool told = f.report.damaged > 0 || f.report.changesMissing || !f.report.keptAside.isEmpty();
    std::map<int, const JobRecord *> found;
    for (const JobRecord &record : f.restored) {
        const int number = int(record.number);
        if (!found.emplace(number, &record).second)
            return "a job is there twice";
        const JobRecord put = number <= jobCount ? reference(number) : fetch(number);
        if (!isSame(record, put))
            return "job " + QByteArray::number(number) + " was changed";
        const bool isOlder = isEnded(put.state) && record.state != put.state;
        if (isOlder && !told)
            return "job " + QByteArray::number(number) + " is as it was earlier, and nobody was told";
        if (isOlder && record.state == JobState::Pending && record.spec.kind == JobKind::Command &&
            f.report.changesMissing)
            return "a command would run again";
        if (record.outcome && record.outcome->reason != FailureReason::Abandoned &&
            (!put.outcome || record.outcome->detail != put.outcome->detail))
            return "an outcome was changed";
    }
    const int missing = jobCount - int(std::count_if(found.begin(), found.end(),
                                                     [](const auto &job) { return job.first <= jobCount; }));
    if (missing > 0 && !told)
        return QByteArray::number(missing) + " jobs are missing, and nobody was told";
    if (missing > damage.most)
        return QByteArray::number(missing) + " jobs are missing, most of them were sound";
    if (!f.report.keptAside.isEmpty() && !QFile::exists(f.report.keptAside) &&
        !QFile::exists(f.report.keptAside + u"-wal"_s))
        return "the damaged file is gone";
    return {};
}

int run(int count, bool planted)
{
    StoreFixture made;
    const QString copy = made.directory.filePath(u"copy"_s);
    makeReference(made, copy);
    for (int round = 0; round < count; ++round) {
        Random random{unsigned(round)};
        StoreFixture f;
        QDir().mkpath(f.place.dataDirectory);
        for (const QString &name : QDir(copy).entryList(QDir::Files))
            QFile::copy(copy + u'/' + name, f.place.dataDirectory + u'/' + name);
        const Damage damage = inflict(f.place.dataDirectory, random);
        f.start(planted ? StorePlace::Guard::Checksums : StorePlace::Guard::None);
        QByteArray what = complaint(f, damage);
        const auto before = f.restored.size();
        if (what.isEmpty()) {
            f.restart(); // mended for good: the next start finds nothing to complain of
            if (f.restored.size() != before || !f.report.keptAside.isEmpty() || f.report.damaged > 0)
                what = "the damage is still there at the next start";
        }
        if (!what.isEmpty()) {
            std::fprintf(stderr, "round %d, %s: %s\n", round, damage.name.constData(), what.constData());
            return 1;
        }
    }
    std::printf("%d damaged stores opened\n", count);
    return 0;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const bool isPlanted = app.arguments().value(2) == u"no-checksums"_s;
    const bool isLong = qEnvironmentVariableIsSet("MILLRACE_LONG") && !isPlanted;
    return run(isLong ? 10'000 : std::max(1, app.arguments().value(1, u"300"_s).toInt()), isPlanted);
}

#include "tests/store/storekit.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace millrace::test {

namespace {

template <class T>
T wait(Deferred<T> deferred)
{
    auto value = std::make_shared<std::optional<T>>();
    auto kept = std::move(deferred).addCallback([value](T result) { *value = std::move(result); });
    if (!QTest::qWaitFor([&value] { return value->has_value(); }, 20'000))
        qFatal("nothing came back from the store");
    return std::move(**value);
}

WallTime at(qint64 milliseconds)
{
    return WallTime(std::chrono::milliseconds(1'700'000'000'000 + milliseconds));
}

} // namespace

StoreFixture::StoreFixture()
{
    place.dataDirectory = directory.filePath(u"data"_s);
    place.resultsDirectory = directory.filePath(u"results"_s);
    QDir().mkpath(place.resultsDirectory);
}

void StoreFixture::start(StorePlace::Guard without)
{
    begin(without);
    const auto isDone = [this] { return isOpened && (refused || hasWritten || !troubles.empty()); };
    QVERIFY(QTest::qWaitFor(isDone, 20'000));
}

void StoreFixture::begin(StorePlace::Guard without)
{
    auto attempt = DataLock::take(place.dataDirectory);
    QVERIFY(attempt.holder == DataLock::Holder::Us);
    place.without = without;
    restored.clear();
    refused.reset();
    troubles.clear();
    recoveries = 0;
    isOpened = hasWritten = false;
    store = std::make_unique<Store>(std::move(attempt.lock), place);
    QObject::connect(store.get(), &Store::trouble, store.get(),
                     [this](const StoreTrouble &trouble) { troubles.push_back(trouble); });
    QObject::connect(store.get(), &Store::saved, store.get(), [this] { hasWritten = true; });
    QObject::connect(store.get(), &Store::recovered, store.get(), [this] { ++recoveries; });
    auto opening = store->open([this](RestoredJobs piece) {
        std::move(piece.records.begin(), piece.records.end(), std::back_inserter(restored));
        settings = piece.settings;
        settingsKept = piece.settingsKept;
        nextNumber = piece.nextNumber;
    });
    auto kept = std::move(opening)
                    .addCallback([this](const LoadReport &loaded) {
                        report = loaded;
                        isOpened = true;
                    })
                    .addErrback<StoreRefusedError>([this](const StoreRefusedError &error) {
                        refused = error.reason;
                        isOpened = true;
                    })
                    .addErrback([](const Failure &) {}); // Stopped before it was open.
}

void StoreFixture::stop()
{
    store.reset();
}

void StoreFixture::save(const std::vector<JobRecord> &records)
{
    std::vector<const JobRecord *> pointers;
    for (const JobRecord &record : records)
        pointers.push_back(&record);
    store->note(pointers);
    bool flushed = false;
    auto kept = store->flush().addCallback([&flushed] { flushed = true; });
    QVERIFY(QTest::qWaitFor([&flushed] { return flushed; }, 20'000));
}

void StoreFixture::remove(const std::vector<JobNumber> &numbers)
{
    store->noteRemoved(numbers);
    bool flushed = false;
    auto kept = store->flush().addCallback([&flushed] { flushed = true; });
    QVERIFY(QTest::qWaitFor([&flushed] { return flushed; }, 20'000));
}

const JobRecord *StoreFixture::find(int number) const
{
    for (const JobRecord &record : restored) {
        if (record.number == JobNumber(quint64(number)))
            return &record;
    }
    return nullptr;
}

std::vector<AttemptRecord> StoreFixture::attempts(int number)
{
    return wait(store->attempts(JobNumber(quint64(number))));
}

ResultCheck StoreFixture::verify(int number, int attempt)
{
    return wait(store->verifyResult(JobNumber(quint64(number)), attempt));
}

void StoreFixture::keep(const QString &copy) const
{
    QVERIFY(QDir().mkpath(copy));
    for (const QString &name : QDir(place.dataDirectory).entryList({u"millrace.*"_s}, QDir::Files))
        QVERIFY(QFile::copy(place.dataDirectory + u'/' + name, copy + u'/' + name));
}

void StoreFixture::bringBack(const QString &copy) const
{
    for (const QString &name : QDir(place.dataDirectory).entryList({u"millrace*"_s}, QDir::Files))
        QFile::remove(place.dataDirectory + u'/' + name);
    QVERIFY(QDir().mkpath(place.dataDirectory));
    for (const QString &name : QDir(copy).entryList(QDir::Files))
        QVERIFY(QFile::copy(copy + u'/' + name, place.dataDirectory + u'/' + name));
}

void StoreFixture::writeResult(const QString &name, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(resultPath(name)).path());
    QFile file(resultPath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

JobRecord fetch(int number, const QByteArray &url)
{
    JobRecord record;
    record.number = JobNumber(quint64(number));
    record.position = quint64(number);
    record.spec.kind = JobKind::Fetch;
    record.spec.what = url;
    record.queuedAt = at(number);
    return record;
}

JobRecord command(int number, const QByteArray &line)
{
    JobRecord record = fetch(number, line);
    record.spec.kind = JobKind::Command;
    return record;
}

JobRecord underway(JobRecord record)
{
    record.state = JobState::Underway;
    ++record.attempt;
    record.startedAt = at(record.attempt * 1000);
    record.endedAt = {};
    return record;
}

JobRecord ended(JobRecord record, JobState state, const QString &file)
{
    record.state = state;
    record.endedAt = at(record.attempt * 1000 + 500);
    auto outcome = std::make_shared<JobOutcome>();
    outcome->reason = state == JobState::Finished ? FailureReason::None : FailureReason::ExitCode;
    outcome->detail = u"said »ä\0b«"_s;
    outcome->retryAfter = std::chrono::milliseconds(1500);
    outcome->file = file;
    outcome->bytes = 4711;
    outcome->httpStatus = 200;
    outcome->httpVersion = "1.1";
    outcome->headers = "Server: x\r\n";
    outcome->timings.total = std::chrono::microseconds(123456);
    outcome->exitCode = 3;
    outcome->userTime = std::chrono::microseconds(77);
    outcome->peakMemory = qint64{1} << 33;
    outcome->environment = "PATH=/bin\nHOME=/\xff\n";
    outcome->workingDirectory = u"/tmp"_s;
    record.outcome = std::move(outcome);
    return record;
}

} // namespace millrace::test

#include "tests/store/storekit.h"

#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyStoreGivesOnePieceWithNothingIn();
    void everythingOfAJobComesBack();
    void theSettingsComeBack();
    void numbersAreNeverUsedTwice();
    void manyJobsComeInPiecesByNumber();
    void savedTellsTheMarkOfWhatIsOnTheDisk();
    void underwayFetchesArePendingAgainAndCommandsInterrupted();
    void attemptsAreKeptEachWithItsOutcome();
    void whatAnAttemptPrintedLastComesBack();
    void anAttemptThatEndedWithinALaunchIsNotForgotten();
    void removedJobsCanBePutBackUntilTheNextStart();
    void purgingRemovesTheFilesOfTheJobAndNothingElse();
    void changedResultsAreTold();
};

void TestStore::anEmptyStoreGivesOnePieceWithNothingIn()
{
    StoreFixture f;
    f.start();
    QVERIFY(f.restored.empty());
    QVERIFY(!f.settingsKept);
    QVERIFY(f.nextNumber == JobNumber{1});
    QCOMPARE(f.report.restored, 0U);
    QVERIFY(f.report.endedWell);
}

void TestStore::everythingOfAJobComesBack()
{
    StoreFixture f;
    f.start();
    f.writeResult(u"0-999/1-a.txt"_s, "content");
    JobRecord job =
        ended(underway(fetch(1, "https://example.org/\xc3\xa4?\xff")), JobState::Failed, u"0-999/1-a.txt"_s);
    job.priority = -7;
    job.spec.priority = 3;
    job.spec.key = QByteArray("a\0b", 3);
    job.heldUntil = job.endedAt;
    auto options = std::make_shared<JobOptions>();
    options->retry = RetryPolicy{4, std::chrono::milliseconds(10), 3.5, std::chrono::milliseconds(99), false};
    options->tags = {u"x"_s, u"y"_s};
    options->headers = {"A: b"};
    options->safeToRepeat = true;
    job.spec.options = options;
    f.save({job});
    f.restart();

    QCOMPARE(f.restored.size(), 1U);
    const JobRecord &back = f.restored.front();
    QVERIFY(back.spec ==
            JobSpec({job.spec.kind, job.spec.priority, job.spec.what, job.spec.key, back.spec.options}));
    QVERIFY(*back.spec.options == *options);
    QVERIFY(back.number == job.number && back.state == job.state && back.attempt == job.attempt);
    QVERIFY(back.priority == job.priority && back.position == job.position);
    QVERIFY(back.queuedAt == job.queuedAt && back.startedAt == job.startedAt && back.endedAt == job.endedAt);
    QVERIFY(back.heldUntil == job.heldUntil);
    QVERIFY(back.outcome);
    const JobOutcome &a = *back.outcome, &b = *job.outcome;
    QVERIFY(a.reason == b.reason && a.detail == b.detail && a.retryAfter == b.retryAfter && a.file == b.file);
    QVERIFY(a.bytes == b.bytes && a.httpStatus == b.httpStatus && a.httpVersion == b.httpVersion);
    QVERIFY(a.headers == b.headers && a.timings.total == b.timings.total && a.exitCode == b.exitCode);
    QVERIFY(a.userTime == b.userTime && a.peakMemory == b.peakMemory && a.environment == b.environment);
    QVERIFY(a.workingDirectory == b.workingDirectory && a.errorFile.isEmpty());
}

void TestStore::theSettingsComeBack()
{
    StoreFixture f;
    f.start();
    f.store->noteSettings({QueueId::Default, 17, true, 4});
    f.restart();
    QVERIFY(f.settingsKept);
    QVERIFY((f.settings == QueueSettings{QueueId::Default, 17, true, 4}));
}

void TestStore::numbersAreNeverUsedTwice()
{
    StoreFixture f;
    f.start();
    f.save({fetch(1), fetch(2)});
    f.remove({JobNumber{2}});
    f.restart();
    f.restart();
    QVERIFY(f.nextNumber == JobNumber{3});
    QCOMPARE(f.restored.size(), 1U);
}

void TestStore::manyJobsComeInPiecesByNumber()
{
    StoreFixture f;
    f.start();
    std::vector<JobRecord> jobs;
    for (int n = 1; n <= 10'000; ++n)
        jobs.push_back(fetch(n));
    f.save(jobs);
    f.restart();
    QCOMPARE(f.restored.size(), jobs.size());
    QVERIFY(std::is_sorted(f.restored.begin(), f.restored.end(),
                           [](const JobRecord &a, const JobRecord &b) { return a.number < b.number; }));
    QCOMPARE(f.report.restored, quint64(jobs.size()));
}

void TestStore::savedTellsTheMarkOfWhatIsOnTheDisk()
{
    StoreFixture f;
    f.start();
    QSignalSpy saved(f.store.get(), &Store::saved);
    const JobRecord job = fetch(1);
    const JobRecord *pointer = &job;
    const auto mark = f.store->note({&pointer, 1});
    QCOMPARE(saved.size(), 0);
    QTRY_VERIFY(!saved.isEmpty() && saved.back().front().value<quint64>() >= mark);
}

void TestStore::underwayFetchesArePendingAgainAndCommandsInterrupted()
{
    StoreFixture f;
    f.start();
    JobRecord safe = underway(command(3));
    auto options = std::make_shared<JobOptions>();
    options->safeToRepeat = true;
    safe.spec.options = options;
    JobRecord cancelling = underway(command(4));
    cancelling.state = JobState::Cancelling;
    f.save({underway(fetch(1)), underway(command(2)), safe, cancelling, command(5)});
    for (int run = 0; run < 2; ++run) { // said once or twice: the same
        f.restart();
        QVERIFY(f.find(1)->state == JobState::Pending && f.find(1)->attempt == 1);
        QVERIFY(f.find(2)->state == JobState::Interrupted && f.find(2)->attempt == 1);
        QVERIFY(f.find(3)->state == JobState::Pending && f.find(3)->attempt == 1);
        QVERIFY(f.find(4)->state == JobState::Interrupted);
        QVERIFY(f.find(5)->state == JobState::Pending && f.find(5)->attempt == 0);
        QVERIFY(f.find(2)->outcome && f.find(2)->outcome->reason == FailureReason::Abandoned);
        QCOMPARE(f.report.interrupted, 2U);
        QCOMPARE(f.report.requeued, run == 0 ? 2U : 0U);
    }
    QCOMPARE(f.attempts(2).size(), 1U);
    QVERIFY(f.attempts(2).front().end == JobState::Interrupted);
}

void TestStore::attemptsAreKeptEachWithItsOutcome()
{
    StoreFixture f;
    f.start();
    f.writeResult(u"1.1"_s, "first");
    f.writeResult(u"1.2"_s, "second");
    JobRecord job = underway(fetch(1));
    f.save({job});
    job = ended(job, JobState::Failed, u"1.1"_s);
    f.save({job});
    f.save({job}); // said again: still one attempt
    job.state = JobState::Pending;
    f.save({job});
    job = underway(job);
    f.save({job});
    job = ended(job, JobState::Finished, u"1.2"_s);
    f.save({job});
    f.restart();
    const std::vector<AttemptRecord> attempts = f.attempts(1);
    QCOMPARE(attempts.size(), 2U);
    QCOMPARE(attempts[0].attempt, 1);
    QVERIFY(attempts[0].end == JobState::Failed && attempts[1].end == JobState::Finished);
    QCOMPARE(attempts[0].outcome->file, u"1.1"_s);
    QCOMPARE(attempts[1].outcome->file, u"1.2"_s);
    QVERIFY(attempts[0].startedAt < attempts[0].endedAt && attempts[0].endedAt < attempts[1].startedAt);
    QVERIFY(!attempts[0].outcome->environment.isEmpty());
    QCOMPARE(f.find(1)->outcome->file, u"1.2"_s);
}

void TestStore::whatAnAttemptPrintedLastComesBack()
{
    StoreFixture f;
    f.start();
    JobRecord job = underway(command(1));
    f.save({job});
    job = ended(job, JobState::Failed);
    job.lastLine = u"42 % »ä«"_s;
    f.save({job});
    job = underway(job);
    job.lastLine.clear();
    f.save({job});
    job = ended(job);
    job.lastLine = u"done"_s;
    f.save({job});
    f.restart();
    QCOMPARE(f.find(1)->lastLine, u"done"_s);
    QCOMPARE(f.attempts(1).front().lastLine, u"42 % »ä«"_s);
}

void TestStore::anAttemptThatEndedWithinALaunchIsNotForgotten()
{
    StoreFixture f;
    f.start();
    JobRecord job = underway(fetch(1));
    f.save({job});
    job = underway(ended(job, JobState::Failed)); // its end was never noted by itself
    f.save({job});
    f.restart();
    const std::vector<AttemptRecord> attempts = f.attempts(1);
    QCOMPARE(attempts.size(), 2U);
    QVERIFY(attempts[0].outcome->reason == FailureReason::ExitCode);
    QVERIFY(attempts[0].startedAt != WallTime{});
    QVERIFY(attempts[1].outcome->reason == FailureReason::Abandoned);
}

void TestStore::removedJobsCanBePutBackUntilTheNextStart()
{
    StoreFixture f;
    f.start();
    f.writeResult(u"1.1"_s, "result");
    f.writeResult(u"2.1"_s, "result");
    const JobRecord one = ended(underway(fetch(1)), JobState::Finished, u"1.1"_s);
    const JobRecord two = ended(underway(fetch(2)), JobState::Finished, u"2.1"_s);
    f.save({one, two});
    f.remove({one.number, two.number});
    f.save({one}); // undo
    QCOMPARE(f.attempts(1).size(), 1U);
    f.restart();
    QVERIFY(f.find(1) && !f.find(2));
    QTRY_VERIFY(!QFile::exists(f.resultPath(u"2.1"_s)));
    QVERIFY(QFile::exists(f.resultPath(u"1.1"_s)));
    QVERIFY(f.attempts(2).empty());
}

void TestStore::purgingRemovesTheFilesOfTheJobAndNothingElse()
{
    StoreFixture f;
    f.start();
    const QString outside = f.directory.filePath(u"precious"_s);
    const QTemporaryDir another;
    const QString absolute = another.filePath(u"precious"_s);
    QVERIFY(QFile(absolute).open(QIODevice::WriteOnly));
    for (const QString &name : {u"mine"_s, u"other"_s, u"shared"_s, u"deep/er/mine"_s})
        f.writeResult(name, "x");
    f.writeResult(u"../precious"_s, "x");
    QVERIFY(QFile::link(f.directory.path(), f.resultPath(u"out"_s)));
    const QStringList hostile{u"../precious"_s,  absolute,          outside,
                              u"out/precious"_s, u"out"_s,          u""_s,
                              u".."_s,           u"deep"_s,         u"deep/er/../../../precious"_s,
                              u"mine"_s,         u"deep/er/mine"_s, u"shared"_s};
    std::vector<JobRecord> jobs;
    std::vector<JobNumber> numbers;
    for (const QString &name : hostile) {
        jobs.push_back(ended(underway(fetch(int(jobs.size()) + 1)), JobState::Finished, name));
        numbers.push_back(jobs.back().number);
    }
    f.save(jobs);
    f.save({ended(underway(fetch(100)), JobState::Finished, u"shared"_s)});
    f.remove(numbers);
    f.store->purge(numbers);
    QTRY_VERIFY(!QFile::exists(f.resultPath(u"mine"_s)) && !QFile::exists(f.resultPath(u"deep/er/mine"_s)));
    f.stop();
    QVERIFY(QFile::exists(outside));
    QVERIFY(QFile::exists(absolute));
    for (const QString &name : {u"other"_s, u"shared"_s, u"deep/er"_s, u"out"_s})
        QVERIFY2(QFile::exists(f.resultPath(name)), qPrintable(name));
}

void TestStore::changedResultsAreTold()
{
    StoreFixture f;
    f.start();
    const QByteArray large(3'000'000, 'x'); // gets its checksum later
    const QStringList names{u"same"_s, u"flipped"_s, u"longer"_s, u"gone"_s, u"large"_s};
    std::vector<JobRecord> jobs;
    for (const QString &name : names) {
        f.writeResult(name, name == u"large" ? large : "content of the result"_ba);
        jobs.push_back(ended(underway(fetch(int(jobs.size()) + 1)), JobState::Finished, name));
    }
    f.save(jobs);
    QTRY_COMPARE(f.verify(5, 1), ResultCheck::Intact);
    f.restart();
    f.writeResult(u"flipped"_s, "content of thf result");
    f.writeResult(u"longer"_s, "content of the result.");
    QFile::remove(f.resultPath(u"gone"_s));
    QCOMPARE(f.verify(1, 1), ResultCheck::Intact);
    QCOMPARE(f.verify(2, 1), ResultCheck::Changed);
    QCOMPARE(f.verify(3, 1), ResultCheck::Changed);
    QCOMPARE(f.verify(4, 1), ResultCheck::Missing);
    QCOMPARE(f.verify(5, 1), ResultCheck::Intact);
    QCOMPARE(f.verify(1, 2), ResultCheck::Unknown);
    f.writeResult(u"large"_s, QByteArray(3'000'000, 'x').replace(2'000'000, 1, "y"));
    QCOMPARE(f.verify(5, 1), ResultCheck::Changed);
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"

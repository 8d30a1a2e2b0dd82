// Jobs that change several times before their batch is written.

#include "core/store/datawriter.h"
#include "tests/store/storekit.h"

#include <QDataStream>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace millrace;
using namespace millrace::test;

class TestStoreBatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofAJobThatChangesSeveralTimesTheLastCounts();
    void eachAttemptOfABatchIsKept();
    void anAttemptsStartIsTakenFromTheSameBatch();
    void theOrderWithinABatchIsNoMatter();
    void aNewJobIsCountedOnceHoweverOftenItChanges();
    void aStreamReadsWhatTheWriterWrote();
};

void TestStoreBatch::ofAJobThatChangesSeveralTimesTheLastCounts()
{
    StoreFixture f;
    f.start();
    f.save({fetch(1), fetch(2)});
    const JobRecord launched = underway(fetch(1));
    JobRecord moved = fetch(2);
    moved.priority = 5;
    JobRecord back = fetch(2);
    back.priority = 7;
    f.save({launched, moved, ended(launched), back});
    f.restart();
    QVERIFY(f.find(1)->state == JobState::Finished);
    QCOMPARE(f.find(1)->outcome->bytes, 4711);
    QCOMPARE(f.find(2)->priority, 7);
}

void TestStoreBatch::eachAttemptOfABatchIsKept()
{
    StoreFixture f;
    f.start();
    f.writeResult(u"1.1"_s, "first");
    f.writeResult(u"1.2"_s, "second");
    f.save({fetch(1)});
    const JobRecord first = underway(fetch(1));
    const JobRecord failed = ended(first, JobState::Failed, u"1.1"_s);
    JobRecord again = failed;
    again.state = JobState::Pending;
    const JobRecord second = underway(again);
    f.save({first, failed, again, second, ended(second, JobState::Finished, u"1.2"_s)});
    f.restart();
    const std::vector<AttemptRecord> attempts = f.attempts(1);
    QCOMPARE(attempts.size(), 2U);
    QVERIFY(attempts[0].end == JobState::Failed && attempts[1].end == JobState::Finished);
    QCOMPARE(attempts[0].outcome->file, u"1.1"_s);
    QCOMPARE(attempts[1].outcome->file, u"1.2"_s);
    QVERIFY(f.find(1)->state == JobState::Finished && f.find(1)->attempt == 2);
}

void TestStoreBatch::anAttemptsStartIsTakenFromTheSameBatch()
{
    StoreFixture f;
    f.start();
    f.save({fetch(1)});
    const JobRecord first = underway(fetch(1));
    const JobRecord second = underway(ended(first, JobState::Failed)); // the end was never noted by itself
    f.save({first, second});
    const std::vector<AttemptRecord> attempts = f.attempts(1);
    QCOMPARE(attempts.size(), 1U);
    QVERIFY(attempts[0].startedAt == first.startedAt);
    QVERIFY(attempts[0].endedAt == second.startedAt);
}

void TestStoreBatch::theOrderWithinABatchIsNoMatter()
{
    StoreFixture f;
    f.start();
    std::vector<JobRecord> jobs, changes;
    for (int number = 1; number <= 100; ++number)
        jobs.push_back(fetch(number));
    f.save(jobs);
    for (int n = 0; n < 100; ++n) {
        JobRecord job = jobs[std::size_t(n * 37 % 100)];
        job = ended(underway(job));
        job.priority = n;
        changes.push_back(job);
    }
    f.save(changes);
    f.restart();
    QCOMPARE(f.restored.size(), 100U);
    QCOMPARE(f.report.damaged, 0U);
    for (int n = 0; n < 100; ++n) {
        const JobRecord *job = f.find(n * 37 % 100 + 1);
        QVERIFY(job && job->state == JobState::Finished && job->outcome);
        QCOMPARE(job->priority, n);
    }
}

void TestStoreBatch::aNewJobIsCountedOnceHoweverOftenItChanges()
{
    StoreFixture f;
    f.start();
    const JobRecord launched = underway(fetch(1));
    f.save({fetch(1), launched, ended(launched), fetch(2), underway(fetch(2))});
    f.restart(); // counts the rows, and would refuse another number of them than was noted
    QCOMPARE(f.restored.size(), 2U);
    QCOMPARE(f.report.damaged, 0U);
    QVERIFY(f.find(1)->state == JobState::Finished);
    QVERIFY(f.find(2)->state == JobState::Pending && f.find(2)->attempt == 1);
}

// What the last moments of a run are recorded with is read by a stream.
void TestStoreBatch::aStreamReadsWhatTheWriterWrote()
{
    QByteArray bytes = "what was there";
    DataWriter(bytes) << qint64{-2} << quint16{0xfffe} << quint8{7} << qint32{-70000} << true << false
                      << QByteArray("a\0b", 3) << QByteArray("") << QByteArray() << u"ä\u2026\U0001f600"_s
                      << u""_s << QString();
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    qint64 large = 0;
    quint16 queue = 0;
    quint8 kind = 0;
    qint32 number = 0;
    bool yes = false, no = true;
    QByteArray blob, emptyBlob, nullBlob("x");
    QString text, emptyText, nullText(u"x"_s);
    in >> large >> queue >> kind >> number >> yes >> no >> blob >> emptyBlob >> nullBlob >> text >>
        emptyText >> nullText;
    QVERIFY(in.atEnd() && in.status() == QDataStream::Ok);
    QVERIFY(large == -2 && queue == 0xfffe && kind == 7 && number == -70000 && yes && !no);
    QCOMPARE(blob, QByteArray("a\0b", 3));
    QVERIFY(emptyBlob.isEmpty() && !emptyBlob.isNull() && nullBlob.isNull());
    QCOMPARE(text, u"ä\u2026\U0001f600"_s);
    QVERIFY(emptyText.isEmpty() && !emptyText.isNull() && nullText.isNull());
}

QTEST_GUILESS_MAIN(TestStoreBatch)
#include "tst_storebatch.moc"

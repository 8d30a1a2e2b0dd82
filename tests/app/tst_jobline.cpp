#include "app/export/jobline.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

class JobLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isOneLineOfJson_data();
    void isOneLineOfJson();
    void tellsAFinishedFetch();
    void tellsACommandThatASignalEnded();
    void masksPasswords();
};

namespace {

QJsonObject parsed(const JobRecord &job)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(jobLine(job, u"/results"_s), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

JobRecord ended(JobKind kind, const QByteArray &what, JobState state, const JobOutcome &outcome)
{
    JobRecord job;
    job.number = JobNumber{7};
    job.spec.kind = kind;
    job.spec.what = what;
    job.state = state;
    job.attempt = 2;
    job.queuedAt = WallTime(std::chrono::milliseconds(1'000));
    job.startedAt = WallTime(std::chrono::milliseconds(2'000));
    job.endedAt = WallTime(std::chrono::milliseconds(3'456));
    job.outcome = std::make_shared<const JobOutcome>(outcome);
    return job;
}

} // namespace

void JobLineTest::isOneLineOfJson_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("plain") << QByteArray("echo hello");
    QTest::newRow("quotes") << QByteArray("echo \"a\\nb\" 'c'");
    QTest::newRow("control characters") << QByteArray("printf '\x01\x1f\t\x7f'");
    QTest::newRow("other letters") << QByteArray("echo \xC3\xA4\xF0\x9F\x98\x80");
    QTest::newRow("markup") << QByteArray("<img src=\"/dev/zero\">");
    QTest::newRow("nothing") << QByteArray();
}

void JobLineTest::isOneLineOfJson()
{
    QFETCH(QByteArray, what);
    const JobRecord job = ended(JobKind::Command, what, JobState::Finished, {});
    QCOMPARE(jobLine(job, {}).count('\n'), 1);
    QCOMPARE(parsed(job)["what"_L1].toString(), QString::fromUtf8(what));
}

void JobLineTest::tellsAFinishedFetch()
{
    JobOutcome outcome;
    outcome.httpStatus = 200;
    outcome.bytes = 14'000'000'000;
    outcome.file = u"0-999/7-a.jpg"_s;
    JobRecord job = ended(JobKind::Fetch, "https://example.org/a.jpg", JobState::Finished, outcome);
    job.spec.key = "a";
    const QJsonObject line = parsed(job);
    QCOMPARE(line["number"_L1].toInt(), 7);
    QCOMPARE(line["key"_L1].toString(), u"a"_s);
    QCOMPARE(line["kind"_L1].toString(), u"fetch"_s);
    QCOMPARE(line["state"_L1].toString(), u"finished"_s);
    QCOMPARE(line["attempt"_L1].toInt(), 2);
    QCOMPARE(line["ended"_L1].toString(), u"1970-01-01T00:00:03.456Z"_s);
    QCOMPARE(line["status"_L1].toInt(), 200);
    QCOMPARE(line["bytes"_L1].toInteger(), 14'000'000'000);
    QCOMPARE(line["result"_L1].toString(), u"/results/0-999/7-a.jpg"_s);
    QVERIFY(line["error"_L1].isNull());
    QVERIFY(!line.contains("exit"_L1));
    outcome.folder = u"/elsewhere"_s; // Where results went at that time.
    job.outcome = std::make_shared<const JobOutcome>(outcome);
    QCOMPARE(parsed(job)["result"_L1].toString(), u"/elsewhere/0-999/7-a.jpg"_s);
}

void JobLineTest::tellsACommandThatASignalEnded()
{
    JobOutcome outcome;
    outcome.reason = FailureReason::Signal;
    outcome.signal = 9;
    const QJsonObject line = parsed(ended(JobKind::Command, "sleep 9", JobState::Failed, outcome));
    QVERIFY(line["exit"_L1].isNull());
    QCOMPARE(line["signal"_L1].toInt(), 9);
    QVERIFY(line["result"_L1].isNull());
    QVERIFY(line["error"_L1].toString().contains(u"SIGKILL"_s));
}

void JobLineTest::masksPasswords()
{
    const auto of = [](JobKind kind, const QByteArray &what) {
        return parsed(ended(kind, what, JobState::Finished, {}))["what"_L1].toString();
    };
    QVERIFY(!of(JobKind::Fetch, "https://user:secret@example.org/").contains(u"secret"_s));
    QVERIFY(!of(JobKind::Command, "curl https://user:secret@example.org/").contains(u"secret"_s));
}

QTEST_APPLESS_MAIN(JobLineTest)
#include "tst_jobline.moc"

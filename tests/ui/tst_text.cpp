#include "ui/text/actiontext.h"
#include "ui/text/failuretext.h"
#include "ui/text/figures.h"
#include "ui/text/httpwords.h"
#include "ui/text/jobtext.h"

#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

JobRecord fetch(const char *url)
{
    JobRecord job;
    job.spec.kind = JobKind::Fetch;
    job.spec.what = url;
    return job;
}

JobRecord failed(FailureReason reason, const QString &detail = {})
{
    JobRecord job = fetch("https://example.org/a/17.jpg");
    job.state = JobState::Failed;
    auto outcome = std::make_shared<JobOutcome>();
    outcome->reason = reason;
    outcome->detail = detail;
    outcome->httpStatus = 404;
    outcome->exitCode = 28;
    outcome->signal = 15;
    job.outcome = outcome;
    return job;
}

const WallTime now{std::chrono::milliseconds{1'700'000'000'000}};

} // namespace

class TestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void durationsHaveThreeFiguresAtTheMost_data();
    void durationsHaveThreeFiguresAtTheMost();
    void bytesHaveThreeFiguresAtTheMost_data();
    void bytesHaveThreeFiguresAtTheMost();
    void shortCountsFitBesideAName_data();
    void shortCountsFitBesideAName();
    void ratesAreReadable();
    void percentIsNeverAHundredBeforeTheEnd();
    void relativeTimesSayHowLongAgoOrHowSoon();
    void anEstimateIsARangeOrUnknown();
    void everyStateHasAGlyphAWordAndATitleOfItsOwn();
    void aWaitingJobSaysWhy();
    void everyReasonHasASentenceAGroupAndAdvice();
    void aFailureNamesWhatFailedAndWhere();
    void bulkActionsSayWhatTheyTouch();
    void longTextIsCappedAndOnOneLine();
};

void TestText::durationsHaveThreeFiguresAtTheMost_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("shown");
    QTest::newRow("nothing") << qint64{0} << u"0 ms"_s;
    QTest::newRow("negative") << qint64{-5} << u"0 ms"_s;
    QTest::newRow("under a second") << qint64{870} << u"870 ms"_s;
    QTest::newRow("seconds") << qint64{1200} << u"1.2 s"_s;
    QTest::newRow("just below ten") << qint64{9960} << u"10 s"_s;
    QTest::newRow("tens of seconds") << qint64{41'200} << u"41 s"_s;
    QTest::newRow("minutes") << qint64{187'000} << u"3:07"_s;
    QTest::newRow("rounding up to a minute") << qint64{59'700} << u"1:00"_s;
    QTest::newRow("hours") << qint64{7'387'000} << u"2:03:07"_s;
    QTest::newRow("days") << qint64{4 * 86'400'000LL + 3 * 3'600'000LL} << u"4 d 3 h"_s;
}

void TestText::durationsHaveThreeFiguresAtTheMost()
{
    QFETCH(qint64, ms);
    QTEST(text::duration(milliseconds{ms}), "shown");
}

void TestText::bytesHaveThreeFiguresAtTheMost_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("none") << qint64{0} << u"0 B"_s;
    QTest::newRow("bytes") << qint64{999} << u"999 B"_s;
    QTest::newRow("kibibytes") << qint64{1229} << u"1.2 KiB"_s;
    QTest::newRow("whole") << qint64{14 * 1024} << u"14.0 KiB"_s;
    QTest::newRow("gibibytes") << qint64{212LL << 30} << u"212 GiB"_s;
}

void TestText::bytesHaveThreeFiguresAtTheMost()
{
    QFETCH(qint64, bytes);
    QTEST(text::bytes(bytes), "shown");
}

void TestText::shortCountsFitBesideAName_data()
{
    QTest::addColumn<qint64>("n");
    QTest::addColumn<QString>("shown");
    QTest::newRow("small") << qint64{999} << u"999"_s;
    QTest::newRow("thousands") << qint64{5653} << u"5.6k"_s;
    QTest::newRow("tens of thousands") << qint64{56'530} << u"56.5k"_s;
    QTest::newRow("nearly a million") << qint64{999'400} << u"999k"_s;
    QTest::newRow("a million") << qint64{1'200'000} << u"1.2M"_s;
}

void TestText::shortCountsFitBesideAName()
{
    QFETCH(qint64, n);
    QTEST(text::shortCount(n), "shown");
}

void TestText::ratesAreReadable()
{
    QCOMPARE(text::rate(0), QString());
    QCOMPARE(text::rate(31.2), u"31 jobs/s"_s);
    QCOMPARE(text::rate(1.24), u"1.2 jobs/s"_s);
    QCOMPARE(text::rate(0.2), u"12 jobs/min"_s);
    QCOMPARE(text::rate(12'345), u"12,345 jobs/s"_s);
}

void TestText::percentIsNeverAHundredBeforeTheEnd()
{
    QCOMPARE(text::percent(0.999), u"99%"_s);
    QCOMPARE(text::percent(1.0), u"100%"_s);
    QCOMPARE(text::percent(0.71), u"71%"_s);
}

void TestText::relativeTimesSayHowLongAgoOrHowSoon()
{
    QCOMPARE(text::relativeTime({}, now), QString());
    QCOMPARE(text::relativeTime(now - 2s, now), u"just now"_s);
    QCOMPARE(text::relativeTime(now - 40s, now), u"40 s ago"_s);
    QCOMPARE(text::relativeTime(now - 3min, now), u"3 min ago"_s);
    QCOMPARE(text::relativeTime(now + 4200ms, now), u"in 4.2 s"_s);
}

void TestText::anEstimateIsARangeOrUnknown()
{
    QCOMPARE(text::estimate({}, now), u"done: unknown"_s);
    QCOMPARE(text::estimate(QueueEstimate{10s, 50s}, now), u"done within a minute"_s);
    const QString range = text::estimate(QueueEstimate{5min, 16min}, now);
    QVERIFY2(range.startsWith(u"done "_s) && range.contains(u'–'), qPrintable(range));
}

void TestText::everyStateHasAGlyphAWordAndATitleOfItsOwn()
{
    QSet<QString> seen;
    for (const JobState state : allJobStates) {
        seen << text::stateWord(state) << text::stateTitle(state) << QString(text::stateGlyph(state));
        QCOMPARE(text::stateTitle(state).toLower(), text::stateWord(state));
    }
    QCOMPARE(seen.size(), qsizetype(3 * jobStateCount));
}

void TestText::aWaitingJobSaysWhy()
{
    using Kind = WaitReason::Kind;
    JobRecord job = fetch("https://example.org/x");
    QCOMPARE(text::waitSentence({Kind::InLine, 7, {}, {}}, job, 6, now), u"7th in line"_s);
    QCOMPARE(text::waitSentence({Kind::InLine, 1, {}, {}}, job, 6, now), u"1st in line"_s);
    QCOMPARE(text::waitSentence({Kind::InLine, 12, {}, {}}, job, 6, now), u"12th in line"_s);
    QCOMPARE(text::waitSentence({Kind::InLine, 1022, {}, {}}, job, 6, now), u"1,022nd in line"_s);
    QCOMPARE(text::waitSentence({Kind::HostFull, 0, "example.org", {}}, job, 6, now),
             u"example.org is at its limit of 6"_s);
    QCOMPARE(text::waitSentence({Kind::Paused, 0, {}, {}}, job, 6, now), u"paused"_s);
    auto options = std::make_shared<JobOptions>();
    options->retry = RetryPolicy{.attempts = 5};
    job.spec.options = options;
    job.attempt = 1;
    job.heldUntil = now + 4200ms;
    QCOMPARE(text::waitSentence({Kind::HeldUntil, 0, {}, job.heldUntil}, job, 6, now),
             u"again in 4.2 s (2 of 5)"_s);
    QCOMPARE(text::stateCell(job, now), u"again in 4.2 s (2 of 5)"_s);
    QCOMPARE(text::stateCell(job, now + 5s), u"pending"_s);
}

void TestText::everyReasonHasASentenceAGroupAndAdvice()
{
    QSet<QString> groups, advices;
    for (int i = 1; i <= int(lastFailureReason); ++i) {
        const auto reason = static_cast<FailureReason>(i);
        const JobRecord job = failed(reason, u"the system's words"_s);
        QVERIFY(text::failureSentence(job).size() > 10);
        QVERIFY(!text::failureSentence(job).contains(u'%'));
        QVERIFY(text::failureAdvice(job).size() > 10);
        QVERIFY(text::failureStory(job).contains(u"the system's words"_s));
        groups << text::failureGroup(*job.outcome);
        advices << text::failureAdvice(job);
    }
    QCOMPARE(groups.size(), qsizetype(lastFailureReason));
    QCOMPARE(advices.size(), groups.size());
    QCOMPARE(text::failureSentence(fetch("https://example.org/")), QString());
}

void TestText::aFailureNamesWhatFailedAndWhere()
{
    QCOMPARE(text::failureSentence(failed(FailureReason::HttpStatus)),
             u"example.org answered 404 Not Found"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::ExitCode)),
             u"The command ended with exit code 28"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::Signal)), u"The command was ended by SIGTERM"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::Tls, u"self-signed\ncertificate"_s)),
             u"No secure connection to example.org: self-signed"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::HttpStatus, u"404 Gone fishing: Back on Monday"_s)),
             u"example.org answered 404 Not Found: Back on Monday"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::HttpStatus, u"404 Not Found: 404 Not Found"_s)),
             u"example.org answered 404 Not Found"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::HttpStatus, u"404 Gone Fishing"_s)),
             u"example.org answered 404 Not Found: Gone Fishing"_s);
    QCOMPARE(
        text::failureSentence(failed(FailureReason::ExitCode, u"Traceback:\n  line 1\nKeyError: 'a'\n"_s)),
        u"The command ended with exit code 28: KeyError: 'a'"_s);
    QCOMPARE(text::failureSentence(failed(FailureReason::ExitCode, u"\u202edrawkcab"_s)),
             u"The command ended with exit code 28: <U+202E>drawkcab"_s);
    QCOMPARE(text::failureGroup(*failed(FailureReason::ExitCode).outcome), u"exit 28"_s);
    QCOMPARE(text::httpStatusText(599), u"599"_s);
}

void TestText::bulkActionsSayWhatTheyTouch()
{
    QCOMPARE(text::willDo(text::BulkAction::Cancel, 1204, JobState::Pending), u"Cancel 1,204 pending jobs"_s);
    QCOMPARE(text::willDo(text::BulkAction::Retry, 1), u"Retry 1 job"_s);
    QCOMPARE(text::done(text::BulkAction::Cancel, 3), u"Cancelled 3 jobs"_s);
    QCOMPARE(text::done(text::BulkAction::Add, 2), u"Added 2 jobs"_s);
    QCOMPARE(text::burst(312, 4), u"312 finished, 4 failed"_s);
    QCOMPARE(text::burst(0, 4), u"4 failed"_s);
}

void TestText::longTextIsCappedAndOnOneLine()
{
    const QString shown = text::cell(QString(2'000'000, u'x'));
    QCOMPARE(shown.size(), qsizetype(text::longestCell));
    QVERIFY(shown.endsWith(u'…'));
    QCOMPARE(text::cell(u"a\nb\tc"_s), u"a b c"_s);
}

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"

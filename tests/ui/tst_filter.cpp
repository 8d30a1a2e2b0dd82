#include "ui/models/filterexpression.h"
#include "ui/models/filterwords.h"

#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

JobRecord failedFetch()
{
    JobRecord job;
    job.spec.kind = JobKind::Fetch;
    job.spec.what = "https://img.Example.org:8080/Clip 7.jpg";
    auto options = std::make_shared<JobOptions>();
    options->tags = {u"Night"_s};
    job.spec.options = options;
    job.state = JobState::Failed;
    job.priority = -3;
    job.attempt = 2;
    job.startedAt = WallTime{1000s};
    job.endedAt = WallTime{1045s};
    job.lastLine = u"404 Not Found · text/html"_s;
    auto outcome = std::make_shared<JobOutcome>();
    outcome->reason = FailureReason::HttpStatus;
    outcome->detail = u"404 Not Found: The Database is on holiday"_s;
    outcome->httpStatus = 404;
    outcome->bytes = 2'000'000;
    job.outcome = outcome;
    return job;
}

bool matches(const FilterExpression &filter, const JobRecord &job)
{
    const QByteArray what = QString::fromUtf8(job.spec.what).toLower().toUtf8();
    const QByteArray said = QString::fromUtf8(saidBy(job)).toLower().toUtf8();
    return filter.matches(job, {what, said});
}

bool finds(const QString &words, const JobRecord &job)
{
    const ParsedFilter parsed = parseFilter(words);
    return parsed.error.isEmpty() && matches(parsed.expression, job);
}

} // namespace

class TestFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsFindWhatTheySay_data();
    void wordsFindWhatTheySay();
    void aWordThatIsNotUnderstoodIsSaidAndTheRestStillFilters();
    void whatAPersonMayTypeNextIsOffered();
    void theWordsForAFailureFindIt();
    void nothingMatchesEverything();
};

void TestFilter::wordsFindWhatTheySay_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("found");
    const auto row = [](const char *words, bool found) {
        QTest::newRow(words) << QString::fromUtf8(words) << found;
    };
    row("", true);
    row("clip", true);
    row("CLIP 7", true);
    row("\"clip 7\"", true);
    row("\"clip  7\"", false);
    row("clip 9", false);
    row("-clip", false);
    row("-other", true);
    row("https://img", true);
    row("text/html", true);
    row("\"not found\"", true);
    row("\"database is on holiday\"", true);
    row("-holiday", false);
    row("state:failed", true);
    row("state:finished", false);
    row("state:finished,failed", true);
    row("state:ended", true);
    row("-state:failed", false);
    row("STATE:Failed", true);
    row("kind:fetch", true);
    row("kind:command", false);
    row("host:example.org", true);
    row("host:img.example.org:8080", true);
    row("host:ample.org", false);
    row("status:404", true);
    row("status:4xx", true);
    row("status:5xx", false);
    row("status:>=400", true);
    row("status:<404", false);
    row("exit:0", false);
    row("took:>30s", true);
    row("took:>1m", false);
    row("took:<=45000ms", true);
    row("size:>1M", true);
    row("size:<1M", false);
    row("priority:<0", true);
    row("priority:-3", true);
    row("attempt:>1", true);
    row("reason:status", true);
    row("reason:tls", false);
    row("tag:night", true);
    row("tag:day", false);
    row("state:failed host:example.org status:404 took:>30s clip", true);
    row("state:failed host:example.org status:404 took:>30s clop", false);
    row("\"state:failed\"", false);
}

void TestFilter::wordsFindWhatTheySay()
{
    QFETCH(QString, words);
    const ParsedFilter parsed = parseFilter(words);
    QCOMPARE(parsed.error, QString());
    const JobRecord job = failedFetch();
    QTEST(matches(parsed.expression, job), "found");
}

void TestFilter::aWordThatIsNotUnderstoodIsSaidAndTheRestStillFilters()
{
    const ParsedFilter parsed = parseFilter(u"clip state:oops took:long"_s);
    QVERIFY2(parsed.error.contains(u"oops"_s) && parsed.error.contains(u"failed"_s),
             qPrintable(parsed.error));
    QCOMPARE(parsed.errorAt, 5);
    QCOMPARE(parsed.expression.terms().size(), std::size_t{1});
    for (const auto &words :
         {u"state:"_s, u"host:"_s, u"took:30x"_s, u"size:>"_s, u"exit:one"_s, u"status:4x"_s, u"exit:1e99"_s})
        QVERIFY2(!parseFilter(words).error.isEmpty(), qPrintable(words));
}

void TestFilter::whatAPersonMayTypeNextIsOffered()
{
    QCOMPARE(completions(u"clip sta"_s, 8, {}), (QStringList{u"state:"_s, u"status:"_s}));
    QVERIFY(completions(u"state:f"_s, 7, {}).contains(u"state:failed"_s));
    QCOMPARE(completions(u"-kind:c"_s, 7, {}), QStringList{u"-kind:command"_s});
    int asked = 0;
    const auto hosts = [&asked](const QString &start) {
        ++asked;
        return start == u"e"_s ? QStringList{u"example.org"_s} : QStringList();
    };
    QCOMPARE(completions(u"host:e"_s, 6, hosts), QStringList{u"host:example.org"_s});
    (void)completions(u"clip state:e"_s, 12, hosts);
    QCOMPARE(asked, 1);
    QVERIFY(completions(u"took:"_s, 5, {}).contains(u"took:>30s"_s));
    QVERIFY(completions(u"clip "_s, 5, {}).isEmpty());
    for (const filterwords::Word &word : filterwords::all()) {
        const QString head = word.name + u':';
        for (const QString &offer : completions(head, int(head.size()), hosts))
            QVERIFY2(parseFilter(offer).error.isEmpty(), qPrintable(offer));
    }
}

void TestFilter::theWordsForAFailureFindIt()
{
    for (int i = 1; i <= int(lastFailureReason); ++i) {
        JobOutcome outcome;
        outcome.reason = static_cast<FailureReason>(i);
        outcome.httpStatus = outcome.reason == FailureReason::HttpStatus ? 503 : 0;
        outcome.exitCode = outcome.reason == FailureReason::ExitCode ? 28 : -1;
        outcome.signal = outcome.reason == FailureReason::Signal ? 9 : 0;
        JobRecord job = failedFetch();
        job.outcome = std::make_shared<const JobOutcome>(outcome);
        const QString words = filterwords::wordsForFailure(outcome);
        QVERIFY2(finds(words, job), qPrintable(words));
        QVERIFY(words.contains(u"state:failed"_s));
    }
}

void TestFilter::nothingMatchesEverything()
{
    QVERIFY(FilterExpression().matches({}, {}));
    const FilterExpression both =
        parseFilter(u"state:failed"_s).expression && parseFilter(u"clip"_s).expression;
    QCOMPARE(both, parseFilter(u"state:failed clip"_s).expression);
}

QTEST_APPLESS_MAIN(TestFilter)
#include "tst_filter.moc"

#include "tests/gui/endedjob.h"
#include "ui/details/attemptsview.h"
#include "ui/details/detailspane.h"
#include "ui/details/environmentview.h"
#include "ui/details/overviewview.h"

#include <QLabel>
#include <QPlainTextEdit>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

/// The details dock, through the window.
class TestDetails : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOutcomeIsTold_data();
    void everyOutcomeIsTold();
    void aPendingJobSaysWhyItIsNotRunning();
    void severalJobsAreSummedUp();
    void aHostileNameIsText();
    void attemptsAreListed();
    void whatBecomesOfAJobBeforeItRunsAgainLeavesItsAttemptAsItWas();
    void anEarlierAttemptIsShownWithAllItLeft();
    void theHeadersOfAFetchAreShown();
    void secretsInHeadersAreMasked();

private:
    static QString overview(const WindowKit &kit)
    {
        return kit.window->findChild<OverviewView *>()->toPlainText();
    }
};

void TestDetails::everyOutcomeIsTold_data()
{
    QTest::addColumn<JobKind>("kind");
    QTest::addColumn<JobOutcome>("outcome");
    QTest::addColumn<QStringList>("says");
    const auto fetch = [](FailureReason reason, int status = 0) {
        JobOutcome outcome;
        outcome.reason = reason;
        outcome.httpStatus = status;
        outcome.httpVersion = "2";
        outcome.detail = u"<img src=\"/dev/zero\"> said"_s;
        return outcome;
    };
    QTest::newRow("200") << JobKind::Fetch << fetch(FailureReason::None, 200)
                         << QStringList{u"finished"_s, u"200 OK"_s};
    QTest::newRow("404") << JobKind::Fetch << fetch(FailureReason::HttpStatus, 404)
                         << QStringList{u"failed"_s, u"404"_s, u"<img"_s};
    for (const FailureReason reason :
         {FailureReason::BadUrl, FailureReason::Unresolved, FailureReason::Unreachable, FailureReason::Tls,
          FailureReason::BadRedirect, FailureReason::CutShort, FailureReason::TooLarge,
          FailureReason::TooSlow, FailureReason::TimedOut, FailureReason::Protocol, FailureReason::Disk,
          FailureReason::Internal})
        QTest::addRow("fetch, reason %d", static_cast<int>(reason))
            << JobKind::Fetch << fetch(reason) << QStringList{u"failed"_s, u"<img src=\"/dev/zero\"> said"_s};
    JobOutcome command;
    command.exitCode = 0;
    command.peakMemory = 3 * 1024 * 1024;
    command.userTime = std::chrono::milliseconds(1234);
    QTest::newRow("exit 0") << JobKind::Command << command
                            << QStringList{u"finished"_s, u"Exit code"_s, u"3"_s, u"1.2 s"_s};
    command.exitCode = 28;
    command.reason = FailureReason::ExitCode;
    QTest::newRow("exit 28") << JobKind::Command << command << QStringList{u"failed"_s, u"28"_s};
    command.exitCode = -1;
    command.signal = 9;
    command.reason = FailureReason::Signal;
    QTest::newRow("killed") << JobKind::Command << command << QStringList{u"failed"_s, u"SIGKILL"_s};
    command.signal = 0;
    for (const FailureReason reason :
         {FailureReason::NotFound, FailureReason::NotExecutable, FailureReason::NotStarted,
          FailureReason::BadDirectory, FailureReason::TimedOut, FailureReason::Abandoned}) {
        command.reason = reason;
        QTest::addRow("command, reason %d", static_cast<int>(reason))
            << JobKind::Command << command << QStringList{u"failed"_s};
    }
}

void TestDetails::everyOutcomeIsTold()
{
    QFETCH(JobKind, kind);
    QFETCH(JobOutcome, outcome);
    QFETCH(QStringList, says);
    WindowKit kit;
    end(kit, kind, outcome, "http://a.example/");
    QTRY_VERIFY(overview(kit).contains(says.front()));
    for (const QString &word : says)
        QVERIFY2(overview(kit).contains(word), qPrintable(word + u" in "_s + overview(kit)));
}

void TestDetails::aPendingJobSaysWhyItIsNotRunning()
{
    WindowKit kit;
    const auto ids = kit.put(3);
    kit.select({ids[2]});
    QTRY_VERIFY(overview(kit).contains(u"Not running yet"_s));
    kit.queue.setWidth(1);
    QTRY_VERIFY(overview(kit).contains(u"2nd in line"_s));
    (void)kit.queue.pause();
    QTRY_VERIFY(overview(kit).contains(u"paused"_s));
}

void TestDetails::severalJobsAreSummedUp()
{
    WindowKit kit;
    const auto ids = kit.put(5);
    kit.queue.setWidth(2);
    kit.select(ids);
    QTRY_VERIFY(overview(kit).startsWith(u"5 jobs selected"_s));
    QTRY_VERIFY(overview(kit).contains(u"Underway"_s));
}

void TestDetails::aHostileNameIsText()
{
    WindowKit kit;
    JobOutcome outcome;
    outcome.reason = FailureReason::ExitCode;
    outcome.exitCode = 1;
    outcome.detail = u"<img src=\"/dev/zero\">"_s;
    end(kit, JobKind::Command, outcome, "<img src=\"/dev/zero\">");
    for (int tab = 0; tab < kit.views().details->count(); ++tab) {
        kit.views().details->setCurrentIndex(tab);
        kit.turn();
    }
    kit.views().details->setCurrentIndex(0);
    QVERIFY(overview(kit).contains(u"<img src=\"/dev/zero\">"_s));
    for (const QLabel *label : kit.window->findChildren<QLabel *>())
        QVERIFY2(label->textFormat() == Qt::PlainText || !label->text().contains(u'<'),
                 qPrintable(label->text()));
}

void TestDetails::attemptsAreListed()
{
    WindowKit kit;
    auto first = std::make_shared<JobOutcome>();
    first->reason = FailureReason::HttpStatus;
    first->httpStatus = 503;
    kit.host.known.push_back(
        {1, WallTime(milliseconds(1000)), WallTime(milliseconds(2000)), JobState::Failed, first});
    JobOutcome outcome;
    outcome.httpStatus = 200;
    const JobId id = end(kit, JobKind::Fetch, outcome, "http://a.example/");
    kit.queue.retry(std::array{id});
    QTRY_COMPARE(kit.queue.find(id)->attempt, 2);
    kit.views().details->showTab(DetailsPane::Tab::Attempts);
    const auto *table = kit.window->findChild<AttemptsView *>();
    QTRY_COMPARE(table->rowCount(), 2);
    QTRY_VERIFY(table->item(0, 4)->text().contains(u"503"_s));
    QTRY_VERIFY(table->item(1, 4)->text().contains(u"200"_s));
}

void TestDetails::whatBecomesOfAJobBeforeItRunsAgainLeavesItsAttemptAsItWas()
{
    WindowKit kit;
    kit.host.known.push_back({1, WallTime(milliseconds(1000)), WallTime(milliseconds(3000)),
                              JobState::Finished, std::make_shared<JobOutcome>()});
    const JobId id = end(kit, JobKind::Command, JobOutcome());
    kit.views().details->showTab(DetailsPane::Tab::Attempts);
    const auto *table = kit.window->findChild<AttemptsView *>();
    kit.queue.setWidth(0);
    const auto shows = [&](JobState state) {
        kit.select({});
        kit.select({id});
        QTRY_VERIFY(kit.state(id) == state && table->rowCount() == 1);
        QVERIFY2(table->item(0, 1)->text().endsWith(u"finished"_s), qPrintable(table->item(0, 1)->text()));
        QVERIFY2(table->item(0, 3)->text().startsWith(u"2"_s), qPrintable(table->item(0, 3)->text()));
    };
    kit.queue.retry(std::array{id});
    shows(JobState::Pending);
    kit.queue.cancel(std::array{id});
    shows(JobState::Cancelled);
}

void TestDetails::anEarlierAttemptIsShownWithAllItLeft()
{
    WindowKit kit;
    const auto outcomeOf = [&kit](const QString &file, const QByteArray &output) {
        write(kit.results, file, output);
        JobOutcome outcome;
        outcome.folder = kit.results.path();
        outcome.file = file;
        outcome.bytes = output.size();
        outcome.environment = "FROM=" + output + "\n";
        return outcome;
    };
    JobOutcome first = outcomeOf(u"1-out.txt"_s, "earlier");
    first.exitCode = 2;
    first.reason = FailureReason::ExitCode;
    kit.host.known.push_back({1, WallTime(milliseconds(1000)), WallTime(milliseconds(2000)),
                              JobState::Pending, std::make_shared<const JobOutcome>(first)});
    const JobId id = end(kit, JobKind::Command, outcomeOf(u"2-out.txt"_s, "later"), "true");
    kit.queue.retry(std::array{id});
    QTRY_VERIFY(kit.queue.find(id)->attempt == 2 && isEnded(kit.queue.find(id)->state));
    DetailsPane *details = kit.views().details;
    const auto textOf = [&](DetailsPane::Tab tab) {
        details->showTab(tab);
        QString text;
        (void)QTest::qWaitFor([&] {
            for (const QPlainTextEdit *view : details->currentWidget()->findChildren<QPlainTextEdit *>())
                text += view->toPlainText();
            return text.contains(u"er"_s);
        });
        return text;
    };
    QVERIFY(textOf(DetailsPane::Tab::Environment).contains(u"FROM=later"_s));
    details->showTab(DetailsPane::Tab::Attempts);
    auto *table = kit.window->findChild<AttemptsView *>();
    QTRY_COMPARE(table->rowCount(), 2);
    table->selectRow(0);
    QCOMPARE(details->tabText(static_cast<int>(DetailsPane::Tab::Output)), u"Output of attempt 1"_s);
    QVERIFY(textOf(DetailsPane::Tab::Environment).contains(u"FROM=earlier"_s));
    QVERIFY(textOf(DetailsPane::Tab::Output).contains(u"earlier"_s));
    details->showTab(DetailsPane::Tab::Attempts);
    table->selectRow(1);
    QVERIFY(textOf(DetailsPane::Tab::Output).contains(u"later"_s));
    QCOMPARE(details->tabText(static_cast<int>(DetailsPane::Tab::Output)), u"Output"_s);
}

void TestDetails::theHeadersOfAFetchAreShown()
{
    WindowKit kit;
    JobOutcome outcome;
    outcome.httpStatus = 200;
    outcome.headers = "HTTP/2 200\r\nContent-Type: text/html\r\nX-Odd: <b>\r\n\r\n";
    end(kit, JobKind::Fetch, outcome, "https://me:secret@a.example/");
    kit.views().details->showTab(DetailsPane::Tab::Environment);
    const auto *view = kit.window->findChild<EnvironmentView *>()->findChild<QPlainTextEdit *>();
    QTRY_COMPARE(view->toPlainText(),
                 u"GET https://me:***@a.example/0\n\nHTTP/2 200\nContent-Type: text/html\nX-Odd: <b>\n"_s);
}

void TestDetails::secretsInHeadersAreMasked()
{
    JobRecord job;
    job.spec.kind = JobKind::Fetch;
    job.spec.what = "https://me:secret@a.example/";
    auto options = std::make_shared<JobOptions>();
    options->headers = {"Authorization: Bearer secret", "X-Api-Key: secret", "Accept: text/plain"};
    job.spec.options = options;
    const QByteArray text = environmentOf(job);
    QVERIFY2(!text.contains("secret"), text.constData());
    QVERIFY(text.contains("Accept: text/plain"));
}

QTEST_MAIN(TestDetails)
#include "tst_details.moc"

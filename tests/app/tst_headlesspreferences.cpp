#include "tests/app/headlessrunkit.h"
#include "tests/support/loopbackserver.h"

#include <QDateTime>
#include <QDir>
#include <QTest>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// What was chosen once in the window counts for `millrace run` on the same data too.
class HeadlessPreferencesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noAnswerIsLargerThanTheyAllow();
    void noMoreJobsStartAMinuteThanTheyAllow();
};

void HeadlessPreferencesTest::noAnswerIsLargerThanTheyAllow()
{
    LoopbackServer server;
    server.on("/large", [](LoopbackServer::Exchange &x) { x.reply("200 OK", {}, QByteArray(2 << 20, 'x')); });
    Run run;
    QVERIFY(QDir().mkpath(run.path(u"data"_s)));
    run.write(u"data/settings.ini"_s, "[fetch]\nmegabytes=1\n");
    run.list(server.url("/large") + "\n");
    run.start({u"--json"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QVERIFY(run.job("fetch")["error"_L1].toString().contains(u"larger than the limit"_s));
    run.write(u"data/settings.ini"_s, "[fetch]\nmegabytes=3\n");
    run.start({u"--json"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QCOMPARE(run.job("fetch")["bytes"_L1].toInt(), 2 << 20);
}

void HeadlessPreferencesTest::noMoreJobsStartAMinuteThanTheyAllow()
{
    Run run;
    QVERIFY(QDir().mkpath(run.path(u"data"_s)));
    run.write(u"data/settings.ini"_s, "[queue]\nstartsAMinute=120\n");
    run.list("true\ntrue\ntrue\n");
    run.start({u"--json"_s, u"--width"_s, u"8"_s, u"--data-dir"_s, run.path(u"data"_s)});
    QList<QDateTime> starts;
    for (const QJsonObject &job : run.jobs())
        starts += QDateTime::fromString(job["started"_L1].toString(), Qt::ISODateWithMs);
    std::sort(starts.begin(), starts.end());
    QCOMPARE(starts.size(), 3);
    for (int i = 1; i < 3; ++i) // A clock that is set meanwhile aside, half a second.
        QVERIFY2(starts[i - 1].msecsTo(starts[i]) >= 490, run.output());
}

QTEST_GUILESS_MAIN(HeadlessPreferencesTest)
#include "tst_headlesspreferences.moc"

#include "core/runners/command/commandoutcome.h"
#include "tests/support/commandkit.h"

#include <QTest>

#include <functional>
#include <utility>

using namespace millrace;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Whatever a command prints, the files are bounded, the counts exact, and the window goes on.
class TestCommandOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void longOutputKeepsItsStartAndItsEnd_data()
    {
        QTest::addColumn<int>("lines");
        QTest::newRow("nothing left out, just") << 100; // of 10 bytes
        QTest::newRow("one more") << 101;
        QTest::newRow("once round") << 170;
        QTest::newRow("many times round") << 12'345;
    }

    void longOutputKeepsItsStartAndItsEnd()
    {
        QFETCH(int, lines);
        CommandKit kit({.keptHead = 300, .keptTail = 700});
        const auto job = kit.run("seq -f %09.0f " + QByteArray::number(lines) + " | tee /dev/stderr");
        QTRY_VERIFY(job->isOver());
        QByteArray whole;
        for (int i = 1; i <= lines; ++i)
            whole += QByteArray::number(i).rightJustified(9, '0') + '\n';
        QByteArray expected = whole;
        if (whole.size() > 1'000)
            expected = whole.left(300) + "\n[millrace: " + QByteArray::number(whole.size() - 1'000) +
                       " bytes left out here]\n" + whole.right(700);
        QCOMPARE(kit.output(job), expected);
        QCOMPARE(kit.errors(job), expected);
        QCOMPARE(job->outcome->bytes, whole.size());
        QCOMPARE(job->outcome->errorBytes, whole.size());
    }

    void aFloodStarvesNothing()
    {
        CommandKit kit;
        // Somebody else who gets a turn of the event loop, again and again.
        int before = 0, most = 0;
        QObject other;
        const std::function<void()> turn = [&] {
            most = std::max(most, kit.sink.prints - std::exchange(before, kit.sink.prints));
            QMetaObject::invokeMethod(&other, turn, Qt::QueuedConnection);
        };
        turn();
        const qint64 bytes = 400'000'000;
        const auto job = kit.run("head -c 400000000 /dev/zero");
        const auto endless = kit.run("yes");
        QTRY_VERIFY(job->isOver());
        kit.runner->cancel(endless->id);
        QTRY_VERIFY(endless->isOver());
        QCOMPARE(job->outcome->bytes, bytes);
        QCOMPARE(kit.sink.texts[job->id].size() + kit.sink.gaps[job->id], bytes);
        QVERIFY(QFileInfo(kit.folder.path() + u'/' + job->outcome->file).size() < (qint64{10} << 20) + 100);
        QVERIFY2(kit.sink.biggest <= 64 * 1024, "one batch hands over no more");
        QVERIFY2(most > 0 && most <= 4, qPrintable(QString::number(most))); // Of two jobs, in a turn.
    }

    void anyBytesAreKeptAsTheyCame()
    {
        CommandKit kit;
        const auto job = kit.run(
            R"(printf 'a\377\376\000b\r\n\033[31mred\033[0m'; head -c 5000000 /dev/zero | tr '\0' x)");
        QTRY_VERIFY(job->isOver());
        const QByteArray printed = kit.output(job);
        QVERIFY(printed.startsWith(QByteArray("a\377\376\0b\r\n\033[31mred\033[0mxxx", 22)));
        QCOMPARE(printed.size(), job->outcome->bytes);
        QCOMPARE(job->outcome->bytes, 5'000'019);
    }

    void bothStreamsAreOneInTheLiveView()
    {
        CommandKit kit;
        JobOptions options;
        options.workingDirectory = kit.dir.path();
        const auto job = kit.run("saw() { until [ -e $1 ]; do sleep 0.01; done; };"
                                 "for i in 1 2 3; do echo out$i; saw out$i; echo err$i >&2; saw err$i; done",
                                 options);
        QByteArray seen;
        for (const QByteArray line : {"out1", "err1", "out2", "err2", "out3", "err3"}) {
            seen += line + '\n';
            QTRY_COMPARE(kit.sink.texts[job->id], seen);
            QFile saw(kit.dir.filePath(QString::fromLatin1(line)));
            QVERIFY(saw.open(QIODevice::WriteOnly));
        }
        QTRY_VERIFY(job->isOver());
        QCOMPARE(kit.output(job), "out1\nout2\nout3\n");
        QCOMPARE(kit.errors(job), "err1\nerr2\nerr3\n");
    }

    void theLastWordsArePlainAndBounded_data()
    {
        QTest::addColumn<QByteArray>("printed");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("a line") << QByteArray("no luck\n") << u"no luck"_s;
        QTest::newRow("colours") << QByteArray("\033[1;31merror:\033[0m no") << u"error: no"_s;
        QTest::newRow("no UTF-8") << QByteArray("caf\351") << u"caf\uFFFD"_s;
        QTest::newRow("controls") << QByteArray("a\a\r\nb\tc") << u"a\u2407\nb\tc"_s;
        QTest::newRow("an escape that never ends") << QByteArray("x\033[123") << u"x"_s;
        QTest::newRow("ten lines") << QByteArray("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n")
                                   << u"2\n3\n4\n5\n6\n7\n8\n9\n10\n11"_s;
        QTest::newRow("one line of any length") << QByteArray(5'000, 'x') << u"…"_s + QString(1'999, u'x');
    }

    void theLastWordsArePlainAndBounded()
    {
        QFETCH(QByteArray, printed);
        QTEST(lastLines(printed), "words");
    }
};

QTEST_GUILESS_MAIN(TestCommandOutput)
#include "tst_commandoutput.moc"

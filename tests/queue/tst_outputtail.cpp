#include "core/queue/outputtail.h"
#include "tests/support/queuefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class tst_OutputTail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLastLineIsWhatATerminalShows_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("line");
        QTest::newRow("nothing") << ""_ba << QString();
        QTest::newRow("being printed") << "one\ntw"_ba << u"tw"_s;
        QTest::newRow("ended") << "one\ntwo\n"_ba << u"two"_s;
        QTest::newRow("blank lines after") << "one\n\n  \n\n"_ba << u"one"_s;
        QTest::newRow("DOS lines") << "one\r\ntwo\r\n"_ba << u"two"_s;
        QTest::newRow("progress") << "start\n10%\r20%\r100%"_ba << u"100%"_s;
        QTest::newRow("progress, at the start again") << "10%\r20%\r"_ba << u"20%"_s;
        QTest::newRow("overwritten in part") << "abcdef\rXY"_ba << u"XYcdef"_s;
        QTest::newRow("erased") << "long text\r\x1b[Kshort"_ba << u"short"_s;
        QTest::newRow("erased as a whole") << "long text\x1b[2K\rnew"_ba << u"new      "_s;
        QTest::newRow("backspaces") << "5%\b\b7%"_ba << u"7%"_s;
        QTest::newRow("colours") << "\x1b[1;31merror:\x1b[0m no"_ba << u"error: no"_s;
        QTest::newRow("a sequence cut off") << "text\x1b[3"_ba << u"text"_s;
        QTest::newRow("no UTF-8") << "a\xff\xfe"_ba << u"a<FF><FE>"_s;
        QTest::newRow("tricks") << "a\u202Eb"_ba << u"a<U+202E>b"_s;
        QTest::newRow("bell and NUL") << QByteArray("a\a\0b", 4) << u"a␀b"_s;
    }
    void theLastLineIsWhatATerminalShows()
    {
        QFETCH(QByteArray, output);
        QTEST(lastLineOf(output), "line");
    }

    void aLineHasItsBounds()
    {
        QCOMPARE(lastLineOf(QByteArray(1'000'000, 'x')).size(), 512);
        QCOMPARE(lastLineOf(QByteArray(1'000'000, '\b')), QString());
    }

    void theTailKeepsTheEnd()
    {
        OutputTail tail;
        QByteArray all;
        for (int i = 0; i < 10'000; ++i) {
            const QByteArray line = QByteArray::number(i * 7919) + '\n';
            tail.append(line);
            all += line;
            if (i % 997 == 0 || i > 9'990) {
                QCOMPARE(tail.bytes(), all.last(std::min(all.size(), OutputTail::capacity)));
                QCOMPARE(tail.last(100), all.last(std::min<qsizetype>(all.size(), 100)));
            }
        }
        QCOMPARE(tail.printed(), all.size());
        tail.append(QByteArray(1'000'000, 'y') + "end");
        QCOMPARE(tail.bytes().size(), OutputTail::capacity);
        QVERIFY(tail.bytes().endsWith("yend"));
        tail.skip(5);
        QCOMPARE(tail.printed(), all.size() + 1'000'003 + 5);
    }

    void jobsShowWhatTheyPrint()
    {
        QueueFixture f(1);
        const JobId id = f.put("x");
        f.runner.print("x", "one\ntwo");
        f.runner.print("x", " and more");
        QCOMPARE(f.queue->tail(id), "one\ntwo and more");
        QCOMPARE(f.queue->printedBytes(id), 16);
        f.frame();
        QCOMPARE(f.queue->find(id)->lastLine, u"two and more"_s);
        QCOMPARE(f.changes.size(), 1u);
        f.runner.print("x", "\nlast\n");
        f.clock.advance(200ms);
        QCOMPARE(f.queue->find(id)->lastLine, u"last"_s);
        QCOMPARE(f.queue->tail(id), QByteArray());
        QCOMPARE(f.queue->printedBytes(id), 0);
    }

    void tenThousandPrintsAreOneChange()
    {
        QueueFixture f(1);
        f.put("x");
        f.frame();
        f.changes.clear();
        for (int i = 0; i < 10'000; ++i)
            f.runner.print("x", "line\n");
        f.frame();
        QCOMPARE(f.changes.size(), 1u);
        QCOMPARE(f.changes[0].changed.size(), 1u);
    }
};

QTEST_APPLESS_MAIN(tst_OutputTail)
#include "tst_outputtail.moc"

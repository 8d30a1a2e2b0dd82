#include "tests/app/headlessrunkit.h"

#include <QFile>
#include <QTest>

using namespace millrace::test;
using namespace Qt::StringLiterals;

/// `millrace run` on a terminal, which script(1) makes for it and writes down.
class TerminalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rewritesOneLineWhileJobsAreUnderway();
    void rewritesNothingOnADumbOne();
};

namespace {

constexpr QByteArrayView rewriting("\r\x1b[K");

void begin(Run &run, const QString &terminal)
{
    run.set(u"TERM"_s, terminal);
    run.list("touch started; sleep 0.5; while ! [ -e go ]; do sleep 0.05; done\nexit 3\n");
    run.beginShell(u"script -qefc 'exec \"$MILLRACE\" run --width 1 \"$LIST\"' written"_s);
    QTRY_VERIFY(QFile::exists(run.path(u"started"_s)));
}

/// What a person sees in the end.
QByteArrayList linesLeft(const QByteArray &written)
{
    QByteArrayList lines = written.split('\n');
    for (QByteArray &line : lines) {
        if (const qsizetype last = line.lastIndexOf(rewriting); last >= 0)
            line = line.sliced(last + rewriting.size());
        line = line.trimmed();
    }
    return lines;
}

} // namespace

void TerminalTest::rewritesOneLineWhileJobsAreUnderway()
{
    Run run;
    begin(run, u"xterm"_s);
    QTRY_VERIFY(run.read(u"written"_s).contains(rewriting.toByteArray() + "0 of 2 · 1 underway"));
    run.write(u"go"_s, {});
    QCOMPARE(run.end().exitCode(), 1);
    const QByteArray written = run.read(u"written"_s);
    QVERIFY2(!linesLeft(written).join('\n').contains("underway"), written);
    const auto isLeft = [&written](const char *start) {
        const QByteArrayList lines = linesLeft(written);
        return std::any_of(lines.begin(), lines.end(),
                           [start](const QByteArray &line) { return line.startsWith(start); });
    };
    QVERIFY2(isLeft("✕ #2 exit 3: "), written);
    QVERIFY2(isLeft("1 finished, 1 failed. "), written);
}

void TerminalTest::rewritesNothingOnADumbOne()
{
    Run run;
    begin(run, u"dumb"_s);
    run.write(u"go"_s, {});
    QCOMPARE(run.end().exitCode(), 1);
    const QByteArray written = run.read(u"written"_s);
    QVERIFY2(written.contains("1 finished, 1 failed. ") && !written.contains("underway"), written);
}

QTEST_GUILESS_MAIN(TerminalTest)
#include "tst_terminal.moc"

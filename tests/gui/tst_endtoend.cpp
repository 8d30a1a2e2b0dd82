#include "tests/app/headlessrunkit.h"
#include "tests/gui/desktop.h"
#include "tests/support/loopbackserver.h"

#include <QApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QSet>
#include <QTest>

using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The program itself in front of a person: a list dragged in from another program, mouse and keyboard from the X server,
/// judged by what reaches the server, lies in the results folder and can be copied out of the window.
class EndToEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aDroppedListIsSteeredClosedAndGoneOnWith();

private:
    struct Row
    {
        QString state, lastLine, result;
    };

    void serve();
    void open();
    void writeList();
    [[nodiscard]] QHash<QString, Row> rows();
    [[nodiscard]] QString stateOf(const QString &what) { return rows().value(what).state; }
    [[nodiscard]] int held(const QString &state);
    [[nodiscard]] bool choose(const QString &words);
    [[nodiscard]] bool press(const QStringList &keys) { return Desktop::press(m_window, keys); }
    /// Chooses the button in front of the one that has the focus.
    [[nodiscard]] static bool answer(const QString &sheet);

    void dropTheList();
    void widen();
    void pauseAndFinish();
    void cancelTheSleeper();
    void retryAtTheTop();
    void closeWithJobsPending();
    void startAgain();

    Run m_run;
    LoopbackServer m_server;
    QByteArray m_window;
    QSet<QByteArray> m_asked; ///< Paths below /held/ that were asked for.
    bool m_isReleased = false;
};

namespace {

constexpr int heldJobs = 20;
const QString sleeper = u"echo $$ >pid; echo asleep; exec sleep 3600"_s;
const QString flaky = u"test -e key || { echo the key is missing >&2; exit 3; }; echo opened"_s;

} // namespace

void EndToEndTest::initTestCase()
{
    if (const QString lack = Desktop::lack(); !lack.isEmpty())
        QSKIP(qPrintable(lack));
}

void EndToEndTest::serve()
{
    m_server.onAny([this](LoopbackServer::Exchange &exchange) {
        if (exchange.path.startsWith("/missing"))
            return exchange.reply("404 Not Found", "Content-Type: text/plain\r\n", "It moved to the attic\n");
        if (!exchange.path.startsWith("/held/"))
            return exchange.reply("200 OK", "Content-Type: text/plain\r\n", "page " + exchange.path);
        m_asked << exchange.path;
        // Held until it is let go; a connection that goes meanwhile is forgotten by the server.
        const auto hold = [this](const auto &again, LoopbackServer::Exchange &held) -> void {
            if (m_isReleased)
                return held.reply("200 OK", "Content-Type: text/plain\r\n", "released\n");
            held.later(20ms, [again](LoopbackServer::Exchange &later) { again(again, later); });
        };
        hold(hold, exchange);
    });
}

void EndToEndTest::writeList()
{
    QByteArray list = "# dropped\n";
    for (int i = 1; i <= 3; ++i)
        list += m_server.url("/page/" + QByteArray::number(i)) + '\n';
    list += m_server.url("/missing") + '\n' + flaky.toUtf8() + '\n' + sleeper.toUtf8() + '\n';
    for (int i = 1; i <= heldJobs; ++i)
        list += m_server.url("/held/" + QByteArray::number(i)) + '\n';
    m_run.list(list);
}

void EndToEndTest::open()
{
    m_run.open({u"--data-dir"_s, m_run.path(u"data"_s)});
    m_window = Desktop::window(u"^Millrace"_s);
    QVERIFY2(!m_window.isEmpty(), m_run.errorsSoFar());
}

/// The table as it can be copied out of the window, by what the jobs are.
QHash<QString, EndToEndTest::Row> EndToEndTest::rows()
{
    const QStringList lines =
        Desktop::copied(m_window, {u"ctrl+a"_s, u"ctrl+shift+c"_s}).split(u'\n', Qt::SkipEmptyParts);
    const QStringList heads = lines.value(0).split(u'\t');
    QHash<QString, Row> found;
    for (const QString &line : lines.sliced(std::min<qsizetype>(1, lines.size()))) {
        const QStringList cells = line.split(u'\t');
        const auto cell = [&](const QString &head) { return cells.value(heads.indexOf(head)); };
        found.insert(cell(u"What"_s), {cell(u"State"_s), cell(u"Last line"_s), cell(u"Result"_s)});
    }
    return found;
}

int EndToEndTest::held(const QString &state)
{
    int count = 0;
    const QHash<QString, Row> all = rows();
    for (auto row = all.begin(); row != all.end(); ++row)
        count += row.key().contains("/held/"_L1) && row->state == state;
    return count;
}

bool EndToEndTest::choose(const QString &words)
{
    // Return goes from the filter to the table, and takes the first row.
    return press({u"Escape"_s, u"Escape"_s, u"slash"_s}) && Desktop::type(m_window, words) &&
           press({u"Return"_s});
}

bool EndToEndTest::answer(const QString &sheet)
{
    const QByteArray window = Desktop::window(sheet);
    return !window.isEmpty() && Desktop::press(window, {u"shift+Tab"_s, u"space"_s});
}

void EndToEndTest::dropTheList()
{
    QCOMPARE(Desktop::drag({m_run.path(u"list"_s)}, m_window), QByteArray("DROPPED"));
    QVERIFY(!Desktop::window(u"^Import.*list"_s).isEmpty());
    QCOMPARE(m_server.requests(), 0); // Nothing ran before somebody said so.
    // A list with commands: Cancel has the focus, "Add jobs" stands in front of it.
    QVERIFY(answer(u"^Import.*list"_s));
    QTRY_COMPARE(m_asked.size(), 7); // Of a width of 8: the sleeper has the other slot.
    QTRY_COMPARE(stateOf(flaky), u"failed"_s);
    QVERIFY(rows().value(flaky).result.contains("the key is missing"_L1));
    const Row missing = rows().value(QString::fromLatin1(m_server.url("/missing")));
    QCOMPARE(missing.state, u"failed"_s);
    QVERIFY2(missing.result.contains("It moved to the attic"_L1), qPrintable(missing.result));
    QCOMPARE(stateOf(QString::fromLatin1(m_server.url("/page/1"))), u"finished"_s);
}

void EndToEndTest::widen()
{
    QVERIFY(press({u"ctrl+plus"_s, u"ctrl+plus"_s}));
    QTRY_COMPARE(m_asked.size(), 9);
    QCOMPARE(held(u"underway"_s), 9);
    QCOMPARE(held(u"pending"_s), heldJobs - 9);
}

void EndToEndTest::pauseAndFinish()
{
    QVERIFY(press({u"p"_s}));
    QTRY_COMPARE(rows().value(QString::fromLatin1(m_server.url("/held/20"))).lastLine, u"paused"_s);
    m_isReleased = true;
    QTRY_COMPARE(held(u"finished"_s), 9);
    QCOMPARE(held(u"pending"_s), heldJobs - 9);
    QCOMPARE(m_asked.size(), 9);
    m_isReleased = false;
}

void EndToEndTest::cancelTheSleeper()
{
    const QByteArray pid = m_run.read(u"pid"_s).trimmed();
    QVERIFY(!pid.isEmpty());
    const QString process = u"/proc/"_s + QString::fromLatin1(pid);
    QVERIFY(QDir(process).exists());
    QVERIFY(choose(u"sleep 3600"_s));
    QVERIFY(press({u"Delete"_s}));
    QVERIFY(answer(u"^Cancel 1 underway job"_s));
    QTRY_VERIFY(!QDir(process).exists());
    QVERIFY(press({u"Escape"_s, u"Escape"_s}));
    QTRY_COMPARE(stateOf(sleeper), u"cancelled"_s);
    QCOMPARE(rows().value(sleeper).lastLine, u"asleep"_s);
}

void EndToEndTest::retryAtTheTop()
{
    m_run.write(u"key"_s, {});
    QVERIFY(choose(u"exit:3"_s));
    QVERIFY(press({u"r"_s, u"ctrl+Home"_s, u"Escape"_s, u"Escape"_s}));
    QTRY_COMPARE(rows().value(flaky).lastLine, u"paused"_s);
    QVERIFY(press({u"w"_s, u"2"_s, u"Return"_s}));
    QVERIFY(press({u"p"_s}));
    QTRY_COMPARE(stateOf(flaky), u"finished"_s);
    QTRY_COMPARE(m_asked.size(), 9 + 2);
    QCOMPARE(held(u"underway"_s), 2);
}

void EndToEndTest::closeWithJobsPending()
{
    QVERIFY(press({u"ctrl+q"_s}));
    QVERIFY(answer(u"^Quit Millrace"_s)); // In front of "Keep going": cancel them and quit.
    QCOMPARE(m_run.end().exitCode(), 0);
}

void EndToEndTest::startAgain()
{
    m_isReleased = true;
    open();
    QTRY_COMPARE(m_asked.size(), heldJobs);
    QTRY_COMPARE(held(u"finished"_s), heldJobs);
    QCOMPARE(stateOf(sleeper), u"cancelled"_s);
    QCOMPARE(stateOf(flaky), u"finished"_s);
    QVERIFY(press({u"ctrl+q"_s}));
    QCOMPARE(m_run.end().exitCode(), 0); // Nothing underway: nothing to ask.
}

void EndToEndTest::aDroppedListIsSteeredClosedAndGoneOnWith()
{
    serve();
    writeList();
    for (const auto step :
         {&EndToEndTest::open, &EndToEndTest::dropTheList, &EndToEndTest::widen,
          &EndToEndTest::pauseAndFinish, &EndToEndTest::cancelTheSleeper, &EndToEndTest::retryAtTheTop,
          &EndToEndTest::closeWithJobsPending, &EndToEndTest::startAgain}) {
        (this->*step)();
        if (QTest::currentTestFailed())
            return;
    }
    QByteArray all;
    QDirIterator results(m_run.path(u"data/results"_s), QDir::Files, QDirIterator::Subdirectories);
    while (results.hasNext()) {
        QFile file(results.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        all += file.readAll();
    }
    QCOMPARE(all.count("released\n"), heldJobs);
    QCOMPARE(all.count("page /page/"), 3);
    for (const char *said : {"the key is missing\n", "opened\n", "asleep\n", "It moved to the attic\n"})
        QVERIFY2(all.contains(said), said);
}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen"); // To say so, rather than to abort.
    const QApplication application(argc, argv);
    EndToEndTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_endtoend.moc"

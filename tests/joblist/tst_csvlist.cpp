#include "core/joblist/csv.h"
#include "tests/joblist/listkit.h"

#include <QTest>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using Reason = ListProblem::Reason;

class CsvListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neutralisesFormulasAndTakesThemBack_data();
    void neutralisesFormulasAndTakesThemBack();
    void cutsRecordsAsSpreadsheetsWriteThem();
    void readsEverySeparator_data();
    void readsEverySeparator();
    void readsAllThatMakesAJob();
    void tellsTheLineOfEachWrongRecord();
    void joinsNoRecordAcrossALineThatCannotBeRead();
    void endsARecordThatNeverCloses();
    void takesNoOtherTable();
};

void CsvListTest::neutralisesFormulasAndTakesThemBack_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("cell");
    const auto row = [](const char *text, const char *cell) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(cell);
    };
    row("", "");
    row("true", "true");
    row("echo a", "\"echo a\"");
    row("=1+1", "'=1+1");
    row("+1", "'+1");
    row("-rf", "'-rf");
    row("@SUM(A1)", "'@SUM(A1)");
    row("\t=1", "\"'\t=1\"");
    row("\r=1", "\"'\r=1\"");
    row("'=1", "''=1");
    row("''@x", "'''@x");
    row("'quoted' \"x\"", "\"'quoted' \"\"x\"\"\"");
    row("'/opt/a'", "'/opt/a'");
    row("a=1", "a=1");
    row("\xEF\xBC\x9D"
        "1",
        "'\xEF\xBC\x9D"
        "1");
    row("a\nb", "\"a\nb\"");
    row("a,b;c", "\"a,b;c\"");
}

void CsvListTest::neutralisesFormulasAndTakesThemBack()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, cell);
    QCOMPARE(csvCell(text), cell);
    CsvRecord record(',');
    for (const QByteArray &line : csvCell(text).split('\n'))
        record.add(line);
    const QList<QByteArray> cells = record.take();
    QCOMPARE(cells.size(), 1);
    QCOMPARE(plainCell(cells[0]), text);
}

void CsvListTest::cutsRecordsAsSpreadsheetsWriteThem()
{
    CsvRecord record(',');
    QVERIFY(record.add(R"(a,"b,""c""",,d"e)"));
    QCOMPARE(record.take(), QList<QByteArray>({"a", "b,\"c\"", "", "d\"e"}));
    QVERIFY(!record.add(R"(a,"b)"));
    QVERIFY(!record.add(""));
    QVERIFY(record.add(R"(c",d)"));
    QCOMPARE(record.take(), QList<QByteArray>({"a", "b\n\nc", "d"}));
}

void CsvListTest::readsEverySeparator_data()
{
    QTest::addColumn<char>("separator");
    QTest::newRow("comma") << ',';
    QTest::newRow("semicolon") << ';';
    QTest::newRow("tab") << '\t';
}

void CsvListTest::readsEverySeparator()
{
    QFETCH(char, separator);
    QByteArray text =
        "\"kind\",state,what\r\nfetch,finished,http://a.example/\r\n\r\ncommand,,\"echo \"\"a\"\"\"\r\n";
    text.replace(',', separator);
    const JobList list = read("\xEF\xBB\xBF" + text);
    QCOMPARE(list.format, ListFormat::Csv);
    QCOMPARE(list.problemCount, 0);
    QCOMPARE(texts(list), QByteArrayList({"http://a.example/", "echo \"a\""}));
    QCOMPARE(list.lines, std::vector<qint64>({2, 4}));
}

void CsvListTest::readsAllThatMakesAJob()
{
    const JobList list = read("number,key,kind,what,priority,options\n"
                              "1,'=k,command,\"'-x \nb\",-3,\"{\"\"timeout\"\":1.5}\"\n");
    QCOMPARE(list.problemCount, 0);
    const JobSpec &job = list.jobs.at(0);
    QCOMPARE(job.key, "=k");
    QCOMPARE(job.what, "-x \nb");
    QCOMPARE(job.priority, -3);
    QCOMPARE(optionsOf(job).timeout, std::chrono::milliseconds(1500));
}

void CsvListTest::tellsTheLineOfEachWrongRecord()
{
    const JobList list = read("kind,what,priority,options\n"
                              "command,\"a\nb\",,\n"
                              "fly,x,,\n"
                              "command,x,high,\n"
                              "command,x,,nonsense\n"
                              "command,x,,,,more\n"
                              "fetch,ftp://a.example/\n"
                              "command,b\n");
    QCOMPARE(texts(list), QByteArrayList({"a\nb", "b"}));
    const std::vector<std::pair<Reason, qint64>> expected{{Reason::BadMember, 4},
                                                          {Reason::BadMember, 5},
                                                          {Reason::BadMember, 6},
                                                          {Reason::BadRow, 7},
                                                          {Reason::SchemeRefused, 8}};
    QCOMPARE(list.problems.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        QVERIFY(std::pair(list.problems[i].reason, list.problems[i].line) == expected[i]);
}

// Half of one command and half of another would be a third that nobody wrote.
void CsvListTest::joinsNoRecordAcrossALineThatCannotBeRead()
{
    const JobList list = read(QByteArray("kind,what\ncommand,\"rm a\n\xff\n\"\"b\"\ncommand,true\n"));
    QCOMPARE(texts(list), QByteArrayList({"true"}));
    QCOMPARE(list.problems.at(0).reason, Reason::BadEncoding);
    QCOMPARE(list.problems.at(1).reason, Reason::BadRow);
    QCOMPARE(list.problems.at(1).line, 2);
}

void CsvListTest::endsARecordThatNeverCloses()
{
    QCOMPARE(read("kind,what\ncommand,\"rm").problems.at(0).reason, Reason::BadRow);
    const JobList list =
        read("kind,what\ncommand,\"rm\n" + QByteArray("x\n").repeated(1 << 20) + "command,true\n");
    QCOMPARE(list.problems.at(0).reason, Reason::BadRow);
    QCOMPARE(list.problems.at(0).line, 2);
    QCOMPARE(texts(list).value(0), "true");
}

void CsvListTest::takesNoOtherTable()
{
    QCOMPARE(read("number,message\n1,hello\n").format, ListFormat::PlainText);
    QCOMPARE(read("kinds,what\n").format, ListFormat::PlainText);
}

QTEST_APPLESS_MAIN(CsvListTest)
#include "tst_csvlist.moc"

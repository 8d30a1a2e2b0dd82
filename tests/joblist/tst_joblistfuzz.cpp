#include "tests/joblist/listkit.h"

#include <QElapsedTimer>
#include <QTest>

#include <random>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

namespace {

// Everything a list says, for comparing two of them.
QByteArrayList story(const JobList &list)
{
    QByteArrayList story;
    for (std::size_t i = 0; i < list.jobs.size(); ++i) {
        const QByteArray kind = list.jobs[i].kind == JobKind::Fetch ? "fetch " : "command ";
        story.append(QByteArray::number(list.lines[i]) + ' ' + kind + list.jobs[i].what);
    }
    for (const ListProblem &problem : list.problems) {
        story.append("problem " + QByteArray::number(static_cast<int>(problem.reason)) + " at " +
                     QByteArray::number(problem.line) + ' ' + problem.text.toUtf8());
    }
    story.append(QByteArray::number(list.problemCount) + ' ' + QByteArray::number(list.duplicates));
    return story;
}

JobList readInPieces(const QByteArray &bytes, std::mt19937 &random)
{
    JobListParser parser;
    parser.begin(u"test"_s);
    for (QByteArrayView rest(bytes); !rest.isEmpty();) {
        const qsizetype size = std::min<qsizetype>(rest.size(), 1 + static_cast<qsizetype>(random() % 40));
        parser.feed(rest.first(size));
        rest = rest.sliced(size);
    }
    parser.end();
    return parser.take();
}

// Lines of all sorts, good and bad, joined by ends of both sorts.
QByteArray randomList(std::mt19937 &random)
{
    static const QByteArrayList pieces{"echo ",
                                       "http://example.org/",
                                       "https://",
                                       "ftp://x/",
                                       "#",
                                       " ",
                                       "\t",
                                       "\r\n",
                                       "\n",
                                       "\n",
                                       "\n",
                                       "\r",
                                       QByteArray("\0", 1),
                                       "\xEF\xBB\xBF",
                                       "\xC3\xA4",
                                       "\xC3",
                                       "\xFF",
                                       "a",
                                       "b",
                                       ":",
                                       "\\",
                                       "@",
                                       "[",
                                       "\xE2\x80\xAE"};
    QByteArray list;
    for (auto count = random() % 60; count > 0; --count)
        list.append(pieces[static_cast<qsizetype>(random() % static_cast<unsigned>(pieces.size()))]);
    return list;
}

} // namespace

/// The same seeds in every run: what fails here fails again.
class JobListFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheSameHoweverItIsCut();
    void takesALongLineInPieces();
    void survivesNoise();
    void readsAHundredThousandLines();
};

void JobListFuzz::readsTheSameHoweverItIsCut()
{
    std::mt19937 random(20261121);
    for (int run = 0; run < 3000; ++run) {
        const QByteArray bytes = randomList(random);
        const JobList whole = read(bytes);
        QCOMPARE(story(readInPieces(bytes, random)), story(whole));
        // Every line that is not blank or a comment is a job or a problem.
        QVERIFY(whole.jobs.size() == whole.lines.size());
        for (std::size_t i = 0; i < whole.jobs.size(); ++i) {
            QVERIFY(bytes.contains(whole.jobs[i].what));
            QVERIFY(!whole.jobs[i].what.contains('\n') && !whole.jobs[i].what.contains('\0'));
            QVERIFY(QUtf8StringView(whole.jobs[i].what).isValidUtf8());
        }
    }
}

void JobListFuzz::survivesNoise()
{
    std::mt19937 random(7);
    for (int run = 0; run < 2000; ++run) {
        QByteArray bytes(static_cast<qsizetype>(random() % 300), Qt::Uninitialized);
        for (char &c : bytes)
            c = static_cast<char>(random() >> 24);
        if (run % 3 == 0)
            bytes.prepend(run % 2 ? "\xFF\xFE" : "\xFE\xFF");
        QCOMPARE(story(readInPieces(bytes, random)), story(read(bytes)));
    }
}

void JobListFuzz::readsAHundredThousandLines()
{
    QByteArray bytes;
    for (int i = 0; i < 100'000; ++i) {
        const QByteArray number = QByteArray::number(i);
        bytes += i % 4
                     ? "https://host" + QByteArray::number(i % 50) + ".example.org/path/" + number + ".jpg\n"
                     : "convert in-" + number + ".png out-" + number + ".jpg\n";
    }
    QElapsedTimer timer;
    timer.start();
    const JobList list = read(bytes);
    qInfo("100,000 lines in %lld ms", static_cast<long long>(timer.elapsed()));
    QCOMPARE(list.jobs.size(), std::size_t{100'000});
    QCOMPARE(list.fetches, 75'000);
    QCOMPARE(list.duplicates, 0);
}

void JobListFuzz::takesALongLineInPieces()
{
    std::mt19937 random(1);
    QCOMPARE(readInPieces(QByteArray(65536, 'x') + "\r\n", random).problemCount, 0);
    QCOMPARE(readInPieces(QByteArray(65537, 'x') + "\r\n", random).problemCount, 1);
}

QTEST_APPLESS_MAIN(JobListFuzz)
#include "tst_joblistfuzz.moc"

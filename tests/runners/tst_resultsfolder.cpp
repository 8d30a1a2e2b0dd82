#include "core/runners/resultsfolder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace millrace;

class ResultsFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itsPathIsCleanHoweverItWasGiven_data();
    void itsPathIsCleanHoweverItWasGiven();
    void aResultLiesWhereItSays();
};

void ResultsFolderTest::itsPathIsCleanHoweverItWasGiven_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("path");
    const QString here = QDir::currentPath();
    QTest::newRow("clean") << u"/srv/rr"_s << u"/srv/rr"_s;
    QTest::newRow("as a shell completes it") << u"/srv/rr/"_s << u"/srv/rr"_s;
    QTest::newRow("with more than it needs") << u"/srv//x/../rr/./"_s << u"/srv/rr"_s;
    QTest::newRow("relative") << u"rr/"_s << here + u"/rr"_s;
    QTest::newRow("the root") << u"/"_s << u"/"_s;
}

void ResultsFolderTest::itsPathIsCleanHoweverItWasGiven()
{
    QFETCH(const QString, given);
    QTEST(ResultsFolder(given).path(), "path");
}

void ResultsFolderTest::aResultLiesWhereItSays()
{
    const QTemporaryDir directory;
    ResultsFolder folder(directory.filePath(u"rr/"_s));
    std::array<PartFile, 1> parts{folder.create(JobNumber{4212}, 1, "out", "out.txt")};
    QCOMPARE(::write(parts[0].descriptor(), "result", 6), 6);
    std::array<ResultsFolder::Kept, 1> kept;
    folder.keep(parts, kept);
    QCOMPARE(kept[0].error, 0);
    QFile file(folder.path() + u'/' + QFile::decodeName(kept[0].file));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "result"_ba);
}

QTEST_GUILESS_MAIN(ResultsFolderTest)
#include "tst_resultsfolder.moc"

#include "tests/store/damagedstore.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace millrace::test {

namespace {

constexpr int inMain = 150; ///< The rest is only in the log.
constexpr int flipped = 5;

JobState state(int number)
{
    return number > inMain || number % 2 == 0 ? JobState::Pending : JobState::Finished;
}

} // namespace

QByteArray damagedUrl(int number)
{
    return "https://example.org/" + QByteArray::number(number) + '/';
}

void flip(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qsizetype at = file.readAll().indexOf(text);
    QVERIFY(at >= 0);
    file.seek(at);
    QCOMPARE(file.write(QByteArray(1, char(text.front() ^ 1))), 1);
}

void makeDamaged(const QString &copy, Damaged what)
{
    StoreFixture f;
    f.start();
    std::vector<JobRecord> first;
    for (int n = 1; n <= inMain; ++n) {
        const QByteArray url = damagedUrl(n);
        first.push_back(state(n) == JobState::Pending ? fetch(n, url) : ended(underway(command(n, url))));
    }
    f.save(first);
    f.restart();
    for (int n = inMain + 1; n <= damagedJobs; ++n)
        f.save({fetch(n, damagedUrl(n))}); // each its own transaction
    f.keep(copy);
    if (what == Damaged::Log)
        flip(copy + u"/millrace.db-wal"_s, damagedUrl(inMain + 2));
    else
        flip(copy + u"/millrace.db"_s, damagedUrl(flipped));
}

QByteArray complaint(const StoreFixture &f, Damaged what)
{
    for (int n = 1; n <= damagedJobs; ++n) {
        const auto count = std::count_if(f.restored.begin(), f.restored.end(), [n](const JobRecord &record) {
            return record.number == JobNumber(quint64(n));
        });
        if (count != (what == Damaged::Row && n == flipped ? 0 : 1))
            return "job " + QByteArray::number(n) + " is there " + QByteArray::number(int(count)) + " times";
        if (count == 1 && (f.find(n)->spec.what != damagedUrl(n) || f.find(n)->state != state(n)))
            return "job " + QByteArray::number(n) + " was changed";
    }
    return {};
}

bool isAnythingLeftOver(const StoreFixture &f)
{
    return !QDir(f.place.dataDirectory).entryList({u"millrace.rebuil*"_s}).isEmpty();
}

} // namespace millrace::test

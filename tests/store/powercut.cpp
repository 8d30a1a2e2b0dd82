#include "tests/store/powercut.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace millrace::test {

namespace {

using Step = FaultVfs::Step;

void leave(const Steps &steps, std::size_t count, std::mt19937 &random, const QString &name,
           const QString &path)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    std::size_t synced = 0;
    for (std::size_t n = 0; n < count; ++n) {
        if (steps[n].kind == Step::Kind::Sync && steps[n].file.endsWith(name))
            synced = n;
    }
    for (std::size_t n = 0; n < count; ++n) {
        const Step &step = steps[n];
        if (!step.file.endsWith(name))
            continue;
        enum Luck { Whole, Missing, Torn };
        const Luck luck = n < synced ? Whole : Luck(random() % 3);
        if (step.kind == Step::Kind::Truncate && luck == Whole)
            file.resize(step.offset);
        if (step.kind != Step::Kind::Write || luck == Missing)
            continue;
        file.seek(step.offset);
        file.write(luck == Whole ? step.bytes
                                 : step.bytes.first(qsizetype(random() % std::size_t(step.bytes.size()))));
    }
}

} // namespace

QStringList databaseFiles()
{
    return {u"millrace.db"_s, u"millrace.db-wal"_s};
}

void leaveDatabase(const Steps &steps, std::size_t count, std::mt19937 &random, const QString &base,
                   const QString &folder)
{
    QVERIFY(QDir().mkpath(folder));
    for (const QString &name : databaseFiles()) {
        QFile::copy(base + u'/' + name, folder + u'/' + name);
        leave(steps, count, random, name, folder + u'/' + name);
    }
}

std::size_t acknowledged(const Steps &steps, std::size_t count)
{
    std::size_t last = 0;
    for (std::size_t n = 0; n < count; ++n) {
        if (steps[n].kind == Step::Kind::Mark)
            last = std::size_t(steps[n].offset);
    }
    return last;
}

} // namespace millrace::test

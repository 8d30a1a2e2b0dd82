#include "tests/support/commandkit.h"

#include <QDirIterator>

#include <unistd.h>

namespace millrace {

namespace {

template <class Visit>
void eachProcess(Visit visit)
{
    const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        bool isNumber = false;
        entry.toInt(&isNumber);
        if (isNumber)
            visit(QStringLiteral("/proc/") + entry + u'/');
    }
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QStringList CommandKit::files() const
{
    QStringList names;
    QDirIterator all(folder.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext())
        names << QFileInfo(all.next()).fileName();
    names.sort();
    return names;
}

QByteArray sleeper()
{
    static int count = 0;
    return "sleep 1000." + QByteArray::number(getpid()) + QByteArray::number(++count) + '1';
}

int processesWith(const QByteArray &text)
{
    int count = 0;
    eachProcess([&count, &text](const QString &process) {
        count += contents(process + QStringLiteral("cmdline")).replace('\0', ' ').contains(text);
    });
    return count;
}

int zombieCount()
{
    int count = 0;
    const QByteArray parent = QByteArray::number(getpid());
    eachProcess([&count, &parent](const QString &process) {
        const QByteArray stat = contents(process + QStringLiteral("stat"));
        const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        count += fields.size() > 1 && fields[0] == "Z" && fields[1] == parent;
    });
    return count;
}

} // namespace millrace

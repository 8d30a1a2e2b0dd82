#include "core/runners/command/orphansweep.h"

#include "core/runners/resultsfolder.h"

#include <QDir>
#include <QFile>

#include <csignal>
#include <sys/syscall.h>
#include <unistd.h>

namespace millrace {

namespace {

QByteArray readProc(pid_t pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/").arg(pid) + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) ? file.readAll() : QByteArray();
}

bool isOrphanOf(pid_t pid, pid_t shim, const QList<QByteArray> &marks)
{
    const QByteArray stat = readProc(pid, "stat"); // pid (name) state parent group session …
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 4 || fields[0] == "Z" || fields[0] == "X")
        return false;
    if (fields[3].toInt() == shim)
        return true;
    const QList<QByteArray> environment = readProc(pid, "environ").split('\0');
    return std::all_of(marks.begin(), marks.end(),
                       [&environment](const QByteArray &mark) { return environment.contains(mark); });
}

int sweep(pid_t shim, const QList<QByteArray> &marks)
{
    int ended = 0;
    const QStringList entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        bool isNumber = false;
        const pid_t pid = entry.toInt(&isNumber);
        if (!isNumber || pid == shim || !isOrphanOf(pid, shim, marks))
            continue;
        const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
        if (process.isOpen() && isOrphanOf(pid, shim, marks))
            ended += syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0) == 0;
    }
    return ended;
}

} // namespace

int endOrphansOf(pid_t shim, const QList<QByteArray> &marks)
{
    constexpr int roundsAtMost = 20; // What forks while it is looked for is found the next time.
    int ended = 0;
    for (int round = 0; round < roundsAtMost; ++round) {
        const int now = sweep(shim, marks);
        ended += now;
        if (now == 0)
            break;
    }
    return ended;
}

} // namespace millrace

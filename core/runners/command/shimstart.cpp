#include "core/runners/command/shimstart.h"

#include "core/runners/command/descriptorlimit.h"
#include "core/runners/command/shimprotocol.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace millrace {

namespace {

constexpr int firstFree = shim::inputDescriptor + 1;

/// Out of the way of the numbers that the shim expects its descriptors at.
int moveUp(int &descriptor)
{
    if (descriptor >= firstFree || descriptor < 0)
        return descriptor;
    const int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, firstFree);
    close(descriptor);
    return descriptor = moved;
}

/// Standard input as a file that exists in memory only: nothing has to be fed to the job while it runs.
Descriptor inputFile(const QByteArray &bytes)
{
    int file = memfd_create("standard input", MFD_CLOEXEC);
    if (file < 0)
        return {};
    Descriptor input(moveUp(file));
    for (qsizetype done = 0; done < bytes.size();) {
        const ssize_t written =
            write(input.get(), bytes.data() + done, static_cast<size_t>(bytes.size() - done));
        if (written <= 0)
            return {};
        done += written;
    }
    return lseek(input.get(), 0, SEEK_SET) == 0 ? std::move(input) : Descriptor();
}

QByteArray numbersFor(const CommandStart &start)
{
    qint64 numbers[shim::NumberCount] = {};
    numbers[shim::TimeoutMs] = start.timeout.count();
    numbers[shim::GraceMs] = start.grace.count();
    numbers[shim::LingerMs] = start.linger.count();
    numbers[shim::HeadBytes] = start.keptHead;
    numbers[shim::TailBytes] = start.keptTail;
    numbers[shim::DescriptorLimit] = static_cast<qint64>(originalDescriptorLimit());
    numbers[shim::HasInput] = start.hasInput;
    QByteArray text;
    for (const qint64 number : numbers)
        text += (text.isEmpty() ? "" : ",") + QByteArray::number(std::max<qint64>(number, 0));
    return text;
}

/// What posix_spawn wants to know beside the texts, released with it.
class SpawnPlan
{
public:
    SpawnPlan(int socket, int input)
    {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, socket, shim::controlDescriptor);
        if (input >= 0)
            posix_spawn_file_actions_adddup2(&actions, input, shim::inputDescriptor);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        sigset_t signals;
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&attributes, &signals);
        posix_spawnattr_setsigmask(&attributes, &signals); // The shim opens up when it is ready for them.
    }
    ~SpawnPlan()
    {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan &) = delete;
    SpawnPlan &operator=(const SpawnPlan &) = delete;

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
};

char *text(const QByteArray &bytes)
{
    return const_cast<char *>(bytes.constData());
}

int spawn(const QByteArray &shim, const CommandStart &start, const QByteArray &run, int socket, int input,
          pid_t &pid)
{
    const SpawnPlan plan(socket, input);
    const QByteArray numbers = numbersFor(start);
    char *const arguments[] = {const_cast<char *>("millrace-shim"),
                               const_cast<char *>(shim::version),
                               text(numbers),
                               text(start.folder),
                               text(start.line),
                               nullptr};
    const QByteArray own[] = {"MILLRACE_JOB=" + QByteArray::number(static_cast<quint64>(start.number)),
                              "MILLRACE_ATTEMPT=" + QByteArray::number(start.attempt), "MILLRACE_RUN=" + run};
    std::vector<char *> environment;
    environment.reserve(static_cast<std::size_t>(start.environment->entries().size()) + 4);
    for (const QByteArray &entry : start.environment->entries())
        environment.push_back(text(entry));
    for (const QByteArray &entry : own)
        environment.push_back(text(entry));
    environment.push_back(nullptr);
    return posix_spawn(&pid, shim.constData(), &plan.actions, &plan.attributes, arguments,
                       environment.data());
}

} // namespace

StartedShim startShim(const QByteArray &shim, const CommandStart &start, const QByteArray &run)
{
    StartedShim started;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        started.error = errno;
        return started;
    }
    started.socket = Descriptor(ends[0]);
    const Descriptor theirs(moveUp(ends[1]));
    Descriptor input;
    if (start.hasInput)
        input = inputFile(start.input);
    if (!theirs.isOpen() || (start.hasInput && !input.isOpen()))
        started.error = errno;
    else
        started.error = spawn(shim, start, run, theirs.get(), input.get(), started.pid);
    fcntl(started.socket.get(), F_SETFL, O_NONBLOCK);
    return started;
}

} // namespace millrace

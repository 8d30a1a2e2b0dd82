#include "core/runners/command/shimstart.h"

#include "core/runners/command/descriptorlimit.h"
#include "core/runners/command/shimprotocol.h"

#include <QRandomGenerator>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
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

char *text(const QByteArray &bytes)
{
    return const_cast<char *>(bytes.constData());
}

/// What the shim becomes, all of it made before: between vfork() and exec there are system calls only.
struct ShimImage
{
    const ShimSetUp &setUp;
    int socket, input;
    char *const *arguments;
    char *const *environment;
};

/// Runs in the program's memory until it execs (vfork).
[[noreturn]] void becomeShim(const ShimImage &image, volatile int &error)
{
    const int nothing = image.setUp.nothing.get();
    const bool isReady = dup2(nothing, STDIN_FILENO) >= 0 && dup2(nothing, STDOUT_FILENO) >= 0 &&
                         dup2(image.socket, shim::controlDescriptor) >= 0 &&
                         (image.input < 0 || dup2(image.input, shim::inputDescriptor) >= 0);
    for (const int ignored : image.setUp.ignored)
        signal(ignored, SIG_DFL);
    if (isReady)
        execve(image.setUp.program.constData(), image.arguments, image.environment);
    error = errno;
    _exit(127);
}

/// \returns the shim's process, or the negative errno.
///
/// Not posix_spawn(): it asks for each of 64 signals what is done on it, and makes and drops a stack every time, which
/// is a tenth of what a start costs here.
pid_t spawn(const ShimImage &image)
{
    volatile int error = 0;
    const pid_t shim = vfork();
    if (shim == 0)
        becomeShim(image, error);
    if (shim < 0)
        return -errno;
    if (error)
        waitpid(shim, nullptr, 0);
    return error ? -error : shim;
}

pid_t start(const ShimSetUp &setUp, const CommandStart &command, int socket, int input)
{
    const QByteArray numbers = numbersFor(command);
    char *const arguments[] = {const_cast<char *>("millrace-shim"),
                               const_cast<char *>(shim::version),
                               text(numbers),
                               text(command.folder),
                               text(command.line),
                               nullptr};
    const QByteArray own[] = {"MILLRACE_JOB=" + QByteArray::number(static_cast<quint64>(command.number)),
                              "MILLRACE_ATTEMPT=" + QByteArray::number(command.attempt),
                              "MILLRACE_RUN=" + setUp.run};
    std::vector<char *> environment;
    environment.reserve(static_cast<std::size_t>(command.environment->entries().size()) + 4);
    for (const QByteArray &entry : command.environment->entries())
        environment.push_back(text(entry));
    for (const QByteArray &entry : own)
        environment.push_back(text(entry));
    environment.push_back(nullptr);
    return spawn({setUp, socket, input, arguments, environment.data()});
}

Descriptor openNothing()
{
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    return Descriptor(moveUp(file));
}

std::vector<int> ignoredSignals()
{
    std::vector<int> ignored{SIGPIPE}; // Libraries begin to ignore it when they please.
    for (int signal = 1; signal < _NSIG; ++signal) {
        struct sigaction action = {};
        if (signal != SIGPIPE && sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored.push_back(signal);
    }
    return ignored;
}

} // namespace

ShimSetUp::ShimSetUp(QByteArray shim)
    : program(std::move(shim)),
      run(QByteArray::number(QRandomGenerator::securelySeeded().generate64(), 16)),
      nothing(openNothing()),
      ignored(ignoredSignals())
{}

StartedShim startShim(const ShimSetUp &setUp, const CommandStart &command)
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
    if (command.hasInput)
        input = inputFile(command.input);
    if (!theirs.isOpen() || (command.hasInput && !input.isOpen())) {
        started.error = errno;
        return started;
    }
    started.pid = start(setUp, command, theirs.get(), input.get());
    if (started.pid < 0)
        started.error = -started.pid;
    return started;
}

} // namespace millrace

// millrace-shim: runs one command of Millrace's and stands between it and the rest of the system. It is what
// makes true that nothing outlives its job. Not for people: see shimprotocol.h for what it is called with.

#include "core/runners/command/shim/supervisor.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace millrace::shim;

namespace {

/// Whatever the program forgot to close ends here; what the shim keeps, the job doesn't get.
void closeTheRest(bool hasInput)
{
    const unsigned first = static_cast<unsigned>(hasInput ? inputDescriptor : controlDescriptor) + 1;
    if (syscall(SYS_close_range, first, ~0U, 0U) != 0) { // a kernel before 5.9
        rlimit limit;
        const bool isKnown = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < 1 << 20;
        for (unsigned descriptor = first; descriptor < (isKnown ? limit.rlim_max : 1 << 20); ++descriptor)
            close(static_cast<int>(descriptor));
    }
    for (int descriptor = controlDescriptor; descriptor < static_cast<int>(first); ++descriptor)
        fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

void setDescriptorLimit(std::uint64_t soft)
{
    rlimit limit;
    if (soft == 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = soft;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char **argv)
{
    JobArguments arguments;
    if (!arguments.read(argc, argv)) {
        Report report;
        report.cause = Cause::Misuse;
        const bool heard = send(controlDescriptor, &report, sizeof report, MSG_NOSIGNAL) > 0;
        return heard ? 0 : 2;
    }
    setsid();
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    closeTheRest(arguments.numbers[HasInput] != 0);
    setDescriptorLimit(arguments.numbers[DescriptorLimit]);
    static Supervisor supervisor(arguments); // 40 KiB of buffers: in the data segment, touched when used.
    _exit(supervisor.run());
}

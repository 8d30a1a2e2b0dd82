#include "core/runners/command/descriptorlimit.h"

#include <algorithm>
#include <limits>
#include <sys/resource.h>

namespace millrace {

namespace {

constexpr rlim_t ofTheProgram = 64;
constexpr rlim_t ofAJob = 4;

rlimit currentLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
}

/// The first call must come before the limit is raised; raiseDescriptorLimit() sees to that.
rlim_t limitAtTheStart()
{
    static const rlim_t soft = currentLimit().rlim_cur;
    return soft;
}

} // namespace

void raiseDescriptorLimit()
{
    limitAtTheStart();
    rlimit limit = currentLimit();
    if (limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

std::uint64_t originalDescriptorLimit()
{
    return limitAtTheStart();
}

int maximumWidth()
{
    const rlim_t limit = currentLimit().rlim_cur;
    if (limit <= ofTheProgram + ofAJob)
        return 1;
    return static_cast<int>(
        std::min<rlim_t>((limit - ofTheProgram) / ofAJob, std::numeric_limits<int>::max()));
}

} // namespace millrace

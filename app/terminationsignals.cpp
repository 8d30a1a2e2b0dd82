#include "app/terminationsignals.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include <sys/eventfd.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr std::array handled{SIGINT, SIGTERM, SIGHUP};
std::atomic<int> wakeDescriptor{-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void wake(int)
{
    const int before = errno;
    const std::uint64_t once = 1;
    [[maybe_unused]] const ssize_t written = ::write(wakeDescriptor.load(), &once, sizeof once);
    errno = before;
}

void handle(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : handled) {
        struct sigaction current = {};
        // What nohup ignores stays ignored; but a shell ignores SIGINT for all it starts in the background.
        if (signal != SIGHUP ||
            (::sigaction(signal, nullptr, &current) == 0 && current.sa_handler != SIG_IGN))
            ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

TerminationSignals::TerminationSignals(QObject *parent)
    : QObject(parent),
      m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      m_notifier(std::make_unique<QSocketNotifier>(m_wake, QSocketNotifier::Read))
{
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &TerminationSignals::read);
    wakeDescriptor = m_wake;
    handle(wake);
}

TerminationSignals::~TerminationSignals()
{
    handle(SIG_DFL);
    m_notifier.reset();
    wakeDescriptor = -1;
    ::close(m_wake);
}

void TerminationSignals::read()
{
    eventfd_t times = 0;
    if (::eventfd_read(m_wake, &times) == 0) {
        m_times += static_cast<int>(times);
        Q_EMIT received(m_times);
    }
}

} // namespace millrace

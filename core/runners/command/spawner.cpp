#include "core/runners/command/spawner.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace millrace {

namespace {

using namespace std::chrono_literals;

constexpr auto frame = 16ms;
constexpr int startsATurn = 4; ///< Between two looks at what the running ones say.
constexpr int eventsATurn = 256;
constexpr qint64 printAtMost = 65'536;
constexpr qint64 printsAtMost = 1'048'576;
constexpr qint64 printWhenFull = 1024;

/// Signals are the main thread's business.
template <class Run>
std::thread startWithoutSignals(Run run)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread(run);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

void watch(const Descriptor &epoll, int descriptor, std::uint64_t ticket)
{
    epoll_event event{.events = EPOLLIN, .data = {.u64 = ticket}};
    epoll_ctl(epoll.get(), EPOLL_CTL_ADD, descriptor, &event);
}

} // namespace

Spawner::Spawner(QByteArray shim, ResultsFolder &folder, std::function<void()> notify)
    : m_setUp(std::move(shim)),
      m_folder(folder),
      m_notify(std::move(notify)),
      m_epoll(epoll_create1(EPOLL_CLOEXEC)),
      m_bell(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    watch(m_epoll, m_bell.get(), 0);
    m_thread = startWithoutSignals([this] { run(); });
}

Spawner::~Spawner()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    wake();
    m_thread.join();
}

void Spawner::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(m_bell.get(), &one, sizeof one);
}

void Spawner::start(CommandStart start)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_newStarts.empty() && m_newEnds.empty();
        m_newStarts.push_back(std::move(start));
    }
    if (first)
        wake();
}

void Spawner::end(std::uint64_t ticket, std::chrono::milliseconds grace)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_newStarts.empty() && m_newEnds.empty();
        m_newEnds.push_back({ticket, grace});
    }
    if (first)
        wake();
}

CommandEvents Spawner::takeEvents()
{
    const std::lock_guard lock(m_mutex);
    m_notified = false;
    m_eventBytes = 0;
    return std::exchange(m_events, {});
}

void Spawner::run()
{
    while (takeOrders()) {
        startSome();
        const int due = deliver();
        listen(m_starts.empty() ? due : 0);
    }
    endAll();
}

bool Spawner::takeOrders()
{
    std::vector<CommandStart> starts;
    std::vector<EndOrder> ends;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stop)
            return false;
        starts.swap(m_newStarts);
        ends.swap(m_newEnds);
    }
    for (CommandStart &start : starts)
        m_starts.push_back(std::move(start));
    for (const EndOrder &order : ends)
        endOne(order);
    return true;
}

void Spawner::startSome()
{
    for (int i = 0; i < startsATurn && !m_starts.empty(); ++i) {
        CommandStart start = std::move(m_starts.front());
        m_starts.pop_front();
        startOne(std::move(start));
    }
}

void Spawner::startOne(CommandStart start)
{
    const std::uint64_t ticket = start.ticket;
    const QByteArray results = QFile::encodeName(m_folder.path());
    int error = access(results.constData(), W_OK | X_OK) == 0 || errno == ENOENT ? 0 : errno;
    const shim::Cause cause = error ? shim::Cause::Disk : shim::Cause::NotStarted;
    StartedShim shim;
    if (!error) {
        shim = startShim(m_setUp, start);
        error = shim.error;
    }
    if (error) {
        CommandEnd end;
        end.ticket = ticket;
        end.report.cause = cause;
        end.report.error = error;
        if (cause == shim::Cause::Disk)
            end.trouble = QString::fromUtf8(ResultsError(error, m_folder.path()).what());
        return keepEnd(std::move(end));
    }
    auto link = std::make_unique<ShimLink>(std::move(shim), std::move(start), m_folder);
    watch(m_epoll, link->socket(), ticket);
    m_links.emplace(ticket, std::move(link));
}

void Spawner::endOne(const EndOrder &order)
{
    if (const auto running = m_links.find(order.ticket); running != m_links.end())
        return running->second->end(order.grace);
    const auto waiting = std::find_if(m_starts.begin(), m_starts.end(), [&order](const CommandStart &start) {
        return start.ticket == order.ticket;
    });
    if (waiting == m_starts.end())
        return;
    m_starts.erase(waiting);
    CommandEnd end;
    end.ticket = order.ticket;
    end.report.cause = shim::Cause::Asked;
    keepEnd(std::move(end));
}

void Spawner::listen(int timeoutMs)
{
    epoll_event events[eventsATurn];
    const int count = epoll_wait(m_epoll.get(), events, eventsATurn, timeoutMs);
    for (int i = 0; i < count; ++i) {
        if (events[i].data.u64 == 0) {
            std::uint64_t rings = 0;
            [[maybe_unused]] const ssize_t got = read(m_bell.get(), &rings, sizeof rings);
        } else if (const auto link = m_links.find(events[i].data.u64); link != m_links.end()) {
            hear(*link->second);
        }
    }
}

void Spawner::hear(ShimLink &link)
{
    constexpr int messagesATurn = 4; // Usually the last output, the report and the end of file come together.
    const std::uint64_t ticket = link.ticket();
    for (int i = 0; i < messagesATurn; ++i) {
        CommandPrint print;
        const ShimLink::Heard heard = link.hear(print, m_setUp.run);
        if (heard == ShimLink::Heard::Print)
            keepPrint(ticket, print);
        if (heard == ShimLink::Heard::Silence)
            return;
        if (heard == ShimLink::Heard::End) {
            CommandEnd end = link.takeEnd();
            m_links.erase(ticket);
            return keepEnd(std::move(end));
        }
    }
}

void Spawner::keepPrint(std::uint64_t ticket, const CommandPrint &print)
{
    const std::lock_guard lock(m_mutex);
    CommandPrint &kept = m_events.prints[ticket];
    if (print.skipped > 0) { // What was kept is not next to it: one gap, then the newest.
        kept.skipped += kept.bytes.size();
        m_eventBytes -= kept.bytes.size();
        kept.bytes.clear();
    }
    kept.skipped += print.skipped;
    kept.bytes += print.bytes;
    m_eventBytes += print.bytes.size();
    const qint64 most = m_eventBytes > printsAtMost ? printWhenFull : printAtMost;
    if (const qint64 tooMany = kept.bytes.size() - most; tooMany > 0) {
        kept.bytes.remove(0, tooMany);
        kept.skipped += tooMany;
        m_eventBytes -= tooMany;
    }
}

void Spawner::keepEnd(CommandEnd end)
{
    const std::lock_guard lock(m_mutex);
    m_events.ends.push_back(std::move(end));
}

/// Tells the owner if it is time to.
/// \returns after how many milliseconds it will be, -1 for never.
int Spawner::deliver()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_notified || (m_events.ends.empty() && m_events.prints.empty()))
            return -1;
        const auto since = std::chrono::steady_clock::now() - m_lastNotify;
        if (m_events.ends.empty() && since < frame)
            return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(frame - since).count());
        m_notified = true;
        m_lastNotify += since;
    }
    m_notify();
    return -1;
}

/// Hangs up on all of them at once, then waits for them together.
void Spawner::endAll()
{
    const auto giveUp = std::chrono::steady_clock::now() + 1s;
    for (const auto &[ticket, link] : m_links)
        link->hangUp();
    const auto reaped = [](const auto &entry) { return entry.second->reapNow(); };
    while (std::erase_if(m_links, reaped), !m_links.empty() && std::chrono::steady_clock::now() < giveUp)
        poll(nullptr, 0, 2);
}

} // namespace millrace

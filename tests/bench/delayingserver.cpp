#include "tests/bench/delayingserver.h"

#include <array>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace millrace::bench {

namespace {

constexpr qsizetype bodySize = 1024;

const QByteArray &answer()
{
    static const QByteArray bytes =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + QByteArray::number(bodySize) +
        "\r\n\r\n" + QByteArray(bodySize, 'x');
    return bytes;
}

int listenSomewhere()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<const sockaddr *>(&here), sizeof here) != 0 ||
        ::listen(listener, 4096) != 0)
        qFatal("can't listen on 127.0.0.1");
    return listener;
}

} // namespace

DelayingServer::DelayingServer(std::chrono::milliseconds delay)
    : m_delay(delay),
      m_listener(listenSomewhere()),
      m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      m_end(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    for (const int descriptor : {m_listener, m_timer, m_end})
        watch(descriptor);
    m_thread = std::thread([this] { run(); });
}

DelayingServer::~DelayingServer()
{
    ::eventfd_write(m_end, 1);
    m_thread.join();
    for (const auto &[socket, unread] : m_unread)
        ::close(socket);
    for (const int descriptor : {m_listener, m_epoll, m_timer, m_end})
        ::close(descriptor);
}

QByteArray DelayingServer::url() const
{
    sockaddr_in here{};
    socklen_t size = sizeof here;
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&here), &size);
    return "http://127.0.0.1:" + QByteArray::number(ntohs(here.sin_port));
}

std::chrono::duration<double> DelayingServer::takeLatency()
{
    const double answered = static_cast<double>(m_answered.exchange(0));
    return std::chrono::duration<double>(static_cast<double>(m_nanoseconds.exchange(0)) / 1e9 / answered);
}

void DelayingServer::watch(int descriptor) const
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void DelayingServer::run()
{
    for (;;) {
        std::array<epoll_event, 256> events;
        std::uint64_t expired = 0;
        const int count = ::epoll_wait(m_epoll, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            const int ready = events[static_cast<std::size_t>(i)].data.fd;
            if (ready == m_end)
                return;
            if (ready == m_listener)
                accept();
            else if (ready == m_timer)
                static_cast<void>(!::read(m_timer, &expired, sizeof expired));
            else
                read(ready);
        }
        answerWhatIsDue();
    }
}

void DelayingServer::accept()
{
    for (;;) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0)
            return;
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_unread[socket].clear();
        watch(socket);
    }
}

void DelayingServer::read(int socket)
{
    std::array<char, 16 * 1024> bytes;
    const ssize_t count = ::read(socket, bytes.data(), bytes.size());
    if (count <= 0) {
        std::erase_if(m_answers, [socket](const Answer &waiting) { return waiting.socket == socket; });
        m_unread.erase(socket);
        ::close(socket);
        return;
    }
    QByteArray &unread = m_unread[socket];
    unread.append(bytes.data(), count);
    const auto now = Clock::now();
    for (qsizetype end = 0; (end = unread.indexOf("\r\n\r\n")) >= 0; unread.remove(0, end + 4))
        m_answers.push_back({now + m_delay, now, socket});
}

void DelayingServer::answerWhatIsDue()
{
    for (; !m_answers.empty() && m_answers.front().due <= Clock::now(); m_answers.pop_front()) {
        const Answer &first = m_answers.front();
        if (::write(first.socket, answer().constData(), static_cast<std::size_t>(answer().size())) < 0)
            continue; // It has left; that is read next.
        ++m_answered;
        m_nanoseconds += std::chrono::nanoseconds(Clock::now() - first.asked).count();
    }
    if (!m_answers.empty())
        wakeFor(m_answers.front().due);
}

void DelayingServer::wakeFor(Clock::time_point due) const
{
    const auto time = std::chrono::nanoseconds(due.time_since_epoch()).count();
    itimerspec once{};
    once.it_value.tv_sec = time / 1'000'000'000;
    once.it_value.tv_nsec = time % 1'000'000'000;
    ::timerfd_settime(m_timer, TFD_TIMER_ABSTIME, &once, nullptr);
}

} // namespace millrace::bench

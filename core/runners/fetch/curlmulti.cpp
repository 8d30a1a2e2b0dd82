#include "core/runners/fetch/curlmulti.h"

#include <QPointer>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr std::size_t mostIdleHandles = 256;
constexpr long mostConnections = 1200;

/// libcurl's one-time set-up. Never undone: other threads of the program may still be looking up names.
void initialise()
{
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code)
        throw std::runtime_error(curl_easy_strerror(code));
}

CURLM *makeMulti()
{
    initialise();
    return curl_multi_init();
}

/// How many connections to keep, idle ones included: as many as a width of 1000 needs, if the limit of open
/// descriptors allows.
long connectionsToKeep()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return std::clamp(static_cast<long>(std::min<rlim_t>(limit.rlim_cur, 1 << 20)) / 2, 32L, mostConnections);
}

} // namespace

CurlMulti::CurlMulti()
    : m_multi(makeMulti()),
      m_share(curl_share_init()),
      m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_notifier(m_epoll.get(), QSocketNotifier::Read)
{
    curl_share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, connectionsToKeep());
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { readySockets(); });
}

CurlMulti::~CurlMulti()
{
    for (CURL *easy : m_idle)
        curl_easy_cleanup(easy);
    curl_multi_cleanup(m_multi);
    curl_share_cleanup(m_share);
}

CURL *CurlMulti::take()
{
    CURL *easy = nullptr;
    if (m_idle.empty()) {
        easy = curl_easy_init();
    } else {
        easy = m_idle.back();
        m_idle.pop_back();
    }
    curl_easy_setopt(easy, CURLOPT_SHARE, m_share);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlMulti::onOpen);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::onClose);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    // Otherwise taking a transfer out joins the thread that looks up its name, for as long as that takes.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    return easy;
}

void CurlMulti::release(CURL *easy)
{
    stop(easy);
    if (m_idle.size() < mostIdleHandles) {
        curl_easy_reset(easy);
        m_idle.push_back(easy);
    } else {
        curl_easy_cleanup(easy);
    }
}

void CurlMulti::start(CURL *easy, Listener *listener)
{
    curl_easy_setopt(easy, CURLOPT_PRIVATE, listener);
    curl_multi_add_handle(m_multi, easy);
}

void CurlMulti::stop(CURL *easy)
{
    curl_multi_remove_handle(m_multi, easy);
}

CurlMulti::Watched &CurlMulti::watched(curl_socket_t socket)
{
    const auto index = static_cast<std::size_t>(socket);
    if (index >= m_watched.size())
        m_watched.resize(index + 1);
    return m_watched[index];
}

/// libcurl's own sockets would be inherited by whatever the program starts.
curl_socket_t CurlMulti::onOpen(void *self, curlsocktype, curl_sockaddr *address)
{
    const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket >= 0)
        static_cast<CurlMulti *>(self)->watched(socket) = {.isOurs = true};
    return socket;
}

/// Closing it takes it out of epoll, too; its number is another socket's next.
int CurlMulti::onClose(void *self, curl_socket_t socket)
{
    static_cast<CurlMulti *>(self)->watched(socket) = {};
    return ::close(socket);
}

int CurlMulti::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *)
{
    CurlMulti &multi = *static_cast<CurlMulti *>(self);
    Watched &known = multi.watched(socket);
    known.isWanted = what != CURL_POLL_REMOVE;
    if (known.isWanted)
        multi.watch(socket, (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U));
    else if (!known.isOurs)
        multi.forget(socket);
    return 0;
}

void CurlMulti::watch(curl_socket_t socket, std::uint32_t events)
{
    Watched &known = watched(socket);
    if (known.events == events)
        return;
    epoll_event event{.events = events, .data = {.fd = socket}};
    const bool isNew = known.events == 0;
    known.events = events;
    if (::epoll_ctl(m_epoll.get(), isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event) != 0)
        ::epoll_ctl(m_epoll.get(), isNew ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
}

void CurlMulti::forget(curl_socket_t socket)
{
    if (std::exchange(watched(socket).events, 0) != 0)
        ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, socket, nullptr);
}

int CurlMulti::onTimer(CURLM *, long timeout, void *self)
{
    CurlMulti &multi = *static_cast<CurlMulti *>(self);
    multi.m_isDue = timeout == 0 && multi.m_isActing;
    if (timeout < 0 || multi.m_isDue)
        multi.m_timer.stop();
    else
        multi.m_timer.start(static_cast<int>(std::min(timeout, 3'600'000L)));
    return 0;
}

void CurlMulti::readySockets()
{
    std::array<epoll_event, 128> events;
    const int count = ::epoll_wait(m_epoll.get(), events.data(), events.size(), 0);
    m_isActing = true;
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[static_cast<std::size_t>(i)];
        if (!watched(event.data.fd).isWanted) { // The server has closed it; libcurl finds out by itself.
            forget(event.data.fd);
            continue;
        }
        int what = 0;
        if (event.events & EPOLLIN)
            what |= CURL_CSELECT_IN;
        if (event.events & EPOLLOUT)
            what |= CURL_CSELECT_OUT;
        if (event.events & (EPOLLERR | EPOLLHUP))
            what |= CURL_CSELECT_ERR;
        if (!act(event.data.fd, what))
            return;
    }
    m_isActing = false;
    // What was started meanwhile begins at once: by the timer that would be another turn of the event loop.
    if (std::exchange(m_isDue, false))
        act(CURL_SOCKET_TIMEOUT, 0);
}

bool CurlMulti::act(curl_socket_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    return tellEnded();
}

bool CurlMulti::tellEnded()
{
    const QPointer<QTimer> alive(&m_timer);
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *const easy = message->easy_handle;
        const CURLcode code = message->data.result;
        Listener *listener = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &listener);
        curl_multi_remove_handle(m_multi, easy);
        listener->ended(code);
        if (!alive)
            return false;
    }
    return true;
}

} // namespace millrace

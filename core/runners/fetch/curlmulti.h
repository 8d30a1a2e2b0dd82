#pragma once

#include "core/runners/resultsfolder.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <vector>

#include <curl/curl.h>

namespace millrace {

/// libcurl's multi interface on the Qt event loop: all transfers of the program, without a thread of their
/// own.
///
/// Owns the connections, the names looked up and a pool of easy handles. The sockets are watched by one epoll
/// descriptor, and that by one socket notifier: a thousand notifiers would cost every turn of the event loop
/// a look at each of them. Names are looked up by libcurl's threads. GUI thread only; never blocks.
///
/// A connection that waits for its next request goes on being watched: most are asked again at once, and to stop and
/// start watching costs a call to the system each.
class CurlMulti
{
public:
    /// Who is told of a transfer's end.
    class Listener
    {
    public:
        /// Called once, from the event loop, never from within start(). The handle is out of the multi by
        /// then, and may be started again. May destroy the CurlMulti.
        virtual void ended(CURLcode code) = 0;

    protected:
        ~Listener() = default;
    };

    CurlMulti();
    /// No transfer may be running any more.
    ~CurlMulti();
    CurlMulti(const CurlMulti &) = delete;
    CurlMulti &operator=(const CurlMulti &) = delete;

    /// An easy handle with nothing set but what every transfer needs.
    [[nodiscard]] CURL *take();
    /// Gives a handle back; a transfer that runs on it is aborted, and nobody told.
    void release(CURL *easy);

    void start(CURL *easy, Listener *listener);
    /// Takes a transfer out, aborting it; the handle stays the caller's.
    void stop(CURL *easy);

private:
    /// What is known of a socket, all of it nothing for one that isn't there.
    struct Watched
    {
        std::uint32_t events = 0; ///< That epoll waits for; 0: it doesn't know the socket.
        bool isWanted = false;    ///< By libcurl.
        bool isOurs = false;      ///< Opened by us, so that we are told when it is closed.
    };

    static curl_socket_t onOpen(void *self, curlsocktype, curl_sockaddr *address);
    static int onClose(void *self, curl_socket_t socket);
    static int onSocket(CURL *easy, curl_socket_t socket, int what, void *self, void *);
    static int onTimer(CURLM *multi, long timeout, void *self);

    Watched &watched(curl_socket_t socket);
    void watch(curl_socket_t socket, std::uint32_t events);
    void forget(curl_socket_t socket);
    void readySockets();
    /// Both are false if somebody who was told of an end destroyed this.
    bool act(curl_socket_t socket, int events);
    bool tellEnded();

    CURLM *m_multi;
    CURLSH *m_share; ///< TLS sessions, so that a second connection to a host needn't shake hands in full.
    Descriptor m_epoll;
    QSocketNotifier m_notifier;
    QTimer m_timer;
    bool m_isActing = false;        ///< Sockets are being seen to, and at the end of that …
    bool m_isDue = false;           ///< … libcurl wants to act without one.
    std::vector<Watched> m_watched; ///< By descriptor.
    std::vector<CURL *> m_idle;
};

} // namespace millrace

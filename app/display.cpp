#include "app/display.h"

#include <QByteArrayList>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr std::chrono::milliseconds patience{2'000};
constexpr int firstPort = 6000; // Of display 0, the others behind it.

bool isAnswered(int socket, const sockaddr *address, socklen_t size)
{
    if (::connect(socket, address, size) == 0)
        return true;
    if (errno == EAGAIN) // A local one is there, with more programs waiting for it than it lets in at once.
        return true;
    if (errno != EINPROGRESS)
        return false;
    pollfd connecting{socket, POLLOUT, 0};
    int error = 0;
    socklen_t errorSize = sizeof error;
    return ::poll(&connecting, 1, static_cast<int>(patience.count())) == 1 &&
           ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &errorSize) == 0 && error == 0;
}

/// A first byte of 0 is a name that is in no file system.
bool answersLocally(const QByteArray &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.isEmpty() || static_cast<std::size_t>(path.size()) >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.constData(), static_cast<std::size_t>(path.size()));
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path)) +
                      static_cast<socklen_t>(path.size() + (path[0] == '\0' ? 0 : 1));
    const bool answers = isAnswered(socket, reinterpret_cast<const sockaddr *>(&address), size);
    ::close(socket);
    return answers;
}

bool answersRemotely(const QByteArray &host, int port)
{
    addrinfo wanted = {};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.constData(), QByteArray::number(port).constData(), &wanted, &found) != 0)
        return false;
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
    for (const addrinfo *each = found; each; each = each->ai_next) {
        const int socket = ::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const bool answers = isAnswered(socket, each->ai_addr, each->ai_addrlen);
        ::close(socket);
        if (answers)
            return true;
    }
    return false;
}

/// [HOST]:NUMBER[.SCREEN], or the path of a socket.
bool answersX(const QByteArray &display)
{
    if (display.startsWith('/'))
        return answersLocally(display) || answersLocally(display.left(display.lastIndexOf('.')));
    const qsizetype colon = display.lastIndexOf(':');
    if (colon < 0)
        return false;
    QByteArray host = display.left(colon);
    const QByteArray number = display.mid(colon + 1).split('.').first();
    bool isNumber = false;
    const int n = number.toInt(&isNumber);
    if (!isNumber || n < 0 || n > 65'535 - firstPort)
        return false;
    if (host.startsWith('[') && host.endsWith(']'))
        host = host.sliced(1, host.size() - 2);
    const QByteArray socket = "/tmp/.X11-unix/X" + number;
    if (host.isEmpty() || host == "unix")
        return answersLocally(QByteArray(1, '\0') + socket) || answersLocally(socket);
    return answersRemotely(host, firstPort + n);
}

bool answersWayland(const QByteArray &display)
{
    return answersLocally(display.startsWith('/') ? display : qgetenv("XDG_RUNTIME_DIR") + '/' + display);
}

} // namespace

Display findDisplay()
{
    const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
    const bool mayBeX = platform.isEmpty() || platform.contains("xcb");
    const bool mayBeWayland = platform.isEmpty() || platform.contains("wayland");
    if (!mayBeX && !mayBeWayland)
        return Display::There; // offscreen, vnc, a frame buffer …: who asks for that by name knows why.
    const QByteArray x = mayBeX ? qgetenv("DISPLAY") : QByteArray();
    const QByteArray wayland = mayBeWayland ? qgetenv("WAYLAND_DISPLAY") : QByteArray();
    if (x.isEmpty() && wayland.isEmpty())
        return Display::None;
    const bool isX = !x.isEmpty() && answersX(x);
    const bool isWayland = !wayland.isEmpty() && answersWayland(wayland);
    if (!isX && isWayland && !x.isEmpty())
        qputenv("QT_QPA_PLATFORM", "wayland");
    if (isX && !isWayland && !wayland.isEmpty())
        qputenv("QT_QPA_PLATFORM", "xcb");
    return isX || isWayland ? Display::There : Display::Unreachable;
}

} // namespace millrace

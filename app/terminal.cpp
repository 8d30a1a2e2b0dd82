#include "app/terminal.h"

#include <algorithm>
#include <cerrno>

#include <sys/ioctl.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr int usualWidth = 80;
constexpr auto clearLine = "\r\x1b[K";

int widthOf(int descriptor)
{
    winsize size = {};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usualWidth;
}

} // namespace

Terminal::Terminal(int descriptor, QObject *parent)
    : QObject(parent),
      m_descriptor(descriptor),
      m_isInteractive(::isatty(descriptor) && qgetenv("TERM") != "dumb")
{}

Terminal::~Terminal()
{
    setProgress({});
}

void Terminal::say(const QString &sentence)
{
    const QString progress = m_progress;
    setProgress({});
    write(sentence.toUtf8() + '\n');
    setProgress(progress);
}

void Terminal::setProgress(const QString &text)
{
    if (!m_isInteractive || (text.isEmpty() && m_progress.isEmpty()))
        return;
    m_progress = text.left(widthOf(m_descriptor) - 1);
    write(clearLine + m_progress.toUtf8());
}

void Terminal::write(const QByteArray &bytes)
{
    for (QByteArrayView rest(bytes); !rest.isEmpty();) {
        const ssize_t count = ::write(m_descriptor, rest.data(), static_cast<std::size_t>(rest.size()));
        if (count < 0 && errno != EINTR)
            return; // There is nobody left to tell.
        rest = rest.sliced(std::max<ssize_t>(count, 0));
    }
}

} // namespace millrace

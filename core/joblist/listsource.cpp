#include "core/joblist/listsource.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace millrace {

namespace {

constexpr qsizetype pieceSize = 262'144; // 256 KiB

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

QString reasonOf(int error)
{
    return qt_error_string(error);
}

// Names that stand for a descriptor the program was started with: pipes are what they are for.
bool isInherited(const QByteArray &path)
{
    return path == "/dev/stdin" || path.startsWith("/dev/fd/") || path.startsWith("/proc/self/fd/");
}

bool mayBeRead(mode_t mode, bool inherited)
{
    return S_ISREG(mode) || (inherited && S_ISFIFO(mode));
}

// True when there is something to read or to fail on; false when asked to stop.
bool waitReadable(int fd, const ListReadControl &control)
{
    for (;;) {
        std::array<pollfd, 2> watched{{{fd, POLLIN, 0}, {control.stopDescriptor, POLLIN, 0}}};
        const int ready = ::poll(watched.data(), watched.size(), -1);
        if (control.stop.stop_requested())
            return false;
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true;
    }
}

void readDescriptor(int fd, JobListParser &parser, const ListReadControl &control)
{
    QByteArray piece(pieceSize, Qt::Uninitialized);
    while (waitReadable(fd, control)) {
        const ssize_t count = ::read(fd, piece.data(), static_cast<std::size_t>(piece.size()));
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count < 0)
            parser.refuse(ListProblem::Reason::Unreadable, reasonOf(errno));
        if (count <= 0)
            return parser.end();
        if (control.progressed)
            control.progressed(count);
        if (parser.feed(QByteArrayView(piece).first(count)) == JobListParser::More::Refused)
            return parser.end();
    }
}

void readFile(const QByteArray &path, JobListParser &parser, const ListReadControl &control)
{
    const auto refuse = [&parser](ListProblem::Reason reason, const QString &text = {}) {
        parser.refuse(reason, text);
        parser.end();
    };
    struct stat before = {}, opened = {};
    if (::stat(path.constData(), &before) != 0)
        return refuse(ListProblem::Reason::Unreadable, reasonOf(errno));
    const bool inherited = isInherited(path);
    if (!mayBeRead(before.st_mode, inherited))
        return refuse(ListProblem::Reason::NotAFile);
    // O_NONBLOCK: it may have become a FIFO meanwhile.
    const Descriptor fd(::open(path.constData(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (fd.get() < 0 || ::fstat(fd.get(), &opened) != 0)
        return refuse(ListProblem::Reason::Unreadable, reasonOf(errno));
    if (!mayBeRead(opened.st_mode, inherited))
        return refuse(ListProblem::Reason::NotAFile);
    if (opened.st_size > parser.limits().maxBytes)
        return refuse(ListProblem::Reason::TooLarge);
    readDescriptor(fd.get(), parser, control);
}

void readText(const QByteArray &text, JobListParser &parser, const ListReadControl &control)
{
    for (QByteArrayView rest(text); !rest.isEmpty() && !control.stop.stop_requested();) {
        const QByteArrayView piece = rest.first(std::min(rest.size(), pieceSize));
        rest = rest.sliced(piece.size());
        if (control.progressed)
            control.progressed(piece.size());
        if (parser.feed(piece) == JobListParser::More::Refused)
            break;
    }
    parser.end();
}

} // namespace

ListSource ListSource::file(const QString &path)
{
    return {Kind::File, QFileInfo(path).fileName(), QFile::encodeName(path), -1};
}

ListSource ListSource::text(const QString &name, const QByteArray &bytes)
{
    return {Kind::Text, name, bytes, -1};
}

ListSource ListSource::fromDescriptor(const QString &name, int descriptor)
{
    return {Kind::Descriptor, name, {}, descriptor};
}

ListSource ListSource::in(const QString &place) const
{
    ListSource source = *this;
    source.folder = place;
    return source;
}

qint64 sizeOf(const ListSource &source)
{
    if (source.kind == ListSource::Kind::Text)
        return source.bytes.size();
    struct stat status = {};
    const bool known = source.kind == ListSource::Kind::File ? ::stat(source.bytes.constData(), &status) == 0
                                                             : ::fstat(source.descriptor, &status) == 0;
    if (!known)
        return 0;
    return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) || S_ISCHR(status.st_mode) ? -1
                                                                                           : status.st_size;
}

void readSource(const ListSource &source, JobListParser &parser, const ListReadControl &control)
{
    parser.begin(source.name, source.folder);
    switch (source.kind) {
    case ListSource::Kind::File:
        return readFile(source.bytes, parser, control);
    case ListSource::Kind::Text:
        return readText(source.bytes, parser, control);
    case ListSource::Kind::Descriptor:
        return readDescriptor(source.descriptor, parser, control);
    }
}

} // namespace millrace

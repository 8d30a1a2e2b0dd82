#include "core/store/resultfiles.h"

#include "core/store/checksum.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace millrace {

namespace {

class OpenFile
{
public:
    explicit OpenFile(int descriptor) : m_descriptor(descriptor) {}
    ~OpenFile()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    OpenFile(const OpenFile &) = delete;
    OpenFile &operator=(const OpenFile &) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }
    explicit operator bool() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

/// Never leads out of \a path, whatever \a name says.
int openBeneath(const QString &path, const QByteArray &name, int flags)
{
    const OpenFile folder(::open(QFile::encodeName(path).constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder || name.isEmpty() || name.contains('\0'))
        return -1;
    open_how how{};
    how.flags = static_cast<__u64>(flags | O_CLOEXEC);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    return static_cast<int>(syscall(SYS_openat2, folder.get(), name.constData(), &how, sizeof how));
}

QByteArray folderOf(const QByteArray &name)
{
    const qsizetype slash = name.lastIndexOf('/');
    return slash < 0 ? QByteArray(".") : name.first(slash);
}

std::optional<std::int64_t> contentSum(int descriptor, const std::atomic<bool> *ending)
{
    Checksum sum;
    std::int64_t total = 0;
    std::vector<char> block(262'144); // a multiple of 8, as addBlock() asks for
    for (std::size_t filled = 0;;) {
        const ssize_t got = read(descriptor, block.data() + filled, block.size() - filled);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || (ending && *ending))
            return std::nullopt;
        filled += static_cast<std::size_t>(got);
        total += got;
        if (got == 0 || filled == block.size()) {
            sum.addBlock({block.data(), filled});
            filled = 0;
        }
        if (got == 0)
            return sum.add(total).value();
    }
}

/// Without a "//", or a slash behind it; mostly it is so already.
QString cleaned(const QString &path)
{
    const bool isClean = !path.contains("//"_L1) && (path.size() < 2 || !path.endsWith(u'/'));
    return isClean ? path : QDir::cleanPath(path);
}

} // namespace

ResultPlace ResultPlace::of(const QString &text, const QString &home)
{
    // The last: a folder that was kept with a slash behind it has three of them.
    const qsizetype at = text.lastIndexOf("//"_L1);
    return at < 0 || !text.startsWith(u'/') ? ResultPlace{home, text}
                                            : ResultPlace{cleaned(text.first(at)), text.sliced(at + 2)};
}

QString ResultPlace::text(const QString &home) const
{
    const QString where = cleaned(folder);
    const QString name = cleaned(file);
    return where.isEmpty() || where == home ? name : where + "//"_L1 + name;
}

bool isNamedAfter(JobNumber number, const QString &place)
{
    constexpr quint64 together = 1000; // numbers a folder
    const auto n = static_cast<quint64>(number);
    const quint64 first = n - n % together;
    const QString name = ResultPlace::of(place, {}).file;
    const QString start = u"%1-%2/%3"_s.arg(first).arg(first + together - 1).arg(n);
    return name.startsWith(start) && name.size() > start.size() && u"-.~"_s.contains(name[start.size()]) &&
           name.count(u'/') == 1;
}

ResultFiles::ResultFiles(const QString &home)
    : m_home(home.isEmpty() ? home : QDir::cleanPath(QDir(home).absolutePath()))
{}

std::optional<ResultFiles::File> ResultFiles::look(const QString &place, std::int64_t most,
                                                   const std::atomic<bool> *ending) const
{
    // O_NONBLOCK: a FIFO that somebody put there must not hold us.
    const ResultPlace at = ResultPlace::of(place, m_home);
    const OpenFile file(openBeneath(at.folder, QFile::encodeName(at.file), O_RDONLY | O_NONBLOCK | O_NOCTTY));
    struct stat facts
    {};
    if (!file || fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return std::nullopt;
    File seen{facts.st_size, 0, false};
    if (seen.size <= most) {
        if (const std::optional<std::int64_t> sum = contentSum(file.get(), ending)) {
            seen.checksum = *sum;
            seen.read = true;
        }
    }
    return seen;
}

ResultFiles::Removal ResultFiles::remove(const QString &place) const
{
    const ResultPlace at = ResultPlace::of(place, m_home);
    const QByteArray encoded = QFile::encodeName(at.file);
    const QByteArray last = encoded.mid(encoded.lastIndexOf('/') + 1);
    if (last.isEmpty() || last == "." || last == ".." || encoded.startsWith('/'))
        return Removal::Refused;
    const OpenFile folder(openBeneath(at.folder, folderOf(encoded), O_PATH | O_DIRECTORY));
    struct stat facts
    {};
    if (!folder)
        return errno == ENOENT ? Removal::NotThere : Removal::Refused;
    if (fstatat(folder.get(), last.constData(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? Removal::NotThere : Removal::Refused;
    if (!S_ISREG(facts.st_mode) || unlinkat(folder.get(), last.constData(), 0) != 0)
        return Removal::Refused;
    return Removal::Removed;
}

} // namespace millrace

#include "core/runners/resultsfolder.h"

#include "core/runners/resultname.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace millrace {

namespace {

/// From here on one sync of the whole file system is cheaper than one of each file. Measured on ext4, busy with other
/// things: 32 small files took 20 ms and 45 µs of CPU each by syncfs(), 170 to 250 ms and 145 µs by an fsync() each.
constexpr std::size_t manyFiles = 2;
constexpr int mostCollisions = 10'000;
constexpr qint64 triedRoom = 1 << 20;

QString sentence(int code, const QString &folder)
{
    using namespace Qt::StringLiterals;
    const QString why = QString::fromLocal8Bit(std::strerror(code));
    return u"Can't write results in %1: %2."_s.arg(folder, why);
}

/// What a program that died left of this job's last attempt; one that is still being written is locked.
void removeLeftover(int folder, const QByteArray &part)
{
    const Descriptor file(::openat(folder, part.constData(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (file.isOpen() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0)
        ::unlinkat(folder, part.constData(), 0);
}

} // namespace

void Descriptor::reset()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

ResultsError::ResultsError(int code, const QString &folder)
    : std::runtime_error(sentence(code, folder).toStdString()), m_code(code)
{}

PartFile &PartFile::operator=(PartFile &&other) noexcept
{
    if (this == &other)
        return *this;
    discard();
    m_file = std::move(other.m_file);
    m_range = std::move(other.m_range);
    m_number = other.m_number;
    m_attempt = other.m_attempt;
    m_partName = std::move(other.m_partName);
    m_wanted = std::move(other.m_wanted);
    return *this;
}

void PartFile::discard()
{
    if (!m_file.isOpen())
        return;
    ::unlinkat(m_range->folder.get(), m_partName.constData(), 0);
    m_file.reset();
    m_range.reset();
}

int PartFile::rename(QByteArray &name)
{
    for (int collision = 1; collision < mostCollisions; ++collision) {
        name = resultFileName(m_number, m_attempt, m_wanted, collision);
        const int folder = m_range->folder.get();
        int code = ::renameat2(folder, m_partName.constData(), folder, name.constData(), RENAME_NOREPLACE);
        if (code && errno == EINVAL) { // A file system that can't refuse to replace: a second name can.
            code = ::linkat(folder, m_partName.constData(), folder, name.constData(), 0);
            if (!code)
                ::unlinkat(folder, m_partName.constData(), 0);
        }
        if (!code)
            return 0;
        if (errno != EEXIST)
            return errno;
    }
    return EEXIST;
}

ResultsFolder::ResultsFolder(const QString &path)
    : m_path(path.isEmpty() ? path : QDir::cleanPath(QDir(path).absolutePath()))
{}

void ResultsFolder::prepare()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_root.isOpen())
        openRoot();
    if (::faccessat(m_root.get(), ".", W_OK | X_OK, AT_EACCESS) != 0)
        throw error(errno);
}

PartFile ResultsFolder::create(JobNumber number, int attempt, QByteArrayView stream, QByteArrayView wanted)
{
    const std::scoped_lock lock(m_mutex);
    for (int round = 0;; ++round) {
        try {
            PartFile part = createIn(range(number), number, attempt, stream);
            part.m_wanted = cleanFileName(wanted);
            return part;
        } catch (const ResultsError &e) {
            if (e.code() != ENOENT || round > 0)
                throw;
            forget(); // Somebody removed a folder that is held open; it may be back under its name.
        }
    }
}

PartFile ResultsFolder::createIn(const Range &range, JobNumber number, int attempt, QByteArrayView stream)
{
    if (attempt > 1)
        removeLeftover(range->folder.get(), partFileName(number, attempt - 1, stream));
    constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    PartFile part;
    for (int collision = 1; collision < mostCollisions; ++collision) {
        part.m_partName = partFileName(number, attempt, stream, collision);
        part.m_file = Descriptor(::openat(range->folder.get(), part.m_partName.constData(), flags, 0600));
        if (part.m_file.isOpen() || errno != EEXIST)
            break;
    }
    if (!part.m_file.isOpen())
        throw error(errno);
    ::flock(part.m_file.get(), LOCK_EX | LOCK_NB);
    part.m_range = range;
    part.m_number = number;
    part.m_attempt = attempt;
    return part;
}

void ResultsFolder::tryRoom(qint64 bytes)
{
    const Descriptor root = rootAnew();
    struct statvfs space = {};
    const bool isTold = ::fstatvfs(root.get(), &space) == 0;
    if (isTold && space.f_bavail * space.f_frsize < static_cast<quint64>(std::max<qint64>(0, bytes)))
        throw error(ENOSPC);
    // What is free may not be ours. Tried with little, as what is underway needs the room at the same time.
    constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const QByteArray name = "room-" + QByteArray::number(::getpid()) + ".part";
    const Descriptor file(::openat(root.get(), name.constData(), flags, 0600));
    int code = file.isOpen() ? 0 : errno;
    if (!code)
        ::unlinkat(root.get(), name.constData(), 0);
    if (!code && ::fallocate(file.get(), 0, 0, std::clamp<qint64>(bytes, 1, triedRoom)) != 0)
        code = errno == EOPNOTSUPP || errno == ENOSYS ? 0 : errno;
    if (!code && (::write(file.get(), "", 1) != 1 || ::fsync(file.get()) != 0))
        code = errno;
    if (code)
        throw error(code);
}

/// As it is under its name now: what is held open may have been moved aside.
Descriptor ResultsFolder::rootAnew()
{
    const std::scoped_lock lock(m_mutex);
    forget();
    openRoot();
    return Descriptor(::fcntl(m_root.get(), F_DUPFD_CLOEXEC, 0));
}

ResultsFolder::Range ResultsFolder::range(JobNumber number)
{
    const std::uint64_t thousand = static_cast<std::uint64_t>(number) / 1000;
    Recent &recent = m_recent[thousand % m_recent.size()];
    if (recent.first != thousand)
        recent = {UINT64_MAX, openRange(number)};
    recent.first = thousand;
    return recent.range;
}

ResultsFolder::Range ResultsFolder::openRange(JobNumber number)
{
    if (!m_root.isOpen())
        openRoot();
    const QByteArray name = rangeFolderName(number);
    const bool made = ::mkdirat(m_root.get(), name.constData(), 0700) == 0;
    if (!made && errno != EEXIST)
        throw error(errno);
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    Descriptor folder(::openat(m_root.get(), name.constData(), flags));
    struct stat status
    {};
    if (!folder.isOpen() || ::fstat(folder.get(), &status) != 0 || (made && ::fsync(m_root.get()) != 0))
        throw error(errno);
    return std::make_shared<const RangeFolder>(RangeFolder{std::move(folder), status.st_dev});
}

void ResultsFolder::openRoot()
{
    if (!m_everOpened)
        makeRoot();
    m_root = Descriptor(::open(QFile::encodeName(m_path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!m_root.isOpen())
        throw error(errno);
    m_everOpened = true;
}

void ResultsFolder::makeRoot()
{
    const std::filesystem::path path(QFile::encodeName(m_path).toStdString());
    std::error_code code;
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), code);
    const bool made = !code && ::mkdir(path.c_str(), 0700) == 0;
    if (!code && !made && errno != EEXIST)
        code.assign(errno, std::generic_category());
    if (code)
        throw error(code.value());
    if (!made)
        return;
    const Descriptor parent(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.isOpen() || ::fsync(parent.get()) != 0)
        throw error(errno);
}

void ResultsFolder::forget()
{
    m_recent = {};
    m_root.reset();
}

void ResultsFolder::keep(std::span<PartFile> parts, std::span<Kept> kept)
{
    syncContents(parts, kept);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (kept[i].error)
            continue;
        QByteArray name;
        kept[i].error = parts[i].rename(name);
        if (!kept[i].error)
            kept[i].file = rangeFolderName(parts[i].m_number) + '/' + name;
    }
    syncFolders(parts, kept);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (kept[i].error)
            parts[i].discard();
        parts[i].m_file.reset();
        parts[i].m_range.reset();
    }
}

void ResultsFolder::syncContents(std::span<PartFile> parts, std::span<Kept> kept)
{
    // Parts may be on two file systems, where the folder was moved and linked meanwhile.
    const auto onFirst = [&](const PartFile &part) {
        return part.m_range->device == parts.front().m_range->device;
    };
    if (parts.size() >= manyFiles && std::all_of(parts.begin(), parts.end(), onFirst) &&
        ::syncfs(parts.front().descriptor()) == 0) {
        // It tells of errors since the first was opened; each file's own are told to its own descriptor only.
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (::sync_file_range(parts[i].descriptor(), 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE) != 0)
                kept[i].error = errno;
        }
        return;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (::fsync(parts[i].descriptor()) != 0)
            kept[i].error = errno;
    }
}

void ResultsFolder::syncFolders(std::span<PartFile> parts, std::span<Kept> kept)
{
    const RangeFolder *synced = nullptr;
    int code = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (kept[i].error)
            continue;
        if (parts[i].m_range.get() != synced) {
            synced = parts[i].m_range.get();
            code = ::fsync(synced->folder.get()) == 0 ? 0 : errno;
        }
        if (!code)
            continue;
        const qsizetype slash = kept[i].file.indexOf('/');
        ::unlinkat(synced->folder.get(), kept[i].file.constData() + slash + 1, 0);
        kept[i] = {{}, code};
    }
}

} // namespace millrace

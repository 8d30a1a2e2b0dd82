#pragma once

#include "core/queue/jobid.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <utility>

namespace millrace {

/// Closes a descriptor when it goes.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(Descriptor &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor() { reset(); }

    void reset();
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

/// One thousand's folder, open.
struct RangeFolder
{
    Descriptor folder;
    std::uint64_t device = 0; ///< Of the file system that it is on.
};

/// The results folder could not be written: the system's code, and a sentence that names the folder.
class ResultsError : public std::runtime_error
{
public:
    ResultsError(int code, const QString &folder);

    [[nodiscard]] int code() const { return m_code; } ///< errno: ENOSPC, EROFS, EACCES, ENOENT (it is gone) …

private:
    int m_code;
};

/// A result while it is being written, under a temporary name that no one takes for a result.
///
/// Owns the descriptor and the temporary file: dropped without ResultsFolder::keep(), it leaves nothing
/// behind.
class PartFile
{
public:
    PartFile() = default;
    PartFile(PartFile &&) noexcept = default;
    PartFile &operator=(PartFile &&) noexcept;
    ~PartFile() { discard(); }

    [[nodiscard]] bool isOpen() const { return m_file.isOpen(); }
    [[nodiscard]] int descriptor() const
    {
        return m_file.get();
    } ///< Read and write, at the start of an empty file.

    void discard();

private:
    friend class ResultsFolder;

    [[nodiscard]] int rename(QByteArray &name);

    Descriptor m_file;
    std::shared_ptr<const RangeFolder> m_range;
    JobNumber m_number{};
    int m_attempt = 1;
    QByteArray m_partName;
    QByteArray m_wanted; ///< The cleaned part of the name that it shall get.
};

/// Where the results are: one folder that a person can look into, also with a million of them.
///
/// \verbatim
/// results/
///   0-999/        17-index.html           job 17's result
///   4000-4999/    4212-a.jpg              job 4212's
///                 4212.3-a.jpg            … and of its third attempt: a retry replaces nothing
///                 4213-out.txt            a command's output …
///                 4213-err.txt            … and what it wrote to standard error, if anything
///                 4214.1.out.part         being written: a result only once it is complete and on the disk
/// \endverbatim
///
/// A thousand job numbers a folder keeps every listing short, and the number in the window leads to the file.
/// A name that another data directory left in the same folder is stepped round ("4212~2-a.jpg"), never
/// replaced. Every path is resolved from the folder's descriptor, one component at a time, and no symbolic
/// link is followed below it.
///
/// Any thread; every call may block on the disk, so not the GUI's (see ResultsWriter). Throws ResultsError.
class ResultsFolder
{
public:
    /// Touches nothing yet. The first create() makes the folder, mode 0700, if it isn't there; one that
    /// vanishes later is an error until it is back (an unmounted disk must not be mistaken for an empty
    /// folder).
    explicit ResultsFolder(const QString &path);

    /// Absolute and clean, however it was given: outcomes name it, and are read in another working directory.
    [[nodiscard]] const QString &path() const { return m_path; }

    /// Makes the folder, if it isn't there, and throws if nothing could be written in it as it is. What is full is not
    /// found out here.
    void prepare();

    /// Opens a new file for a result that shall be named after \a wanted (anything: it is cleaned).
    /// \param stream tells the files of one attempt apart while they are written ("out", "err", "body").
    [[nodiscard]] PartFile create(JobNumber number, int attempt, QByteArrayView stream,
                                  QByteArrayView wanted);

    /// Tries whether \a bytes of results have room, without leaving anything behind.
    /// \throws ResultsError, ENOSPC where they have not.
    void tryRoom(qint64 bytes);

    /// What became of one part.
    struct Kept
    {
        QByteArray file; ///< Its name, relative to the folder.
        int error = 0;   ///< Or errno; the part is gone then.
    };

    /// Makes parts durable and gives them their names: the contents, then the names, then the folders reach
    /// the disk, each step once for all of them, which is what makes thousands of small results cheap.
    /// \param kept as long as \a parts; filled in.
    ///
    /// \cost  some 50 µs of CPU for each of many small files; waits for the disk, 1 to 20 ms a call, however
    ///        many they are (and for what else is being written to the same file system).
    void keep(std::span<PartFile> parts, std::span<Kept> kept);

private:
    using Range = std::shared_ptr<const RangeFolder>;

    [[nodiscard]] PartFile createIn(const Range &range, JobNumber number, int attempt, QByteArrayView stream);
    [[nodiscard]] Range range(JobNumber number);
    [[nodiscard]] Range openRange(JobNumber number);
    void openRoot();
    [[nodiscard]] Descriptor rootAnew();
    void makeRoot();
    void forget();
    [[nodiscard]] ResultsError error(int code) const { return {code, m_path}; }

    void syncContents(std::span<PartFile> parts, std::span<Kept> kept);
    void syncFolders(std::span<PartFile> parts, std::span<Kept> kept);

    struct Recent
    {
        std::uint64_t first = UINT64_MAX;
        Range range;
    };

    const QString m_path;
    std::mutex m_mutex; ///< Of all below.
    Descriptor m_root;
    bool m_everOpened = false;
    std::array<Recent, 4> m_recent; ///< By thousand, modulo their number.
};

} // namespace millrace

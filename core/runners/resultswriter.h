#pragma once

#include "core/runners/resultsfolder.h"

#include <QString>

#include <condition_variable>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

class QObject;

namespace millrace {

/// What came of a result's file, told on the GUI thread.
struct WrittenResult
{
    QString folder; ///< The results folder.
    QString file;   ///< Relative to it; empty if it could not be written.
    QString error;  ///< Then: why, naming the folder.
};

/// The thread that writes results, so that no disk ever holds up the GUI's.
///
/// Results that end at about the same time are made durable together (ResultsFolder::keep), one posted event for
/// all of them: those that end while it is busy, and those whose Haste allows to wait for others. Made and used on the
/// GUI thread; the destructor finishes what was asked for (bounded by the disk) and tells nobody any more.
/// \code
/// auto file = writer.open(job.number, job.attempt, "body", "a.jpg");
/// writer.append(file, bytes);
/// writer.keep(file, [this](const WrittenResult &result) { … });
/// \endcode
class ResultsWriter
{
public:
    struct File;
    using FileRef = std::shared_ptr<File>;
    using Told = std::function<void(const WrittenResult &)>;
    /// Whether a result that is complete may wait for others, some milliseconds; nothing else is ever made to wait.
    enum class Haste : std::uint8_t { None, AtOnce };

    explicit ResultsWriter(ResultsFolder &folder);
    ~ResultsWriter();
    ResultsWriter(const ResultsWriter &) = delete;
    ResultsWriter &operator=(const ResultsWriter &) = delete;

    [[nodiscard]] ResultsFolder &folder() const { return m_folder; }

    /// A result to be; nothing is on disk before its first bytes or its keep().
    [[nodiscard]] FileRef open(JobNumber number, int attempt, QByteArray stream, QByteArray wanted);
    /// Takes over a part that its maker has filled by himself.
    [[nodiscard]] FileRef adopt(PartFile part);

    /// Bytes for the file, in order.
    void append(const FileRef &file, QByteArray bytes);
    /// True if a producer should wait until what it appended is written: more than 4 MiB of this file, or 64 KiB while
    /// more than 64 MiB of all wait for the disk.
    [[nodiscard]] bool isBehind(const FileRef &file) const;
    /// Tells, once, when all that was appended so far is written, or can't be.
    void whenWritten(const FileRef &file, std::function<void()> tell);
    /// True if writing fails, and there is no need to go on; keep() tells why.
    [[nodiscard]] static bool hasFailed(const FileRef &file);

    /// Completes the file: durable under its name when \a told is called, or gone.
    void keep(const FileRef &file, Told told, Haste haste = Haste::AtOnce);
    /// Tries whether \a bytes of results have room now; \a told gets the error if they have not.
    void tryRoom(qint64 bytes, Told told);
    /// Removes what was written, if anything (\a file may be null); \a told is called when nothing of it is left.
    void discard(const FileRef &file, std::function<void()> told);

private:
    struct Order;
    class Worker;

    ResultsFolder &m_folder;
    std::unique_ptr<Worker> m_worker;
};

} // namespace millrace

#pragma once

#include <QString>

#include <memory>
#include <sys/types.h>
#include <utility>

namespace millrace {

/// Owns a data directory for as long as it lives: one program at a time.
///
/// The kernel holds the lock (flock) and gives it back when the owner ends, however it ends; the file's text
/// is for people only. The descriptor is not inherited by programs that are started.
/// \code
/// auto attempt = DataLock::take(directory);
/// if (attempt.holder == DataLock::Holder::Somebody)
///     handOver(attempt.pid);
/// \endcode
class DataLock
{
public:
    enum class Holder {
        Us,       ///< It is ours now.
        Somebody, ///< Another program has it.
        Nobody,   ///< It can't be taken: the reason is in Attempt::error.
    };
    /// What somebody has it for.
    enum class Use {
        Window,
        Run,    ///< Jobs in a terminal.
        Export, ///< Its jobs into a file.
    };
    struct Attempt;

    /// Makes the directory if it isn't there (mode 0700). Never waits.
    [[nodiscard]] static Attempt take(const QString &directory, Use use = Use::Window);

    DataLock() = default;
    ~DataLock();
    DataLock(DataLock &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    DataLock &operator=(DataLock &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }

    [[nodiscard]] bool isHeld() const noexcept { return m_descriptor >= 0; }

private:
    explicit DataLock(int descriptor) : m_descriptor(descriptor) {}

    int m_descriptor = -1;
};

/// How taking the lock went.
struct DataLock::Attempt
{
    Holder holder = Holder::Nobody;
    DataLock lock;         ///< Holder::Us.
    pid_t pid = 0;         ///< Holder::Somebody: who says to have it; 0 if that can't be read.
    Use use = Use::Window; ///< Holder::Somebody: and what for.
    QString error;         ///< Holder::Nobody: the system's reason.
};

} // namespace millrace

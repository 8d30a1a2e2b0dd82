#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace millrace::test {

/// A file system for SQLite that fails when it is told to, and remembers what was done to it.
///
/// What counts is what changes a file: writing, cutting, forcing to the disk, removing. Any thread.
class FaultVfs
{
public:
    enum class Fault {
        None,
        Once,     ///< That one call fails, nothing of it is done.
        Torn,     ///< As Once, but a write has written its first half.
        Full,     ///< From that call on nothing can be written, until heal().
        LostSync, ///< As Once, but for a sync: all was written all the same.
        Kill, ///< From that call on nothing happens any more, whatever is asked: the program was killed there.
    };

    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs &) = delete;
    FaultVfs &operator=(const FaultVfs &) = delete;

    [[nodiscard]] QByteArray name() const;

    /// Counts the calls anew; the \a call-th (from 1) fails.
    void arm(Fault fault, int call);
    void heal() { arm(Fault::None, 0); }
    /// How many calls were counted since arm().
    [[nodiscard]] int calls() const { return m_calls; }
    /// Lets the event loop turn until \a more of them came: on a full disk, the writer's next attempts.
    void awaitCalls(int more) const;

    /// What was done to the files, in order.
    struct Step
    {
        enum class Kind {
            Write,
            Truncate,
            Sync,
            Remove,
            Mark,
            Rename,
            MakeFolder
        }; ///< The last two not SQLite's.
        Kind kind = Kind::Mark;
        QString file;
        std::int64_t offset = 0; ///< Truncate: the new size. Mark: what was said.
        QByteArray bytes;        ///< Rename: the new name.
    };
    void startRecording();
    void mark(std::int64_t said);
    [[nodiscard]] std::vector<Step> takeSteps();

    /// For the calls themselves: what becomes of this one.
    [[nodiscard]] Fault next();
    void record(Step step);

private:
    class Registration;
    std::unique_ptr<Registration> m_registration;
    mutable std::mutex m_mutex;
    Fault m_fault = Fault::None;
    int m_at = 0;
    std::atomic<int> m_calls = 0;
    bool m_isRecording = false;
    std::vector<Step> m_steps;
};

} // namespace millrace::test

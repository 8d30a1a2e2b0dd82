#pragma once

#include <cstdint>

/// What the program and millrace-shim say to each other. Plain C++, no Qt: the shim includes this too.
///
/// The program starts `millrace-shim VERSION NUMBERS FOLDER LINE` with one or two descriptors; the
/// environment is the job's own, and standard input is /dev/null. The control socket keeps message boundaries (SOCK_SEQPACKET): Orders go
/// down; Wishes, Output and one Report come up; its end of file is the other side's death.
namespace millrace::shim {

/// Changes whenever anything below does: an upgrade may replace the shim under a running program.
inline constexpr char version[] = "1";

inline constexpr int controlDescriptor = 3;
inline constexpr int inputDescriptor = 4; ///< The job's standard input; only if Number::HasInput is 1.

/// The places of the decimal numbers in the second argument, separated by commas.
enum Number : unsigned {
    TimeoutMs,       ///< Of the attempt; 0 is none.
    GraceMs,         ///< Between SIGTERM and SIGKILL after the timeout.
    LingerMs,        ///< What is left of the tree when the program has ended may take this long.
    HeadBytes,       ///< Kept of a stream's start.
    TailBytes,       ///< Kept of a stream's end.
    DescriptorLimit, ///< The job's soft RLIMIT_NOFILE; 0 leaves it.
    HasInput,
    NumberCount,
};

enum class Stream : std::uint32_t { Output, Error };

/// Program to shim.
struct Order
{
    enum class Kind : std::uint32_t {
        End,  ///< End the job; \a value is the grace in milliseconds, 0 kills at once. A second one hurries.
        File, ///< The file of \a stream comes with this message, empty, for reading and writing.
        NoFile, ///< There is none; \a value is errno.
    };
    Kind kind = Kind::End;
    Stream stream = Stream::Output;
    std::uint32_t value = 0;
};

enum class MessageKind : std::uint32_t { Wish = 1, Output, Report };

/// Shim to program: the job prints to \a stream, and there is no file for it yet. Most silent jobs never
/// wish.
struct Wish
{
    MessageKind kind = MessageKind::Wish;
    Stream stream = Stream::Output;
};

/// Shim to program: what the job printed, both streams in one. The bytes follow.
struct Output
{
    MessageKind kind = MessageKind::Output;
    std::uint32_t reserved = 0;
    std::uint64_t skipped = 0; ///< Bytes before these that came too fast to be shown.
};

inline constexpr std::uint32_t outputBytesAtMost = 32 * 1024;
inline constexpr std::uint32_t lastWordsAtMost = 2 * 1024;
inline constexpr std::uint32_t messageAtMost = sizeof(Output) + outputBytesAtMost;

/// Why the job ended.
enum class Cause : std::uint32_t {
    Itself,
    Asked, ///< An Order, or SIGTERM to the shim.
    TimedOut,
    NoDirectory, ///< Its working directory can't be entered.
    NotStarted,  ///< No process, no pipe, no shell.
    Disk,        ///< The results can't be written.
    Misuse,      ///< The shim was called with arguments that it doesn't know.
};

/// Shim to program: the last message, when no process of the job is left. The last words of its stderr
/// follow.
struct Report
{
    MessageKind kind = MessageKind::Report;
    Cause cause = Cause::Itself;
    std::int32_t error = 0;     ///< errno of NoDirectory, NotStarted and Disk.
    std::int32_t exitCode = -1; ///< -1 if a signal ended it or it did not start.
    std::int32_t signal = 0;
    std::uint32_t left = 0;      ///< Processes that had to be ended after the program had ended by itself.
    std::uint32_t beyond = 0;    ///< Processes of other users (sudo) that could not be ended.
    std::uint32_t lastWords = 0; ///< How many bytes follow.
    std::uint64_t userMicroseconds = 0;
    std::uint64_t systemMicroseconds = 0;
    std::uint64_t peakBytes = 0; ///< Of the largest process of the tree.
    std::uint64_t outputBytes = 0;
    std::uint64_t errorBytes = 0;
};

} // namespace millrace::shim

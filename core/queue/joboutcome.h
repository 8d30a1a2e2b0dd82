#pragma once

#include <QByteArray>
#include <QString>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace millrace {

/// Why a job failed, coarse enough to group by and to translate; the sentence is made in ui/text.
enum class FailureReason : std::uint8_t {
    None,
    BadUrl,        ///< Not a URL, or not http(s).
    Unresolved,    ///< The host's name is not known.
    Unreachable,   ///< No connection: refused, no route, connect time-out.
    Tls,           ///< The certificate or the handshake.
    BadRedirect,   ///< Too many, in a loop, to another scheme, from https to http.
    HttpStatus,    ///< The server answered 4xx or 5xx.
    CutShort,      ///< The body ended early, or the lengths conflict.
    TooLarge,      ///< The body passes its limit.
    TooSlow,       ///< Below the least speed, or no first byte in time.
    TimedOut,      ///< The job's own time limit.
    Protocol,      ///< What came was not HTTP.
    ExitCode,      ///< A program ended with another code than 0.
    Signal,        ///< A signal ended the program.
    NotFound,      ///< The program does not exist (exit code 127).
    NotExecutable, ///< It exists and can't be run (exit code 126).
    NotStarted,    ///< No process could be made.
    BadDirectory,  ///< The working directory does not exist.
    Disk,          ///< The result could not be written.
    Abandoned,     ///< The program ended first.
    Internal,      ///< A defect of ours; the detail says what is known.
    // The store knows them by their numbers: new ones stand behind.
    HeadersTooLarge, ///< The headers pass their limit, or one of them libcurl's.
    UnpacksTooMuch,  ///< What came unpacks to far more than it was.
    BadOption, ///< The list asks for what can't be: a method, a header, a variable, a line that is too long.
};
inline constexpr FailureReason lastFailureReason = FailureReason::BadOption;

/// The stretches of one fetch, from its start; zero where it did not get so far.
struct FetchTimings
{
    std::chrono::microseconds resolved{0}, connected{0}, secured{0}, firstByte{0}, total{0};
};

/// What one attempt left behind, well or badly ended. Allocated when the attempt ends, shared, never changed.
struct JobOutcome
{
    FailureReason reason = FailureReason::None; ///< None: it went well.
    QString detail;         ///< What the server, the program or the system said, untranslated, plain text.
    bool transient = false; ///< Trying again later may help.
    std::optional<std::chrono::milliseconds> retryAfter; ///< The server asked for this pause.

    QString folder;    ///< The results folder of this attempt, absolute; another may be chosen later.
    QString file;      ///< The result (a fetch's body, a command's stdout), relative to \a folder;
                       ///< empty if there is none (a command that printed nothing).
    QString errorFile; ///< A command's stderr, relative; empty if it is empty.
    qint64 bytes = 0;  ///< In \a file as obtained, before any cap on what is kept.
    qint64 errorBytes = 0;

    int httpStatus = 0;     ///< Fetch: 0 if no answer came.
    QByteArray httpVersion; ///< "1.1", "2".
    QByteArray headers;     ///< Of the last answer, as received.
    QByteArray contentType;
    QByteArray effectiveUrl; ///< Where redirects led, password masked; empty if nowhere else.
    FetchTimings timings;

    int exitCode = -1; ///< Command: -1 if a signal ended it or it did not start.
    int signal = 0;
    std::chrono::microseconds userTime{0}, systemTime{0};
    qint64 peakMemory = 0; ///< Bytes, of the largest process of the job's tree.
    int leftProcesses = 0; ///< That were still there when the program ended, and were ended.
    QByteArray
        environment; ///< As the command got it, "NAME=value" lines, shared by the jobs of a list: so without
                     ///< MILLRACE_JOB, MILLRACE_ATTEMPT (which the record tells) and MILLRACE_RUN.
    QString workingDirectory;
};

using JobOutcomePtr = std::shared_ptr<const JobOutcome>;

} // namespace millrace

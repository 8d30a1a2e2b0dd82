#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace millrace {

/// What a job does. Each kind has one JobRunner.
enum class JobKind : std::uint8_t { Fetch, Command };

/// When and how often a job that failed for a passing reason is tried again.
///
/// The delay before attempt n+1 is firstDelay * factor^(n-1), at most cap, drawn from [0, delay] when jitter
/// is on ("full jitter"). A server's Retry-After of up to an hour replaces it.
struct RetryPolicy
{
    int attempts = 1; ///< In all, the first included; 1 to 100.
    std::chrono::milliseconds firstDelay{500};
    double factor = 2.0;
    std::chrono::milliseconds cap{120'000};
    bool jitter = true;

    friend bool operator==(const RetryPolicy &, const RetryPolicy &) = default;
};

/// What a list may ask for beyond the line itself; shared by all the jobs that ask for the same.
struct JobOptions
{
    std::chrono::milliseconds timeout{0}; ///< Of one attempt; 0 is the setting's default.
    std::optional<RetryPolicy> retry;     ///< Absent: the setting's default for the kind.
    QStringList tags;
    bool safeToRepeat = false; ///< A command that may simply run again after a crash.

    QByteArray method; ///< Fetch: empty is GET.
    QList<QByteArray> headers;
    QByteArray body;
    QString outputName;
    QStringList mirrors;

    QString workingDirectory;      ///< Command: empty is the user's home.
    QList<QByteArray> environment; ///< "NAME=value", on top of the allow-listed ones.
    QByteArray standardInput;

    friend bool operator==(const JobOptions &, const JobOptions &) = default;
};

/// One unit of work as it was put in: never changed afterwards, but for its priority in the record.
struct JobSpec
{
    JobKind kind = JobKind::Command;
    int priority = 0; ///< Lower is more important.
    QByteArray what;  ///< The URL or the shell line, UTF-8, byte for byte as it was read and reviewed.
    QByteArray key;   ///< The caller's name for the job; empty for none.
    std::shared_ptr<const JobOptions> options; ///< Null: all defaults.

    friend bool operator==(const JobSpec &, const JobSpec &) = default;
};

/// The options of \a spec, or the defaults where it has none.
[[nodiscard]] const JobOptions &optionsOf(const JobSpec &spec);

/// The host a fetch goes to, lower-cased, with a port that isn't the scheme's own ("example.org:8080");
/// empty for a command. This is the group that the per-host cap counts.
/// \cost one scan of the URL's start; no QUrl is made.
[[nodiscard]] QByteArray hostOf(const JobSpec &spec);

/// What a job is shown as anywhere a person or a file could see it: passwords in URLs are masked, control,
/// bidirectional and zero-width characters made visible, at most \a characters long.
[[nodiscard]] QString shownText(const JobSpec &spec, int characters = 512);

} // namespace millrace

#pragma once

#include "core/queue/jobqueue.h"

#include <QString>

/// Every word about jobs that a user reads, in one place and translatable. All of it is plain text.
namespace millrace::text {

/// No cell, label or tooltip line shows more characters than this.
inline constexpr int longestCell = 512;

/// "underway": lower case, as it stands in the table.
[[nodiscard]] QString stateWord(JobState state);
/// "Underway": as a heading.
[[nodiscard]] QString stateTitle(JobState state);
/// One character that tells the state without colour: ○ ◐ ◌ ✓ ✕ ⊘ ⚡.
[[nodiscard]] QChar stateGlyph(JobState state);
/// "fetch", "command".
[[nodiscard]] QString kindWord(JobKind kind);

/// "Default"
[[nodiscard]] QString queueName(QueueId queue);

/// The state column: the word, or "again in 4.2 s (2 of 5)" for a job that waits for its next attempt.
[[nodiscard]] QString stateCell(const JobRecord &job, WallTime now);
/// True for a pending job that waits for its next attempt.
[[nodiscard]] bool isWaitingAgain(const JobRecord &job, WallTime now);

/// Why a pending job isn't running: "7th in line", "example.org is at its limit of 6", "paused",
/// "again in 4.2 s (2 of 5)".
[[nodiscard]] QString waitSentence(const WaitReason &reason, const JobRecord &job, int hostCap, WallTime now);

/// The result column: a fetch's "200 · 14 KiB", a command's "exit 0 · 3 KiB", a failure's sentence.
[[nodiscard]] QString resultCell(const JobRecord &job);

/// The host of a fetch, the working directory of a command ("~/video").
[[nodiscard]] QString placeCell(const JobSpec &spec);

/// The last line a job printed. It isn't kept with the job: after a new start, what its outcome tells of it.
[[nodiscard]] QString lastLine(const JobRecord &job);

/// Cuts \a text to longestCell, replaces line breaks by spaces; never cuts a surrogate pair.
[[nodiscard]] QString cell(const QString &text);

} // namespace millrace::text

#pragma once

#include "core/queue/jobrecord.h"

#include <QString>

namespace millrace::text {

/// What a failed job's row says, one sentence: what failed and where ("example.org answered 404 Not Found").
[[nodiscard]] QString failureSentence(const JobRecord &job);

/// What to do about it, one or two sentences ("Check the address; a retry will not help.").
[[nodiscard]] QString failureAdvice(const JobRecord &job);

/// The whole story for Overview: the sentence, what the server, program or system said, whether it will be or
/// was tried again, and the advice; paragraphs separated by blank lines.
[[nodiscard]] QString failureStory(const JobRecord &job);

/// What similar failures are grouped under in the sidebar: "404 Not Found", "exit 28", "Host not found".
[[nodiscard]] QString failureGroup(const JobOutcome &outcome);

/// "SIGTERM", or "signal 99".
[[nodiscard]] QString signalName(int signal);

} // namespace millrace::text

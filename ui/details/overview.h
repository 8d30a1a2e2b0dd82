#pragma once

#include "core/queue/jobqueue.h"

#include <QString>

#include <optional>
#include <span>
#include <vector>

namespace millrace {

/// One line of an overview: what it is and what is known.
struct Fact
{
    QString name;
    QString value;
};

/// All that is known of a job, in words; every part is plain text.
struct Overview
{
    QString headline; ///< "✕ failed · fetch #4212"
    QString what;     ///< In full, up to longestWhat characters.
    QString story;    ///< Why it failed or why it isn't running, and what to do; may be several lines.
    std::vector<Fact> facts;
};
inline constexpr int longestWhat = 4096;

/// \a wait is why a pending job isn't running.
[[nodiscard]] Overview overviewOf(const JobRecord &job, const std::optional<WaitReason> &wait, int hostCap,
                                  WallTime now);

/// What several selected jobs have in common: how many in each state, and their times in all.
[[nodiscard]] Overview overviewOf(const JobQueue &queue, std::span<const JobId> ids);

/// To be copied.
[[nodiscard]] QString plainText(const Overview &overview);

} // namespace millrace

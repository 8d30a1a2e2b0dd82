#pragma once

#include "core/queue/jobchanges.h"

#include <cstdint>

namespace millrace {

/// All that decides whether an action can be used now and what it would touch.
struct ActionContext
{
    JobCounts selected;
    JobCounts all;
    bool paused = false;
    bool stopping = false; ///< The program is about to quit: nothing can be put or steered.
    bool filtered = false; ///< The table shows less than all.
    bool undoable = false;
    int width = 0;

    [[nodiscard]] std::uint32_t selectedTotal() const { return selected.total(); }
    [[nodiscard]] std::uint32_t selectedPending() const { return selected[JobState::Pending]; }
    [[nodiscard]] std::uint32_t selectedUnderway() const
    {
        return selected[JobState::Underway] + selected[JobState::Cancelling];
    }
    [[nodiscard]] std::uint32_t selectedLive() const { return selectedPending() + selectedUnderway(); }
    [[nodiscard]] std::uint32_t selectedEnded() const { return selectedTotal() - selectedLive(); }
    [[nodiscard]] std::uint32_t allEnded() const
    {
        return all[JobState::Finished] + all[JobState::Failed] + all[JobState::Cancelled];
    }
    friend bool operator==(const ActionContext &, const ActionContext &) = default;
};

} // namespace millrace

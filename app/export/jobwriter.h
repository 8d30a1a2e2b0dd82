#pragma once

#include "core/queue/jobrecord.h"
#include "ui/window/exportreport.h"

#include <span>

namespace millrace {

/// Takes jobs, by number, and makes a file of them. Blocks as disks do: not for the GUI thread, but any other.
///
/// The file changes in one step, in finish(), or not at all: what was there before stays until the new one is whole, and
/// for good where this goes without finish().
class JobWriter
{
public:
    virtual ~JobWriter() = default;
    /// False when something is wrong already: no more is needed.
    virtual bool write(std::span<const JobRecord> jobs) = 0;
    [[nodiscard]] virtual ExportReport finish() = 0;
};

} // namespace millrace

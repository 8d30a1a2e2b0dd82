#pragma once

#include <QDir>

namespace millrace {

/// Open descriptors of this process.
[[nodiscard]] inline int descriptorCount()
{
    return static_cast<int>(QDir(QStringLiteral("/proc/self/fd"))
                                .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                                .size());
}

} // namespace millrace

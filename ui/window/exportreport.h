#pragma once

#include <QString>

namespace millrace {

/// How an export ended, in a sentence for people.
struct ExportReport
{
    bool isDone = false; ///< Else nothing was changed.
    QString sentence;
};

} // namespace millrace

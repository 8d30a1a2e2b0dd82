#pragma once

#include <QString>

namespace millrace::text {

/// "404 Not Found": the words the standards give a status, which are the same in every language; the bare
/// number where there are none.
[[nodiscard]] QString httpStatusText(int status);

} // namespace millrace::text

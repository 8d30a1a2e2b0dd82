#pragma once

#include "core/joblist/listparser.h"

namespace millrace {

/// True if the first line that isn't blank begins as a JSON object does, and no shell line: `{"name":`.
[[nodiscard]] bool looksLikeJsonLines(QByteArrayView head);

/// One job object a line, as JobObjectReader takes it.
/// \cost some 3 µs a line.
[[nodiscard]] std::unique_ptr<ListParser> makeJsonLinesParser();

} // namespace millrace

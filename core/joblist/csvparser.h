#pragma once

#include "core/joblist/listparser.h"

namespace millrace {

/// True if the first line is a header as our exports have it: cells between commas, semicolons or tabs, among them
/// "kind" and "what".
[[nodiscard]] bool looksLikeOurCsv(QByteArrayView head);

/// One job a record: `kind`, `what`, `key`, `priority`, and in `options` a JSON object of all else that
/// JobObjectReader takes. Other columns are left alone.
[[nodiscard]] std::unique_ptr<ListParser> makeCsvParser();

} // namespace millrace

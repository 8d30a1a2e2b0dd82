#pragma once

#include <string_view>

namespace millrace {

/// The words that the standards give a status (404: "Not Found"), which are the same in every language; empty where there
/// are none.
[[nodiscard]] std::string_view httpStatusWords(int status);

} // namespace millrace

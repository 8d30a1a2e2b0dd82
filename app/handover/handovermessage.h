#pragma once

#include "core/joblist/listsource.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace millrace {

/// A message is at most this long.
inline constexpr qsizetype longestHandover = 1'048'576;

/// Lists for another instance: files by their absolute paths, texts as they are. Descriptors can't be handed over.
[[nodiscard]] QByteArray encodeHandover(const std::vector<ListSource> &sources);

/// Absent for anything that encodeHandover() does not make.
[[nodiscard]] std::optional<std::vector<ListSource>> decodeHandover(const QByteArray &message);

} // namespace millrace

#pragma once

#include "core/queue/jobspec.h"

#include <QByteArray>

#include <memory>

namespace millrace {

/// Options as a row of the shared table, and back. Null options are an empty body.
[[nodiscard]] QByteArray encodedOptions(const JobOptions *options);

/// Null for an empty body, and for one that can't be understood (\a understood tells which).
[[nodiscard]] std::shared_ptr<const JobOptions> decodedOptions(const QByteArray &body, bool &understood);

} // namespace millrace

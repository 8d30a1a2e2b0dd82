#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <chrono>
#include <optional>

namespace millrace {

/// The standard's words for a status ("Not Found"), for protocols that carry only the number; empty if
/// unknown.
[[nodiscard]] QByteArray standardReason(int status);

/// A Retry-After header, in seconds or as a date; absent if it is neither. Never negative, at most 10 days.
[[nodiscard]] std::optional<std::chrono::milliseconds>
parseRetryAfter(const QByteArray &value, std::chrono::system_clock::time_point now);

/// The file name that a Content-Disposition header proposes, not yet cleaned; `filename*` before `filename`.
[[nodiscard]] QByteArray dispositionFileName(QByteArrayView value);

/// The usual suffix of a content type (".json"); empty for the many that we needn't know.
[[nodiscard]] QByteArray suffixOf(QByteArrayView contentType);

/// What the start of an error page says, as one line of plain text: a page's title, or its text without the
/// tags; at most \a characters. Empty for what isn't text.
[[nodiscard]] QString excerpt(QByteArrayView body, QByteArrayView contentType, int characters = 200);

} // namespace millrace

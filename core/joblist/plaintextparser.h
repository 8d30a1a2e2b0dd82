#pragma once

#include "core/joblist/listparser.h"

namespace millrace {

/// What one line of a plain list is.
///
/// A line that begins with http:// or https:// is a fetch, if the rest is a URL; a line that begins with
/// another scheme and "//", or with one of the schemes that need none (mailto:, javascript:, data:, magnet:
/// …), is refused. Anything else is a command: "foo:bar" may well be a program. Blanks around the line are
/// not part of it, and # begins a comment only where it is the first character, as it may stand in a URL or
/// be quoted in a command.
struct PlainLine
{
    enum class Kind : std::uint8_t { Blank, Fetch, Command, BadUrl, SchemeRefused };
    Kind kind = Kind::Blank;
    QByteArrayView text;
};

/// \cost one scan of the line.
[[nodiscard]] PlainLine classifyPlainLine(QByteArrayView line);

[[nodiscard]] std::unique_ptr<ListParser> makePlainTextParser();

} // namespace millrace

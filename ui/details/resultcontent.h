#pragma once

#include "ui/details/jsontext.h"

#include <QImage>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>

namespace millrace {

/// A result made ready to be looked at, by what it holds and not by what it is called.
struct ResultContent
{
    enum class Kind : std::uint8_t { Unreadable, Empty, Text, Html, Json, Image, Other };
    Kind kind = Kind::Unreadable;
    QString error;         ///< Unreadable: what the system or the decoder said. Image: why there is none.
    qint64 size = 0;       ///< Of the file.
    QStringList lines;     ///< Text, HTML as source, and JSON's: cut and made visible; what a LogView keeps.
    qint64 shownBytes = 0; ///< Of the file, what lines hold: its start.
    std::shared_ptr<const JsonText> json; ///< Json
    QImage image;                         ///< Image: scaled down where it is larger than anybody's screen.
    QSize imageSize;                      ///< As it is in the file.
    QString format;                       ///< "PNG", "HTML" …; what Other starts with, in hexadecimal.
};

/// What is shown of a result: more would keep the window waiting, or fill the memory.
inline constexpr qint64 longestText = qint64{4} * 1024 * 1024;
inline constexpr qint64 largestJson = qint64{16} * 1024 * 1024;
inline constexpr qint64 mostPixels = 100'000'000;
inline constexpr int largestSide = 4096; ///< Of an image that is shown.
inline constexpr int imageMegabytes =
    512; ///< What a decoder may take: 100 megapixels of 4 bytes and room to turn.

/// Reads and decodes the file at \a path; never from a link, a FIFO or a device, never SVG. For pool threads.
[[nodiscard]] ResultContent loadResult(const QString &path);

} // namespace millrace

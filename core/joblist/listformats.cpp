#include "core/joblist/csvparser.h"
#include "core/joblist/jsonlinesparser.h"
#include "core/joblist/listparser.h"
#include "core/joblist/plaintextparser.h"

#include <algorithm>
#include <array>

namespace millrace {

namespace {

// What files begin with that people drop by mistake. Compressed data is caught by its control bytes as well;
// these are for the small ones and for those that begin with text.
constexpr std::array magics{
    QByteArrayView("\x7f"
                   "ELF"),
    QByteArrayView("\x89PNG"),
    QByteArrayView("\xff\xd8\xff"),
    QByteArrayView("GIF8"),
    QByteArrayView("%PDF-"),
    QByteArrayView("PK\x03\x04"),
    QByteArrayView("\x1f\x8b"),
    QByteArrayView("BZh"),
    QByteArrayView("\xfd"
                   "7zXZ"),
    QByteArrayView("\x28\xb5\x2f\xfd"),
    QByteArrayView("7z\xbc\xaf"),
    QByteArrayView("SQLite format 3"),
    QByteArrayView("RIFF"),
    QByteArrayView("OggS"),
    QByteArrayView("\xd0\xcf\x11\xe0"),
    QByteArrayView("!<arch>\n"),
};

constexpr bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    const bool common = (byte >= '\t' && byte <= '\r') || byte == 0x1b || byte == '\b';
    return (byte < 0x20 && !common) || byte == 0x7f;
}

const std::array formats{
    ListFormatEntry{ListFormat::JsonLines, &looksLikeJsonLines, &makeJsonLinesParser},
    ListFormatEntry{ListFormat::Csv, &looksLikeOurCsv, &makeCsvParser},
    ListFormatEntry{ListFormat::PlainText, [](QByteArrayView) { return true; }, &makePlainTextParser},
};

} // namespace

std::span<const ListFormatEntry> listFormats()
{
    return formats;
}

bool looksBinary(QByteArrayView head)
{
    const auto begins = [head](QByteArrayView magic) { return head.startsWith(magic); };
    if (std::any_of(magics.begin(), magics.end(), begins))
        return true;
    // A stray NUL is a fault of its line. Random bytes have a control character in ten, UTF-16 without a mark
    // one in two.
    const auto controls = std::count_if(head.begin(), head.end(), isControl);
    return controls >= 8 && controls * 20 > head.size();
}

} // namespace millrace

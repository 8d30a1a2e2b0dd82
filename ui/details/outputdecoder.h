#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace millrace {

/// Turns a program's bytes, in pieces of any size, into lines that are safe to show.
///
/// UTF-8, where `\r` starts the line over and `\b` takes a character back, as on a terminal; escape sequences
/// are left out; what else can't be seen becomes visible. Memory is bounded by the longest line.
class OutputDecoder
{
public:
    /// Characters of a line that are shown; a longer one ends in "… (+12,345 bytes)".
    static constexpr int longestLine = 4096;

    /// What \a bytes make of the lines shown before: the first of these replaces the last, unfinished line,
    /// and the last is unfinished again, maybe empty.
    [[nodiscard]] QStringList feed(QByteArrayView bytes);

private:
    enum class Escape : std::uint8_t { None, Started, Control, String, StringEnd };

    void take(char c, QStringList &lines);
    void print(char c);
    void takeBack();
    void startOver();
    [[nodiscard]] bool skipsEscape(char c);
    [[nodiscard]] QString shownLine() const;

    QByteArray m_line;
    qint64 m_beyond = 0; // Bytes of the line that are not kept.
    bool m_carriageReturn = false;
    Escape m_escape = Escape::None;
};

} // namespace millrace

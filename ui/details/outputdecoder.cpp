#include "ui/details/outputdecoder.h"

#include "core/queue/visibletext.h"
#include "ui/text/figures.h"

#include <QCoreApplication>

namespace millrace {

namespace {

constexpr qsizetype longestLineBytes = qsizetype{4} * OutputDecoder::longestLine;
constexpr int tabWidth = 8;

} // namespace

QStringList OutputDecoder::feed(QByteArrayView bytes)
{
    QStringList lines;
    for (const char c : bytes)
        take(c, lines);
    lines << shownLine();
    return lines;
}

void OutputDecoder::take(char c, QStringList &lines)
{
    if (skipsEscape(c))
        return;
    if (c == '\n') {
        lines << shownLine();
        startOver();
    } else if (c == '\r') { // Only what is printed after it starts the line over: "\r\n" ends a line.
        m_carriageReturn = true;
    } else {
        if (m_carriageReturn)
            startOver();
        print(c);
    }
}

void OutputDecoder::startOver()
{
    m_line.clear();
    m_beyond = 0;
    m_carriageReturn = false;
}

void OutputDecoder::print(char c)
{
    if (c == '\b') {
        takeBack();
    } else if (m_line.size() >= longestLineBytes) {
        ++m_beyond;
    } else if (c == '\t') {
        m_line.append(tabWidth - m_line.size() % tabWidth, ' ');
    } else {
        m_line += c;
    }
}

void OutputDecoder::takeBack()
{
    if (m_beyond > 0) {
        --m_beyond;
        return;
    }
    while (!m_line.isEmpty()) {
        const bool continues = (m_line.back() & '\xC0') == '\x80';
        m_line.chop(1);
        if (!continues)
            return;
    }
}

// CSI ("ESC [ … letter"), OSC and the other strings ("ESC ] … BEL" or "… ESC \"), and two-character escapes.
// A line break ends any of them: a sequence that was cut must not swallow what follows.
bool OutputDecoder::skipsEscape(char c)
{
    const auto u = static_cast<unsigned char>(c);
    if (m_escape == Escape::None) {
        if (u == 0x1b)
            m_escape = Escape::Started;
        return u == 0x1b;
    }
    if (c == '\n') {
        m_escape = Escape::None;
        return false;
    }
    switch (m_escape) {
    case Escape::Started:
        if (c == '[')
            m_escape = Escape::Control;
        else if (QByteArrayView("]PX^_").contains(c))
            m_escape = Escape::String;
        else if (u < 0x20 || u > 0x2f)
            m_escape = Escape::None;
        break;
    case Escape::Control:
        if (u >= 0x40)
            m_escape = Escape::None;
        break;
    case Escape::String:
        if (u == 0x07)
            m_escape = Escape::None;
        else if (u == 0x1b)
            m_escape = Escape::StringEnd;
        break;
    default:
        m_escape = c == '\\' ? Escape::None : Escape::String;
    }
    return true;
}

QString OutputDecoder::shownLine() const
{
    QString line = visibleText(m_line, longestLine);
    const qint64 left = line.size() < longestLine ? 0 : m_line.size() - visibleBytes(m_line, longestLine);
    if (left + m_beyond == 0)
        return line;
    return QCoreApplication::translate("OutputDecoder", "%1 (+%2 bytes)")
        .arg(line, text::count(left + m_beyond));
}

} // namespace millrace

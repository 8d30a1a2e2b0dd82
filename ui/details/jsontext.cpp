#include "ui/details/jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace millrace {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Where the string that starts at \a at ends, behind its closing quote.
std::uint32_t endOfString(QByteArrayView text, std::uint32_t at)
{
    for (++at; text[at] != '"'; ++at)
        at += text[at] == '\\';
    return at + 1;
}

std::uint32_t endOfWord(QByteArrayView text, std::uint32_t at)
{
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto goesOn = [](char c) { return c != ',' && c != ']' && c != '}' && !isSpace(c); };
    while (at < size && goesOn(text[at]))
        ++at;
    return at;
}

} // namespace

/// Goes through a text that is known to be right, and notes where its values are.
class JsonText::Walk
{
public:
    explicit Walk(JsonText &json) : m_text(json.m_text), m_values(json.m_values) {}

    void run()
    {
        for (std::uint32_t at = 0; at < m_text.size();)
            at = take(at);
    }

private:
    std::uint32_t take(std::uint32_t at)
    {
        const char c = m_text[at];
        if (isSpace(c) || c == ',' || c == ':')
            return at + 1;
        if (c == ']' || c == '}') {
            m_values[m_open.back()].next = Index(m_values.size());
            m_open.pop_back();
            return at + 1;
        }
        const bool inObject = !m_open.empty() && m_text[m_values[m_open.back()].at] == '{';
        if (inObject && m_name == 0) {
            m_name = at; // Never 0: the object's brace stands before it.
            return endOfString(m_text, at);
        }
        return add(at, c);
    }

    std::uint32_t add(std::uint32_t at, char c)
    {
        if (!m_open.empty())
            ++m_values[m_open.back()].size;
        const auto index = Index(m_values.size());
        m_values.push_back({at, std::exchange(m_name, 0), 0, index + 1});
        if (c == '{' || c == '[') {
            m_open.push_back(index);
            return at + 1;
        }
        return c == '"' ? endOfString(m_text, at) : endOfWord(m_text, at);
    }

    QByteArrayView m_text;
    std::vector<Value> &m_values;
    std::vector<Index> m_open;
    std::uint32_t m_name = 0; ///< Of the member whose value comes next.
};

JsonText JsonText::parse(const QByteArray &bytes)
{
    JsonText json;
    // Qt judges whether it is JSON: after that, walking it needs no doubts.
    if (QJsonDocument::fromJson(bytes).isNull())
        return json;
    json.m_text = bytes.startsWith("\xef\xbb\xbf") ? bytes.sliced(3) : bytes;
    Walk(json).run();
    return json;
}

JsonText::Type JsonText::type(Index value) const
{
    switch (m_text[m_values[value].at]) {
    case '{':
        return Type::Object;
    case '[':
        return Type::Array;
    case '"':
        return Type::String;
    default:
        return Type::Word;
    }
}

QByteArrayView JsonText::word(Index value, int characters) const
{
    const QByteArrayView rest = QByteArrayView(m_text).sliced(m_values[value].at);
    const QByteArrayView start = rest.first(std::min<qsizetype>(rest.size(), characters));
    return start.first(endOfWord(start, 0));
}

QString JsonText::stringAt(std::uint32_t at, int characters) const
{
    constexpr std::uint32_t longest = 6; // Bytes of a character: \uD83D.
    const std::uint32_t enough = at + longest * std::uint32_t(characters);
    const auto continues = [](char c) { return (c & '\xC0') == '\x80'; };
    std::uint32_t end = at + 1;
    while (m_text[end] != '"' && (end < enough || continues(m_text[end])))
        end += m_text[end] != '\\' ? 1 : m_text[end + 1] == 'u' ? longest : 2;
    const auto quoted = QByteArrayView(m_text).sliced(at, end - at);
    return QJsonDocument::fromJson('[' + quoted.toByteArray() + "\"]").array().at(0).toString();
}

} // namespace millrace

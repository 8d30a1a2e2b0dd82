#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <vector>

namespace millrace {

/// A JSON text that can be walked: members in the order they are written in, numbers with every digit they
/// are written with. (Qt's own document sorts members, and its numbers are doubles.)
class JsonText
{
public:
    using Index = std::uint32_t; ///< Of a value; 0 is the whole document.
    enum class Type : std::uint8_t { Object, Array, String, Word };

    JsonText() = default;
    /// Null if \a bytes are not a JSON object or array.
    /// \cost O(n), twice; 16 bytes a value.
    [[nodiscard]] static JsonText parse(const QByteArray &bytes);

    [[nodiscard]] bool isNull() const { return m_values.empty(); }
    [[nodiscard]] Type type(Index value) const;
    /// How many members or items it has.
    [[nodiscard]] int size(Index value) const { return static_cast<int>(m_values[value].size); }
    [[nodiscard]] static Index first(Index parent) { return parent + 1; }
    /// The one after it below the same parent.
    [[nodiscard]] Index next(Index value) const { return m_values[value].next; }

    // Each gives all, or a start of at least \a characters (UTF-16), and costs no more however long it is.
    /// Of a member of an object.
    [[nodiscard]] QString name(Index value, int characters) const
    {
        return stringAt(m_values[value].name, characters);
    }
    /// What a String says, without its quotes.
    [[nodiscard]] QString string(Index value, int characters) const
    {
        return stringAt(m_values[value].at, characters);
    }
    /// A number, true, false or null, as it is written.
    [[nodiscard]] QByteArrayView word(Index value, int characters) const;

private:
    struct Value
    {
        std::uint32_t at = 0, name = 0; ///< Where they start in the text.
        std::uint32_t size = 0;
        Index next = 0;
    };
    class Walk;

    [[nodiscard]] QString stringAt(std::uint32_t at, int characters) const;

    QByteArray m_text;
    std::vector<Value> m_values; ///< As they follow in the text.
};

} // namespace millrace

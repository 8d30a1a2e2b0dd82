#pragma once

#include "core/queue/jobrecord.h"
#include "ui/models/rowtext.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace millrace {

/// What a job must be to stay in the table: terms that all have to hold.
///
/// Words: `state:failed host:example.org kind:fetch exit:28 status:404 status:5xx took:>30s size:>1M
/// priority:<0 attempt:>1 reason:tls tag:x` and plain text, which has to stand somewhere in what the job is
/// or in what its row says of how it went, in any case; "quoted text" keeps its spaces; `-word` turns a term round; `state:failed,cancelled` is
/// either.
class FilterExpression
{
public:
    enum class Field : std::uint8_t {
        Text,
        State,
        Kind,
        Host,
        Exit,
        Signal,
        Status,
        Took,
        Size,
        Priority,
        Attempt,
        Reason,
        Tag
    };

    /// A stretch of numbers, both ends included.
    struct Range
    {
        qint64 least = 0, most = 0;
        friend bool operator==(const Range &, const Range &) = default;
    };

    /// One word of the filter.
    struct Term
    {
        Field field = Field::Text;
        bool negated = false;
        std::vector<QByteArray> texts; ///< Lower case UTF-8; any of them: Text, Host, Tag.
        std::vector<Range> ranges;     ///< Any of them: numbers, and states, kinds, reasons as their values.
        friend bool operator==(const Term &, const Term &) = default;
    };

    FilterExpression() = default;
    explicit FilterExpression(std::vector<Term> terms) : m_terms(std::move(terms)) {}

    [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }
    [[nodiscard]] const std::vector<Term> &terms() const { return m_terms; }

    /// True if \a job, with \a text in its row, has all it takes.
    [[nodiscard]] bool matches(const JobRecord &job, const RowText &text) const;

    /// True if nothing but the text decides: it can then do without the record.
    [[nodiscard]] bool isTextOnly() const;

    /// Both have to hold.
    [[nodiscard]] FilterExpression operator&&(const FilterExpression &other) const;
    friend bool operator==(const FilterExpression &, const FilterExpression &) = default;

private:
    std::vector<Term> m_terms;
};

/// What became of the words a user typed.
struct ParsedFilter
{
    FilterExpression expression; ///< Of the words that were understood.
    QString error;               ///< The first that was not, as a sentence; empty if all were.
    int errorAt = -1;            ///< Where that word starts.
};

[[nodiscard]] ParsedFilter parseFilter(const QString &words);

/// Gives the known hosts that start so, likeliest first.
using HostsStarting = std::function<QStringList(const QString &start)>;

/// What may be typed next at \a cursor: whole words ("state:failed"), most likely first. \a hosts is asked only where a
/// host is being typed; it may be null.
[[nodiscard]] QStringList completions(const QString &words, int cursor, const HostsStarting &hosts);

/// The word for one field and value, quoted if need be: filterWord(Field::Host, "a b") is `host:"a b"`.
[[nodiscard]] QString filterWord(FilterExpression::Field field, const QString &value);

} // namespace millrace

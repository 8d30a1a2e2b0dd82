#include "ui/models/filterexpression.h"

#include "ui/models/filterwords.h"
#include "ui/text/words.h"

#include <cmath>
#include <limits>

namespace millrace {

using namespace Qt::StringLiterals;
using filterwords::Takes;
using text::word;
using Field = FilterExpression::Field;
using Range = FilterExpression::Range;
using Term = FilterExpression::Term;

namespace {

constexpr qint64 lowest = std::numeric_limits<qint64>::min();
constexpr qint64 highest = std::numeric_limits<qint64>::max();

/// A word as it was typed: quotes keep spaces together and are gone from the text.
struct Typed
{
    QString text{};
    int at = 0;
    int end = 0;
    int colon = -1;      ///< Of an unquoted colon in text.
    bool quoted = false; ///< It starts with a quote: plain text, whatever is in it.
};

std::vector<Typed> split(const QString &words)
{
    std::vector<Typed> found;
    for (int i = 0; i < words.size();) {
        if (words.at(i).isSpace()) {
            ++i;
            continue;
        }
        Typed typed{.text = {}, .at = i, .quoted = words.at(i) == u'"'};
        bool inQuotes = false;
        for (; i < words.size() && (inQuotes || !words.at(i).isSpace()); ++i) {
            const QChar c = words.at(i);
            if (c == u'"') {
                inQuotes = !inQuotes;
                continue;
            }
            if (c == u':' && !inQuotes && typed.colon < 0)
                typed.colon = int(typed.text.size());
            typed.text += c;
        }
        typed.end = i;
        found.push_back(std::move(typed));
    }
    return found;
}

/// Splits "30s" into 30 and "s".
std::optional<std::pair<double, QString>> figureAndUnit(QStringView text)
{
    qsizetype digits = 0;
    while (digits < text.size() &&
           (text.at(digits).isDigit() || text.at(digits) == u'.' || text.at(digits) == u'-'))
        ++digits;
    bool ok = false;
    const double figure = text.first(digits).toDouble(&ok);
    if (!ok || std::abs(figure) > 1e15)
        return std::nullopt;
    return std::pair(figure, text.sliced(digits).toString());
}

std::optional<double> unitFactor(Takes takes, const QString &unit)
{
    static const QHash<QString, double> durations{{u""_s, 1e3},    {u"s"_s, 1e3},   {u"ms"_s, 1},
                                                  {u"m"_s, 6e4},   {u"min"_s, 6e4}, {u"h"_s, 3.6e6},
                                                  {u"d"_s, 8.64e7}};
    static const QHash<QString, double> sizes{{u""_s, 1},          {u"b"_s, 1},           {u"k"_s, 1024},
                                              {u"m"_s, 1048576},   {u"g"_s, 1073741824},  {u"kib"_s, 1024},
                                              {u"mib"_s, 1048576}, {u"gib"_s, 1073741824}};
    const QHash<QString, double> &units = takes == Takes::Duration ? durations : sizes;
    if (takes != Takes::Duration && takes != Takes::Bytes)
        return unit.isEmpty() ? std::optional(1.0) : std::nullopt;
    const auto found = units.find(unit);
    return found == units.end() ? std::nullopt : std::optional(*found);
}

std::optional<Range> numberRange(Takes takes, QStringView value)
{
    if (takes == Takes::StatusCode && value.size() == 3 && value.endsWith("xx"_L1) &&
        value.front().isDigit()) {
        const qint64 hundred = qint64{100} * value.front().digitValue();
        return Range{hundred, hundred + 99};
    }
    const bool less = value.startsWith(u'<');
    const bool greater = value.startsWith(u'>');
    if (less || greater)
        value = value.sliced(1);
    const bool orEqual = (less || greater) && value.startsWith(u'=');
    if (orEqual)
        value = value.sliced(1);
    const auto parts = figureAndUnit(value);
    const auto factor = parts ? unitFactor(takes, parts->second) : std::nullopt;
    if (!factor)
        return std::nullopt;
    const qint64 number = qRound64(parts->first * *factor);
    if (less)
        return Range{lowest, orEqual ? number : number - 1};
    if (greater)
        return Range{orEqual ? number : number + 1, highest};
    return Range{number, number};
}

std::optional<Range> namedRange(Field field, QStringView value)
{
    for (const filterwords::Value &name : filterwords::namesOf(field)) {
        if (value == name.name)
            return name.range;
    }
    return std::nullopt;
}

QString misunderstood(const filterwords::Word &field, const QString &value)
{
    if (value.isEmpty())
        return word("“%1:” needs a value behind the colon.").arg(field.name);
    switch (field.takes) {
    case Takes::Name: {
        QStringList names;
        for (const filterwords::Value &name : filterwords::namesOf(field.field))
            names << QString(name.name);
        return word("“%1” is no %2. There is: %3.").arg(value, QString(field.name), names.join(u", "_s));
    }
    case Takes::Duration:
        return word("“%1” is no time: write took:>30s or took:<5m.").arg(value);
    case Takes::Bytes:
        return word("“%1” is no size: write size:>1M or size:<10k.").arg(value);
    case Takes::StatusCode:
        return word("“%1” is no status: write status:404, status:5xx or status:>=400.").arg(value);
    default:
        return word("“%1” is no number: write %2:1 or %2:>1.").arg(value, QString(field.name));
    }
}

/// Fills \a term from what stands behind the colon; an error sentence if it can't.
QString readValues(Term &term, const filterwords::Word &field, const QString &values)
{
    for (const QString &value : values.split(u',')) {
        if (field.takes == Takes::Text) {
            if (value.isEmpty())
                return misunderstood(field, value);
            term.texts.push_back(value.toUtf8());
            continue;
        }
        const auto range =
            field.takes == Takes::Name ? namedRange(field.field, value) : numberRange(field.takes, value);
        if (!range)
            return misunderstood(field, value);
        term.ranges.push_back(*range);
    }
    return {};
}

const filterwords::Word *fieldNamed(QStringView name)
{
    for (const filterwords::Word &field : filterwords::all()) {
        if (name == field.name)
            return &field;
    }
    return nullptr;
}

/// A word without one of our fields in front is text: "http://x" has a colon, too.
QString readTerm(Term &term, const Typed &typed)
{
    QString text = typed.text.toLower();
    int colon = typed.colon;
    if (!typed.quoted && text.size() > 1 && text.startsWith(u'-')) {
        term.negated = true;
        text.remove(0, 1);
        --colon;
    }
    const filterwords::Word *field =
        typed.quoted || colon < 1 ? nullptr : fieldNamed(QStringView(text).first(colon));
    if (field) {
        term.field = field->field;
        return readValues(term, *field, text.sliced(colon + 1));
    }
    term.texts.push_back(text.toUtf8());
    return {};
}

} // namespace

ParsedFilter parseFilter(const QString &words)
{
    ParsedFilter parsed;
    std::vector<Term> terms;
    for (const Typed &typed : split(words)) {
        if (typed.text.isEmpty())
            continue;
        Term term;
        const QString error = readTerm(term, typed);
        if (error.isEmpty()) {
            terms.push_back(std::move(term));
        } else if (parsed.error.isEmpty()) {
            parsed.error = error;
            parsed.errorAt = typed.at;
        }
    }
    parsed.expression = FilterExpression(std::move(terms));
    return parsed;
}

QStringList completions(const QString &words, int cursor, const HostsStarting &hosts)
{
    QString typed;
    for (const Typed &candidate : split(words)) {
        if (candidate.at < cursor && cursor <= candidate.end)
            typed = words.sliced(candidate.at, cursor - candidate.at).toLower();
    }
    const QString sign = typed.startsWith(u'-') ? u"-"_s : QString();
    const QString bare = typed.sliced(sign.size());
    const qsizetype colon = bare.indexOf(u':');
    QStringList offers;
    for (const filterwords::Word &field : filterwords::all()) {
        const QString head = field.name + u':';
        if (colon < 0) {
            if (!bare.isEmpty() && head.startsWith(bare))
                offers << sign + head;
            continue;
        }
        if (!bare.startsWith(head))
            continue;
        QStringList values = QString(field.examples).split(u' ', Qt::SkipEmptyParts);
        for (const filterwords::Value &name : filterwords::namesOf(field.field))
            values << QString(name.name);
        if (field.field == Field::Host && hosts)
            values = hosts(bare.sliced(colon + 1));
        for (const QString &value : values) {
            if (value.startsWith(bare.sliced(colon + 1)) && head + value != bare)
                offers << sign + filterWord(field.field, value);
        }
    }
    return offers;
}

} // namespace millrace

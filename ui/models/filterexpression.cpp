#include "ui/models/filterexpression.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace millrace {

namespace {

using Field = FilterExpression::Field;
using Term = FilterExpression::Term;

std::string_view std_view(QByteArrayView text)
{
    return {text.data(), std::size_t(text.size())};
}

bool containsAny(const std::vector<QByteArray> &texts, const RowText &where)
{
    const auto contains = [](QByteArrayView in, const QByteArray &text) {
        return std_view(in).find(std_view(text)) != std::string_view::npos;
    };
    return std::ranges::any_of(texts, [&](const QByteArray &text) {
        return contains(where.what, text) || contains(where.said, text);
    });
}

/// "example.org" finds itself and its subdomains, with or without a port.
bool isHost(QByteArrayView host, QByteArrayView asked)
{
    if (host == asked)
        return true;
    const qsizetype colon = host.lastIndexOf(':');
    if (colon > 0 && !asked.contains(':'))
        host = host.first(colon);
    return host == asked || (host.endsWith(asked) && host.at(host.size() - asked.size() - 1) == '.');
}

bool hasHost(const Term &term, const JobRecord &job)
{
    const QByteArray host = hostOf(job.spec);
    return !host.isEmpty() &&
           std::ranges::any_of(term.texts, [&host](const QByteArray &asked) { return isHost(host, asked); });
}

bool hasTag(const Term &term, const JobRecord &job)
{
    return std::ranges::any_of(optionsOf(job.spec).tags, [&term](const QString &tag) {
        return std::ranges::find(term.texts, tag.toLower().toUtf8()) != term.texts.end();
    });
}

std::optional<qint64> took(const JobRecord &job)
{
    if (job.startedAt == WallTime{} || job.endedAt < job.startedAt || !isEnded(job.state))
        return std::nullopt;
    return (job.endedAt - job.startedAt).count();
}

/// What the outcome says, if the job has ended and has one.
template <class Get>
std::optional<qint64> ofOutcome(const JobRecord &job, Get get)
{
    return job.outcome && isEnded(job.state) ? get(*job.outcome) : std::nullopt;
}

std::optional<qint64> figure(Field field, const JobRecord &job)
{
    using Maybe = std::optional<qint64>;
    switch (field) {
    case Field::State:
        return qint64(job.state);
    case Field::Kind:
        return qint64(job.spec.kind);
    case Field::Priority:
        return job.priority;
    case Field::Attempt:
        return job.attempt;
    case Field::Took:
        return took(job);
    case Field::Exit:
        return ofOutcome(job,
                         [](const JobOutcome &o) { return o.exitCode >= 0 ? Maybe(o.exitCode) : Maybe(); });
    case Field::Signal:
        return ofOutcome(job, [](const JobOutcome &o) { return o.signal > 0 ? Maybe(o.signal) : Maybe(); });
    case Field::Status:
        return ofOutcome(
            job, [](const JobOutcome &o) { return o.httpStatus > 0 ? Maybe(o.httpStatus) : Maybe(); });
    case Field::Size:
        return ofOutcome(job, [](const JobOutcome &o) { return Maybe(o.bytes); });
    case Field::Reason:
        return ofOutcome(job, [](const JobOutcome &o) { return Maybe(qint64(o.reason)); });
    default:
        return std::nullopt;
    }
}

bool holds(const Term &term, const JobRecord &job, const RowText &text)
{
    switch (term.field) {
    case Field::Text:
        return containsAny(term.texts, text);
    case Field::Host:
        return hasHost(term, job);
    case Field::Tag:
        return hasTag(term, job);
    default:
        break;
    }
    const std::optional<qint64> value = figure(term.field, job);
    return value && std::ranges::any_of(term.ranges, [value](const FilterExpression::Range &range) {
               return *value >= range.least && *value <= range.most;
           });
}

} // namespace

bool FilterExpression::matches(const JobRecord &job, const RowText &text) const
{
    return std::ranges::all_of(m_terms,
                               [&](const Term &term) { return holds(term, job, text) != term.negated; });
}

bool FilterExpression::isTextOnly() const
{
    return std::ranges::all_of(m_terms, [](const Term &term) { return term.field == Field::Text; });
}

FilterExpression FilterExpression::operator&&(const FilterExpression &other) const
{
    std::vector<Term> both = m_terms;
    both.insert(both.end(), other.m_terms.begin(), other.m_terms.end());
    return FilterExpression(std::move(both));
}

} // namespace millrace

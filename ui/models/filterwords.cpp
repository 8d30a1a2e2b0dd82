#include "ui/models/filterwords.h"

#include <algorithm>
#include <array>

namespace millrace {

using namespace Qt::StringLiterals;
using Field = FilterExpression::Field;

namespace filterwords {

namespace {

constexpr FilterExpression::Range one(auto value)
{
    return {qint64(value), qint64(value)};
}

constexpr std::array words{
    Word{Field::State, "state"_L1, Takes::Name, ""_L1},
    Word{Field::Host, "host"_L1, Takes::Text, ""_L1},
    Word{Field::Kind, "kind"_L1, Takes::Name, ""_L1},
    Word{Field::Status, "status"_L1, Takes::StatusCode, "404 5xx 4xx 200 >=400"_L1},
    Word{Field::Exit, "exit"_L1, Takes::Number, "1 2 126 127 >0"_L1},
    Word{Field::Took, "took"_L1, Takes::Duration, ">30s >5m <1s"_L1},
    Word{Field::Size, "size"_L1, Takes::Bytes, ">1M 0 <10k"_L1},
    Word{Field::Priority, "priority"_L1, Takes::Number, "<0 0 >0"_L1},
    Word{Field::Attempt, "attempt"_L1, Takes::Number, ">1 0"_L1},
    Word{Field::Reason, "reason"_L1, Takes::Name, ""_L1},
    Word{Field::Signal, "signal"_L1, Takes::Number, "9 15 11"_L1},
    Word{Field::Tag, "tag"_L1, Takes::Text, ""_L1},
};

constexpr std::array states{
    Value{"pending"_L1, one(JobState::Pending)},
    Value{"underway"_L1, {qint64(JobState::Underway), qint64(JobState::Cancelling)}},
    Value{"finished"_L1, one(JobState::Finished)},
    Value{"failed"_L1, one(JobState::Failed)},
    Value{"cancelled"_L1, one(JobState::Cancelled)},
    Value{"cancelling"_L1, one(JobState::Cancelling)},
    Value{"interrupted"_L1, one(JobState::Interrupted)},
    Value{"ended"_L1, {qint64(JobState::Finished), qint64(JobState::Cancelled)}},
};

constexpr std::array kinds{
    Value{"fetch"_L1, one(JobKind::Fetch)},
    Value{"command"_L1, one(JobKind::Command)},
};

/// By FailureReason, from BadUrl on.
constexpr std::array reasons{
    Value{"bad-url"_L1, one(FailureReason::BadUrl)},
    Value{"host-not-found"_L1, one(FailureReason::Unresolved)},
    Value{"unreachable"_L1, one(FailureReason::Unreachable)},
    Value{"tls"_L1, one(FailureReason::Tls)},
    Value{"bad-redirect"_L1, one(FailureReason::BadRedirect)},
    Value{"status"_L1, one(FailureReason::HttpStatus)},
    Value{"cut-short"_L1, one(FailureReason::CutShort)},
    Value{"too-large"_L1, one(FailureReason::TooLarge)},
    Value{"too-slow"_L1, one(FailureReason::TooSlow)},
    Value{"timed-out"_L1, one(FailureReason::TimedOut)},
    Value{"not-http"_L1, one(FailureReason::Protocol)},
    Value{"exit"_L1, one(FailureReason::ExitCode)},
    Value{"signal"_L1, one(FailureReason::Signal)},
    Value{"no-program"_L1, one(FailureReason::NotFound)},
    Value{"not-executable"_L1, one(FailureReason::NotExecutable)},
    Value{"not-started"_L1, one(FailureReason::NotStarted)},
    Value{"no-directory"_L1, one(FailureReason::BadDirectory)},
    Value{"disk"_L1, one(FailureReason::Disk)},
    Value{"abandoned"_L1, one(FailureReason::Abandoned)},
    Value{"defect"_L1, one(FailureReason::Internal)},
    Value{"headers-too-large"_L1, one(FailureReason::HeadersTooLarge)},
    Value{"unpacks-too-much"_L1, one(FailureReason::UnpacksTooMuch)},
    Value{"bad-option"_L1, one(FailureReason::BadOption)},
};
static_assert(reasons.size() == std::size_t(lastFailureReason));

QString joined(Field field, QLatin1StringView value)
{
    return wordOf(field).name + u':' + value;
}

} // namespace

std::span<const Word> all()
{
    return words;
}

const Word &wordOf(Field field)
{
    return *std::ranges::find(words, field, &Word::field);
}

std::span<const Value> namesOf(Field field)
{
    switch (field) {
    case Field::State:
        return states;
    case Field::Kind:
        return kinds;
    case Field::Reason:
        return reasons;
    default:
        return {};
    }
}

QString wordFor(JobState state)
{
    const auto covers = [state](const Value &value) { return value.range.least == qint64(state); };
    return joined(Field::State, std::ranges::find_if(states, covers)->name);
}

QString wordsForFailure(const JobOutcome &outcome)
{
    const QString failed = wordFor(JobState::Failed) + u' ';
    switch (outcome.reason) {
    case FailureReason::None:
        return failed.trimmed();
    case FailureReason::HttpStatus:
        return failed + filterWord(Field::Status, QString::number(outcome.httpStatus));
    case FailureReason::ExitCode:
        return failed + filterWord(Field::Exit, QString::number(outcome.exitCode));
    case FailureReason::Signal:
        return failed + filterWord(Field::Signal, QString::number(outcome.signal));
    default:
        return failed + joined(Field::Reason, reasons[std::size_t(outcome.reason) - 1].name);
    }
}

} // namespace filterwords

QString filterWord(Field field, const QString &value)
{
    QString quoted = value;
    const auto needsQuotes = [](QChar c) { return c.isSpace() || c == u'"' || c == u','; };
    if (value.isEmpty() || std::ranges::any_of(value, needsQuotes))
        quoted = u'"' + quoted.remove(u'"') + u'"';
    return field == Field::Text ? quoted : filterwords::wordOf(field).name + u':' + quoted;
}

} // namespace millrace

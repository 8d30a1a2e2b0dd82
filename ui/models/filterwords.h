#pragma once

#include "ui/models/filterexpression.h"

#include <QLatin1StringView>

#include <span>

/// The vocabulary of the filter: one table for the parser, the completion and the sidebar.
namespace millrace::filterwords {

/// What stands behind a field's colon.
enum class Takes : std::uint8_t { Name, Text, Number, Duration, Bytes, StatusCode };

struct Word
{
    FilterExpression::Field field;
    QLatin1StringView name; ///< Before the colon.
    Takes takes;
    QLatin1StringView examples; ///< Values to offer, separated by spaces.
};

struct Value
{
    QLatin1StringView name;
    FilterExpression::Range range;
};

/// All fields but Text, likeliest first.
[[nodiscard]] std::span<const Word> all();
[[nodiscard]] const Word &wordOf(FilterExpression::Field field);
/// The names a field takes; empty where it takes something else.
[[nodiscard]] std::span<const Value> namesOf(FilterExpression::Field field);

/// `state:failed`, `reason:tls`.
[[nodiscard]] QString wordFor(JobState state);
/// What finds all failures like this one: `state:failed status:404`.
[[nodiscard]] QString wordsForFailure(const JobOutcome &outcome);

} // namespace millrace::filterwords

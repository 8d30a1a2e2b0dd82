#pragma once

#include "core/deferred/errors.h"
#include "core/deferred/failure.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace millrace {

/// The first of several operations to fail: which one, and why.
class FirstError : public Error
{
public:
    FirstError(std::size_t index, Failure failure)
        : Error("Number " + std::to_string(index) + " of a list failed: " + failure.message()),
          m_index(index),
          m_failure(std::move(failure))
    {}

    /// Its place in the list, from 0.
    [[nodiscard]] std::size_t index() const noexcept { return m_index; }
    [[nodiscard]] const Failure &failure() const noexcept { return m_failure; }

private:
    std::size_t m_index;
    Failure m_failure;
};

/// All of several operations failed: why each of them did, in the order of the list.
class FailureGroup : public Error
{
public:
    explicit FailureGroup(std::vector<Failure> failures)
        : Error(sentence(failures)), m_failures(std::move(failures))
    {}

    [[nodiscard]] const std::vector<Failure> &failures() const noexcept { return m_failures; }

private:
    static std::string sentence(const std::vector<Failure> &failures)
    {
        if (failures.empty())
            return "There was nothing that could have succeeded.";
        std::string text = "None of " + std::to_string(failures.size()) + " succeeded:";
        for (const Failure &failure : failures)
            text += " " + failure.message();
        return text;
    }

    std::vector<Failure> m_failures;
};

} // namespace millrace

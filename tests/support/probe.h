#pragma once

#include "core/deferred/deferred.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace millrace::test {

/// Ends the chain of a Deferred and shows how it ended; the Deferred stays reachable, to be cancelled.
template <class T>
class Probe
{
public:
    explicit Probe(Deferred<T> deferred)
    {
        m_tail = std::move(deferred).addBoth([seen = m_seen](Outcome<T> outcome) {
            ++seen->times;
            seen->outcome.emplace(std::move(outcome));
        });
    }

    [[nodiscard]] bool hasFired() const { return m_seen->outcome.has_value(); }
    [[nodiscard]] bool hasValue() const { return hasFired() && m_seen->outcome->hasValue(); }
    /// How often it fired: to find out that it is once.
    [[nodiscard]] int times() const { return m_seen->times; }

    [[nodiscard]] std::add_lvalue_reference_t<const T> value() const { return m_seen->outcome->value(); }
    [[nodiscard]] const Failure &failure() const { return m_seen->outcome->failure(); }

    template <class E>
    [[nodiscard]] bool failedWith() const
    {
        return hasFired() && !m_seen->outcome->hasValue() && failure().template is<E>();
    }
    /// The failure's sentence; empty if there is none.
    [[nodiscard]] std::string message() const { return hasFired() && !hasValue() ? failure().message() : ""; }

    void cancel() { m_tail.cancel(); }
    void pause() { m_tail.pause(); }
    void unpause() { m_tail.unpause(); }

private:
    struct Seen
    {
        std::optional<Outcome<T>> outcome;
        int times = 0;
    };

    std::shared_ptr<Seen> m_seen = std::make_shared<Seen>();
    Deferred<> m_tail;
};

} // namespace millrace::test

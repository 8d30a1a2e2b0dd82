#pragma once

#include <memory>
#include <vector>

namespace millrace {

/// Something a coroutine waits for that can be cancelled.
class TaskWait
{
public:
    virtual ~TaskWait() = default;
    virtual void cancel() = 0;
};

/// Knows what the coroutines wait for that were started together, so that they can be cancelled from outside: a
/// suspended QCoro::Task can't be destroyed, but what it waits for can be made to fail, and then it unwinds.
///
/// A scope is current while its coroutines run: from their start to their first wait, and whenever a Deferred that
/// they wait for resumes them. What a coroutine calls belongs to its scope too.
class TaskScope
{
public:
    /// The scope of the coroutine that runs now; null outside.
    [[nodiscard]] static std::shared_ptr<TaskScope> current();

    void add(TaskWait *wait) { m_waits.push_back(wait); }
    void remove(TaskWait *wait) { std::erase(m_waits, wait); }

    /// Cancels what the coroutines wait for now, and every Deferred they come to wait for later.
    void cancel();
    [[nodiscard]] bool isCancelled() const noexcept { return m_cancelled; }

    /// Makes a scope current, for as long as it lives.
    class Entered
    {
    public:
        explicit Entered(std::shared_ptr<TaskScope> scope);
        ~Entered();
        Entered(const Entered &) = delete;
        Entered &operator=(const Entered &) = delete;

    private:
        std::shared_ptr<TaskScope> m_previous;
    };

private:
    std::vector<TaskWait *> m_waits;
    bool m_cancelled = false;
};

} // namespace millrace

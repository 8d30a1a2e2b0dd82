#pragma once

#include <memory>
#include <utility>

namespace millrace {

/// The right to do what a DeferredSemaphore or DeferredLock guards, given back when it is destroyed or released.
/// Move-only; may outlive what it came from.
class Permit
{
public:
    /// Who takes permits back.
    class Giver
    {
    public:
        virtual ~Giver() = default;
        virtual void takeBack() noexcept = 0;
    };

    Permit() = default;
    explicit Permit(std::shared_ptr<Giver> giver) noexcept : m_giver(std::move(giver)) {}
    Permit(Permit &&) noexcept = default;
    Permit &operator=(Permit &&other) noexcept
    {
        release();
        m_giver = std::move(other.m_giver);
        return *this;
    }
    ~Permit() { release(); }

    /// Gives it back now; does nothing the second time.
    /// \reenters the callbacks of the next waiter.
    void release() noexcept
    {
        if (const auto giver = std::exchange(m_giver, nullptr))
            giver->takeBack();
    }

    [[nodiscard]] bool isHeld() const noexcept { return m_giver != nullptr; }

private:
    std::shared_ptr<Giver> m_giver;
};

} // namespace millrace

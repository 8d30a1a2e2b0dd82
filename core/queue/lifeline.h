#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace millrace {

/// Keeps an object alive beyond its owner while calls run inside it or work will come back to it.
///
/// A plain counter, because one thread uses it: a shared_ptr for each job would cost more than its launch.
class Lifeline
{
public:
    /// One call, for as long as it runs.
    class Use
    {
    public:
        explicit Use(Lifeline &line) : m_line(line) { m_line.begin(); }
        Use(const Use &) = delete;
        Use &operator=(const Use &) = delete;
        ~Use() { m_line.end(); }

    private:
        Lifeline &m_line;
    };

    void begin() noexcept { ++m_uses; }
    /// May destroy the object, and this with it.
    void end()
    {
        if (--m_uses == 0 && m_object)
            const auto last = std::move(m_object);
    }
    /// A begin() ends with the call that this makes the Use of.
    void handOver() noexcept { --m_uses; }

    /// The owner lets go of \a object, which this is a member of.
    void cut(std::shared_ptr<void> object)
    {
        if (m_uses > 0)
            m_object = std::move(object);
    }

private:
    std::shared_ptr<void> m_object;
    std::uint32_t m_uses = 0;
};

} // namespace millrace

#pragma once

// Read by the lint tools before every file, never compiled: clang 14 lacks what libstdc++ 12 makes
// std::source_location of.
#if defined(__clang__) && !__has_builtin(__builtin_source_location)

#include <cstdint>

namespace std {

struct source_location
{
    static constexpr source_location current(const char *file = __builtin_FILE(),
                                             const char *function = __builtin_FUNCTION(),
                                             uint_least32_t line = __builtin_LINE(),
                                             uint_least32_t column = __builtin_COLUMN()) noexcept
    {
        source_location here;
        here.m_file = file;
        here.m_function = function;
        here.m_line = line;
        here.m_column = column;
        return here;
    }
    constexpr const char *file_name() const noexcept { return m_file; }
    constexpr const char *function_name() const noexcept { return m_function; }
    constexpr uint_least32_t line() const noexcept { return m_line; }
    constexpr uint_least32_t column() const noexcept { return m_column; }

private:
    const char *m_file = "";
    const char *m_function = "";
    uint_least32_t m_line = 0;
    uint_least32_t m_column = 0;
};

} // namespace std

#endif

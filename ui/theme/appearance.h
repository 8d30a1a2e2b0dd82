#pragma once

#include <cstdint>

namespace millrace {

/// What the user asked for.
enum class Appearance : std::uint8_t { System, Light, Dark };

} // namespace millrace

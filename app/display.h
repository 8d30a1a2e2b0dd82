#pragma once

#include <QByteArray>

namespace millrace {

/// What there is to open a window on.
enum class Display {
    None,        ///< Nothing is named.
    Unreachable, ///< What is named does not answer: opening a window would end the program.
    There,
};

/// Looks at $QT_QPA_PLATFORM, $WAYLAND_DISPLAY and $DISPLAY, and knocks at what they name. Where only one of two
/// answers, tells Qt to take that one.
/// \cost blocks: for an X server on another machine as long as its name takes to look up, and 2 s an address.
[[nodiscard]] Display findDisplay();

} // namespace millrace

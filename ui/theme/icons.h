#pragma once

#include <QIcon>

#include <cstdint>

namespace millrace {

/// Our own icon set: resources/icons/NAME.svg, 16 px, one stroke width.
enum class Icon : std::uint8_t {
    Add,
    Open,
    Paste,
    Pause,
    Resume,
    Cancel,
    Retry,
    Remove,
    Undo,
    Redo,
    ToTop,
    Up,
    Down,
    ToBottom,
    Filter,
    Clear,
    Settings,
    Details,
    Columns,
    Copy,
    Folder,
    Link,
    Keys,
    Info,
    Quit,
    Queue,
    Host,
    Example,
    Save,
    Search,
    Next,
    Previous,
    Wrap,
    Follow,
    Narrow,
    Widen,
    Fetch,
    Command,
    Warning,
    Export,
    More,
};

/// An icon that takes its colour from the application's palette when it is painted, crisp at any scale.
[[nodiscard]] QIcon icon(Icon name);

} // namespace millrace

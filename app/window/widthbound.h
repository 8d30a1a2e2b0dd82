#pragma once

namespace millrace {

class MainWindow;

/// \a width, or what the limit of open files bears if that is less: \a window says so then. To be asked before the queue
/// gets a width, which launches at once.
[[nodiscard]] int boundedWidth(int width, MainWindow &window);

} // namespace millrace

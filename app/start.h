#pragma once

#include <functional>
#include <memory>

class QCoreApplication;

namespace millrace {

struct CommandLine;

/// The application object that a call needs, and what runs on it; main() only turns its event loop.
class Start
{
public:
    virtual ~Start() = default;
    [[nodiscard]] virtual QCoreApplication &application() = 0;

    /// What goes on when this has ended and has been destroyed, as there can't be two application objects; empty
    /// where nothing does.
    using Next = std::function<std::unique_ptr<Start>()>;
    [[nodiscard]] virtual Next next() { return {}; }
};

/// The window, the terminal where there is no display, or a hand-over where another instance owns the data directory.
/// \a argc and \a argv must outlive it.
[[nodiscard]] std::unique_ptr<Start> makeStart(CommandLine line, int &argc, char **argv);

} // namespace millrace

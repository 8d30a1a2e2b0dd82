#pragma once

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
};

/// The window, the terminal where there is no display, or a hand-over where another instance owns the data directory.
/// \a argc and \a argv must outlive it.
[[nodiscard]] std::unique_ptr<Start> makeStart(CommandLine line, int &argc, char **argv);

} // namespace millrace

#pragma once

namespace millrace {

class Program;
class Terminal;

/// Says on \a terminal what a run waits for, of its store and of its results folder, and when it goes on. Both outlive
/// what connects them: the program's signals.
void tellTroubles(Program &program, Terminal &terminal);

} // namespace millrace

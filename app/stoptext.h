#pragma once

#include <QString>

namespace millrace {

class Program;

/// What the \a times-th signal to end does to \a program, and what one more would do; from 1.
[[nodiscard]] QString stopSentence(int times, const Program &program);

} // namespace millrace

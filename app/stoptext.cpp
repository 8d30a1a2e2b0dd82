#include "app/stoptext.h"

#include "app/program.h"
#include "ui/text/words.h"

namespace millrace {

using text::word;

QString stopSentence(int times, const Program &program)
{
    if (times == 1)
        return word("Stopping: what is underway finishes first. Once more cancels it.");
    if (times == 2)
        return program.isTroubled() ? word("Cancelling it. Once more gives up what can't be saved.")
                                    : word("Cancelling it. Once more ends it at once.");
    return program.isTroubled() ? word("Giving up what can't be saved.") : word("Ending it at once.");
}

} // namespace millrace

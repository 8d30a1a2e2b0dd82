#include "app/troubles.h"

#include "app/program.h"
#include "app/storetext.h"
#include "app/terminal.h"
#include "ui/text/words.h"

namespace millrace {

using text::word;

void tellTroubles(Program &program, Terminal &terminal)
{
    QObject::connect(&program, &Program::troubled, &program, [&terminal](const StoreTrouble &trouble) {
        terminal.say(word("Waiting: %1 can't be written (%2).").arg(trouble.path, trouble.detail));
    });
    QObject::connect(&program, &Program::resultsTroubled, &program,
                     [&terminal](const QString &why, qint64 needed) {
                         terminal.say(word("Waiting: %1").arg(resultsTroubleSentence(why, needed)));
                     });
    const auto tellGoingOn = [&terminal] { terminal.say(word("Going on.")); };
    QObject::connect(&program, &Program::recovered, &program, tellGoingOn);
    QObject::connect(&program, &Program::resultsRecovered, &program, tellGoingOn);
}

} // namespace millrace

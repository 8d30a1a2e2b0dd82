#include "app/window/widthbound.h"

#include "core/runners/command/descriptorlimit.h"
#include "ui/text/words.h"
#include "ui/window/mainwindow.h"

namespace millrace {

int boundedWidth(int width, MainWindow &window)
{
    const int most = maximumWidth();
    if (width <= most)
        return width;
    window.showNotice(text::word("At most %1 jobs at once: the limit of open files bears no more.").arg(most),
                      Banner::Subject::Width);
    return most;
}

} // namespace millrace

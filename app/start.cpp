#include "app/start.h"

#include "app/commandline.h"
#include "app/datadirectory.h"
#include "app/display.h"
#include "app/export/exportstart.h"
#include "app/handover/handoverstart.h"
#include "app/headless/headlessstart.h"
#include "app/window/windowstart.h"
#include "core/store/datalock.h"
#include "ui/text/words.h"

#include <QDir>
#include <QFileInfo>

#include <cstdio>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

std::vector<ListSource> sourcesOf(const CommandLine &line)
{
    const QString here = QDir::currentPath(); // Where commands run, also in a window that is open elsewhere.
    std::vector<ListSource> sources;
    for (const QString &path : line.lists) {
        const bool isInput = path == "-"_L1;
        sources.push_back((isInput ? ListSource::fromDescriptor(text::word("standard input"), STDIN_FILENO)
                                   : ListSource::file(QFileInfo(path).absoluteFilePath()))
                              .in(here));
    }
    return sources;
}

} // namespace

std::unique_ptr<Start> makeStart(CommandLine line, int &argc, char **argv)
{
    if (line.mode == CommandLine::Mode::Export)
        return std::make_unique<ExportStart>(line, argc, argv);
    if (line.mode == CommandLine::Mode::Window) {
        const Display display = findDisplay();
        if (display == Display::Unreachable)
            std::fputs("The display can't be reached: no window is opened.\n", stderr);
        if (display != Display::There)
            line.mode = CommandLine::Mode::Run;
    }
    if (line.mode == CommandLine::Mode::Run)
        return std::make_unique<HeadlessStart>(line, argc, argv);
    const DataDirectory data = DataDirectory::at(line.dataDirectory);
    DataLock::Attempt lock = DataLock::take(data.path);
    if (lock.holder == DataLock::Holder::Somebody)
        return std::make_unique<HandoverStart>(sourcesOf(line), data, lock.pid, argc, argv);
    return std::make_unique<WindowStart>(sourcesOf(line), data, std::move(lock), argc, argv);
}

} // namespace millrace

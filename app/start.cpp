#include "app/start.h"

#include "app/commandline.h"
#include "app/datadirectory.h"
#include "app/export/exportstart.h"
#include "app/handover/handoverstart.h"
#include "app/headless/headlessstart.h"
#include "app/window/windowstart.h"
#include "core/store/datalock.h"

#include <QStringList>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

bool hasDisplay()
{
    const auto isSet = [](const char *name) { return !qEnvironmentVariableIsEmpty(name); };
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM");
}

} // namespace

std::unique_ptr<Start> makeStart(CommandLine line, int &argc, char **argv)
{
    if (line.mode == CommandLine::Mode::Export)
        return std::make_unique<ExportStart>(line, argc, argv);
    if (line.mode == CommandLine::Mode::Window && !hasDisplay())
        line.mode = CommandLine::Mode::Run;
    if (line.mode == CommandLine::Mode::Run)
        return std::make_unique<HeadlessStart>(line, argc, argv);
    const DataDirectory data = DataDirectory::at(line.dataDirectory);
    DataLock::Attempt lock = DataLock::take(data.path);
    if (lock.holder == DataLock::Holder::Somebody)
        return std::make_unique<HandoverStart>(line, data, lock.pid, argc, argv);
    return std::make_unique<WindowStart>(line, data, std::move(lock), argc, argv);
}

} // namespace millrace

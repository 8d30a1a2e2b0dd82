#include "app/headless/headlessstart.h"

#include "app/commandline.h"
#include "app/headless/headlessrun.h"

#include <QTimer>

#include <cstdio>

namespace millrace {

HeadlessStart::HeadlessStart(const CommandLine &line, int &argc, char **argv) : m_application(argc, argv)
{
    if (line.lists.isEmpty() && line.dataDirectory.isEmpty()) {
        std::fputs(
            "There is no display to open the window on. Give a list to run it here; see millrace --help.\n",
            stderr);
        QTimer::singleShot(0, &m_application, [] { QCoreApplication::exit(HeadlessRun::Misuse); });
        return;
    }
    m_run = std::make_unique<HeadlessRun>(line);
    QObject::connect(
        m_run.get(), &HeadlessRun::ended, &m_application, [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    m_run->start();
}

HeadlessStart::~HeadlessStart() = default;

} // namespace millrace

#include "app/export/exportstart.h"

namespace millrace {

ExportStart::ExportStart(const CommandLine &line, int &argc, char **argv)
    : m_application(argc, argv), m_run(line)
{
    QObject::connect(
        &m_run, &ExportRun::ended, &m_application, [](int code) { QCoreApplication::exit(code); },
        Qt::QueuedConnection);
    m_run.start();
}

ExportStart::~ExportStart() = default;

} // namespace millrace

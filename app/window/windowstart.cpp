#include "app/window/windowstart.h"

#include "app/window/windowprogram.h"

namespace millrace {

WindowStart::WindowStart(std::vector<ListSource> sources, const DataDirectory &data, DataLock::Attempt lock,
                         int &argc, char **argv)
    : m_application(argc, argv)
{
    QApplication::setDesktopFileName(QStringLiteral("millrace"));
    QApplication::setQuitOnLastWindowClosed(false); // The window may be gone before everything is saved.
    m_program = std::make_unique<WindowProgram>(m_application, std::move(sources), data, std::move(lock));
}

WindowStart::~WindowStart() = default;

} // namespace millrace

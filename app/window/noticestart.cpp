#include "app/window/noticestart.h"

#include <algorithm>
#include <array>

#include <unistd.h>

namespace millrace {

bool wasStartedFromDesktop()
{
    // What desktops give to what they start; a terminal's shell may have inherited it.
    constexpr std::array given{"GIO_LAUNCHED_DESKTOP_FILE", "DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN"};
    return !::isatty(STDERR_FILENO) && std::any_of(given.begin(), given.end(), [](const char *name) {
        return !qEnvironmentVariableIsEmpty(name);
    });
}

NoticeStart::NoticeStart(const QString &sentence, int exitCode, int &argc, char **argv)
    : m_application(argc, argv)
{
    QApplication::setQuitOnLastWindowClosed(false); // The exit code is ours to say.
    m_box.setWindowTitle(QStringLiteral("Millrace"));
    m_box.setIcon(QMessageBox::Information);
    m_box.setTextFormat(Qt::PlainText);
    m_box.setText(sentence);
    QObject::connect(&m_box, &QMessageBox::finished, &m_application,
                     [exitCode] { QCoreApplication::exit(exitCode); });
    m_box.open();
}

} // namespace millrace

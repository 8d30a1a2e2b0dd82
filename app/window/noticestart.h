#pragma once

#include "app/start.h"

#include <QApplication>
#include <QMessageBox>

namespace millrace {

/// True where a menu, a dock or a file manager started the program: nobody reads its standard error.
[[nodiscard]] bool wasStartedFromDesktop();

/// A sentence in a window, and the end.
class NoticeStart final : public Start
{
public:
    NoticeStart(const QString &sentence, int exitCode, int &argc, char **argv);

    [[nodiscard]] QCoreApplication &application() override { return m_application; }

private:
    QApplication m_application;
    QMessageBox m_box;
};

} // namespace millrace

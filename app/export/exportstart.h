#pragma once

#include "app/export/exportrun.h"
#include "app/start.h"

#include <QCoreApplication>

namespace millrace {

/// `millrace export`.
class ExportStart final : public Start
{
public:
    ExportStart(const CommandLine &line, int &argc, char **argv);
    ~ExportStart() override;

    [[nodiscard]] QCoreApplication &application() override { return m_application; }

private:
    QCoreApplication m_application;
    ExportRun m_run;
};

} // namespace millrace

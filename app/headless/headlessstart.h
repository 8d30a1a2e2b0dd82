#pragma once

#include "app/start.h"

#include <QCoreApplication>

#include <memory>

namespace millrace {

class HeadlessRun;

/// `millrace run`, or `millrace LIST…` without a display.
class HeadlessStart final : public Start
{
public:
    HeadlessStart(const CommandLine &line, int &argc, char **argv);
    ~HeadlessStart() override;

    [[nodiscard]] QCoreApplication &application() override { return m_application; }

private:
    QCoreApplication m_application;
    std::unique_ptr<HeadlessRun> m_run;
};

} // namespace millrace

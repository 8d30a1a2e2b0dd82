#pragma once

#include "app/handover/handoverclient.h"
#include "app/start.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <memory>
#include <vector>

#include <sys/types.h>

namespace millrace {

struct DataDirectory;

/// The data directory has an owner already: gives it the lists and goes.
class HandoverStart final : public Start
{
public:
    HandoverStart(const CommandLine &line, const DataDirectory &data, pid_t owner, int &argc, char **argv);
    ~HandoverStart() override;

    [[nodiscard]] QCoreApplication &application() override { return m_application; }

private:
    void readInput();
    void send();
    void end(bool taken);

    QCoreApplication m_application;
    QString m_dataDirectory;
    pid_t m_owner;
    std::vector<ListSource> m_sources;
    ListSource *m_input = nullptr; // The one of the sources that is standard input.
    std::unique_ptr<QSocketNotifier> m_inputNotifier;
    HandoverClient m_client;
};

} // namespace millrace

#pragma once

#include "app/datadirectory.h"
#include "app/handover/handoverclient.h"
#include "app/start.h"
#include "core/store/datalock.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QSocketNotifier>

#include <memory>
#include <vector>

#include <sys/types.h>

namespace millrace {

/// The data directory has an owner already: gives it the lists and goes.
///
/// The owner may be starting and not listen yet, or quitting and not listen any more: asks it again and tries to become
/// the owner itself, for 5 s in all. Who was told that lists are taken can rely on it.
class HandoverStart final : public Start
{
public:
    /// \a sources name files by absolute paths; one of them may be standard input.
    HandoverStart(std::vector<ListSource> sources, const DataDirectory &data, pid_t owner, int &argc,
                  char **argv);
    ~HandoverStart() override;

    [[nodiscard]] QCoreApplication &application() override { return m_application; }
    /// The window, with the lists, where the owner has gone meanwhile.
    [[nodiscard]] Next next() override;

private:
    void readInput();
    void send();
    void ask();
    void end(bool taken);
    [[nodiscard]] QString ownerSentence() const;
    void refuse(const QString &sentence);

    QCoreApplication m_application;
    int &m_argc;
    char **m_argv;
    DataDirectory m_data;
    pid_t m_owner;
    DataLock::Use m_use = DataLock::Use::Window;
    bool m_isToldToWait = false;
    QString m_notice; // To be shown in a window of its own.
    DataLock::Attempt m_lock;
    std::vector<ListSource> m_sources;
    ListSource *m_input = nullptr; // The one of the sources that is standard input.
    std::unique_ptr<QSocketNotifier> m_inputNotifier;
    QDeadlineTimer m_deadline;
    std::unique_ptr<HandoverClient> m_client;
};

} // namespace millrace

#pragma once

#include "app/datadirectory.h"
#include "app/program.h"

#include <QObject>

#include <memory>

namespace millrace {

class DataLockWait;
class MainWindow;

/// The store behind the window: opens it, again and again where its disk is in trouble, and tells the window what is
/// wrong with it and what to do.
///
/// Until it is open nothing of what is accepted is put, so nothing runs that is not kept. Only where a newer program
/// wrote what is there, which no waiting changes, the window works without keeping anything, and says so.
class WindowStore : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive it.
    WindowStore(Program &program, MainWindow &window, const DataDirectory &data, QObject *parent = nullptr);
    ~WindowStore() override;

    /// \a settings are those of a queue that has none yet; the host cap is always theirs. Once.
    void open(DataLock::Attempt lock, const QueueSettings &settings);

    /// False where nothing is kept: a newer program wrote what is there.
    [[nodiscard]] bool isKeeping() const { return m_isKeeping; }

Q_SIGNALS:
    /// The data directory is ours.
    void owned();
    /// Nothing more comes from the last time.
    void restored();

private:
    void take(DataLock::Attempt lock);
    void watch();
    void openStore(DataLock lock);
    void takeReport(const LoadReport &report);

    Program &m_program;
    MainWindow &m_window;
    DataDirectory m_data;
    QueueSettings m_settings;
    std::unique_ptr<DataLockWait> m_wait;
    bool m_isKeeping = true;
};

} // namespace millrace

#pragma once

#include "app/export/exporttask.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace millrace {

/// The exports that are underway in the window's program, any number at a time.
class Exports : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(const ExportReport &report)>;

    /// \a queue outlives it.
    explicit Exports(const JobQueue &queue, QObject *parent = nullptr);
    ~Exports() override;

    /// \a answer comes later, on this thread; not any more once this is gone.
    void start(std::vector<JobId> jobs, std::unique_ptr<JobWriter> writer, Answer answer);
    [[nodiscard]] bool isBusy() const { return m_underway > 0; }

Q_SIGNALS:
    /// The last of them has ended, and was answered.
    void idle();

private:
    const JobQueue &m_queue;
    int m_underway = 0;
};

} // namespace millrace

#pragma once

#include "app/export/jobwriter.h"
#include "core/queue/jobqueue.h"

#include <QObject>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace millrace {

/// Hands the jobs of a live queue to a writer on a thread of its own, some thousand a turn of the event loop, so that
/// neither a million jobs nor a slow disk holds up the window. Each job is as it is when its turn comes; one that was
/// removed meanwhile is left out.
class ExportTask : public QObject
{
    Q_OBJECT

public:
    /// \a queue outlives it. Destroying it before ended() leaves the file as it was.
    ExportTask(const JobQueue &queue, std::vector<JobId> jobs, std::unique_ptr<JobWriter> writer,
               QObject *parent = nullptr);
    ~ExportTask() override;

Q_SIGNALS:
    void ended(const millrace::ExportReport &report);

private:
    using Piece = std::vector<JobRecord>;
    void feed();
    void work(const std::stop_token &stop);
    [[nodiscard]] bool takePiece(const std::stop_token &stop, Piece &piece);

    const JobQueue &m_queue;
    std::vector<JobId> m_jobs;
    std::size_t m_next = 0; // Of m_jobs.
    std::unique_ptr<JobWriter> m_writer;
    std::mutex m_mutex; // Of the two below.
    std::deque<Piece> m_pieces;
    bool m_isFed = false;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // Last: it starts at once.
};

} // namespace millrace

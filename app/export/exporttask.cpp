#include "app/export/exporttask.h"

#include <QMetaObject>

#include <algorithm>

namespace millrace {

namespace {

constexpr std::size_t pieceSize = 2'000; // Some 0.5 ms of copying.
constexpr int piecesAhead = 4;

} // namespace

ExportTask::ExportTask(const JobQueue &queue, std::vector<JobId> jobs, std::unique_ptr<JobWriter> writer,
                       QObject *parent)
    : QObject(parent),
      m_queue(queue),
      m_jobs(std::move(jobs)),
      m_writer(std::move(writer)),
      m_thread([this](const std::stop_token &stop) { work(stop); })
{
    for (int i = 0; i < piecesAhead; ++i)
        QMetaObject::invokeMethod(this, &ExportTask::feed, Qt::QueuedConnection);
}

ExportTask::~ExportTask()
{
    m_thread.request_stop();
    m_thread.join();
}

void ExportTask::feed()
{
    Piece piece;
    for (; m_next < m_jobs.size() && piece.size() < pieceSize; ++m_next) {
        if (const JobRecord *job = m_queue.find(m_jobs[m_next]))
            piece.push_back(*job);
    }
    const std::scoped_lock lock(m_mutex);
    if (!piece.empty())
        m_pieces.push_back(std::move(piece));
    m_isFed = m_next == m_jobs.size();
    m_wake.notify_one();
}

// False at the end, or when asked to stop.
bool ExportTask::takePiece(const std::stop_token &stop, Piece &piece)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, stop, [this] { return !m_pieces.empty() || m_isFed; });
    if (stop.stop_requested() || m_pieces.empty())
        return false;
    piece = std::move(m_pieces.front());
    m_pieces.pop_front();
    return true;
}

void ExportTask::work(const std::stop_token &stop)
{
    Piece piece;
    while (takePiece(stop, piece)) {
        if (!m_writer->write(piece))
            break;
        QMetaObject::invokeMethod(this, &ExportTask::feed, Qt::QueuedConnection);
    }
    if (stop.stop_requested())
        return m_writer.reset();
    const ExportReport report = m_writer->finish();
    QMetaObject::invokeMethod(
        this, [this, report] { Q_EMIT ended(report); }, Qt::QueuedConnection);
}

} // namespace millrace

#include "app/export/exports.h"

namespace millrace {

Exports::Exports(const JobQueue &queue, QObject *parent) : QObject(parent), m_queue(queue) {}

Exports::~Exports() = default;

void Exports::start(std::vector<JobId> jobs, std::unique_ptr<JobWriter> writer, Answer answer)
{
    ++m_underway;
    auto *task = new ExportTask(m_queue, std::move(jobs), std::move(writer), this);
    connect(task, &ExportTask::ended, this,
            [this, task, answer = std::move(answer)](const ExportReport &report) {
                task->deleteLater();
                answer(report);
                if (--m_underway == 0)
                    Q_EMIT idle();
            });
}

} // namespace millrace

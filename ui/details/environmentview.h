#pragma once

#include "core/queue/jobrecord.h"
#include "ui/details/logpane.h"

namespace millrace {

/// What surrounded a job: a fetch's request and the answer's headers, a command's folder and environment.
class EnvironmentView : public LogPane
{
    Q_OBJECT

public:
    explicit EnvironmentView(QWidget *parent = nullptr);

    void show(const JobRecord &job);
    void showNothing();

private:
    JobId m_job;
    JobOutcomePtr m_outcome;
};

/// The bytes it shows; secrets in request headers are masked.
[[nodiscard]] QByteArray environmentOf(const JobRecord &job);

} // namespace millrace

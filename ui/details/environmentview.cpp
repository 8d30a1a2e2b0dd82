#include "ui/details/environmentview.h"

#include "core/queue/visibletext.h"
#include "ui/details/logview.h"
#include "ui/details/outputdecoder.h"

namespace millrace {

namespace {

QByteArray fetchText(const JobRecord &job)
{
    const JobOptions &options = optionsOf(job.spec);
    QByteArray text = (options.method.isEmpty() ? QByteArray("GET") : options.method) + ' ' +
                      maskedUrl(job.spec.what) + '\n';
    for (const QByteArray &header : options.headers)
        text += maskedHeader(header) + '\n';
    if (!options.body.isEmpty())
        text += "(" + QByteArray::number(options.body.size()) + " bytes)\n";
    for (const QString &mirror : options.mirrors)
        text += "mirror " + maskedUrl(mirror.toUtf8()) + '\n';
    if (job.outcome && !job.outcome->headers.isEmpty())
        text += '\n' + job.outcome->headers.trimmed() + '\n';
    return text;
}

QByteArray commandText(const JobRecord &job)
{
    const JobOptions &options = optionsOf(job.spec);
    QByteArray text;
    const QString folder = job.outcome ? job.outcome->workingDirectory : options.workingDirectory;
    if (!folder.isEmpty())
        text += "cd " + folder.toUtf8() + "\n\n";
    if (job.outcome && !job.outcome->environment.isEmpty())
        return text + job.outcome->environment;
    for (const QByteArray &variable : options.environment)
        text += variable + '\n';
    return text;
}

} // namespace

QByteArray environmentOf(const JobRecord &job)
{
    return job.spec.kind == JobKind::Fetch ? fetchText(job) : commandText(job);
}

EnvironmentView::EnvironmentView(QWidget *parent) : LogPane(tr("Environment"), parent)
{
    log()->setNumbered(false);
    log()->setFollowing(false);
}

void EnvironmentView::show(const JobRecord &job)
{
    if (m_job == job.id && m_outcome == job.outcome)
        return;
    m_job = job.id;
    m_outcome = job.outcome;
    constexpr qsizetype most = qsizetype{512} * 1024;
    QByteArray text = environmentOf(job);
    text.truncate(most);
    log()->start();
    setNote(text.isEmpty() ? tr("It is written down when the command ends.") : QString());
    log()->append(OutputDecoder().feed(text));
    log()->moveCursor(QTextCursor::Start);
}

void EnvironmentView::showNothing()
{
    m_job = JobId();
    m_outcome.reset();
    showOnly({});
}

} // namespace millrace

#include "ui/window/importcontroller.h"

#include "core/queue/jobqueue.h"
#include "ui/importing/importsheet.h"
#include "ui/importing/typejobssheet.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QUrl>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

// Its commands run beside it.
ListSource fileInItsFolder(const QString &path)
{
    return ListSource::file(path).in(QFileInfo(path).absolutePath());
}

QStringList namesOf(const std::vector<ListSource> &sources)
{
    QStringList names;
    for (const ListSource &source : sources)
        names += source.name;
    return names;
}

} // namespace

ImportController::ImportController(JobQueue &queue, QWidget *window, QObject *parent)
    : QObject(parent), m_queue(queue), m_window(window), m_reader(new JobListReader(this))
{
    connect(m_reader, &JobListReader::finished, this, &ImportController::finish);
    connect(m_reader, &JobListReader::progressed, this, [this](qint64 bytes, qint64 total) {
        if (m_sheet)
            m_sheet->setProgress(bytes, total);
    });
}

ImportController::~ImportController() = default;

bool ImportController::trigger(ActionId id)
{
    switch (id) {
    case ActionId::OpenList:
        chooseFiles();
        return true;
    case ActionId::Paste:
        paste();
        return true;
    case ActionId::TypeJobs:
        typeJobs();
        return true;
    default:
        return false;
    }
}

void ImportController::chooseFiles()
{
    auto *dialog = new QFileDialog(m_window, tr("Open a list"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportController::openFiles);
    dialog->open();
}

void ImportController::paste()
{
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    if (data && canTake(*data))
        take(*data, tr("clipboard"));
    else
        Q_EMIT said(tr("There is no list, link or text on the clipboard."));
}

void ImportController::typeJobs()
{
    auto *sheet = new TypeJobsSheet(m_window);
    connect(sheet, &TypeJobsSheet::reviewRequested, this,
            [this](const QString &lines) { openText(tr("typed jobs"), lines); });
    sheet->open();
}

void ImportController::openFiles(const QStringList &paths)
{
    std::vector<ListSource> sources;
    for (const QString &path : paths)
        sources.push_back(fileInItsFolder(path));
    review(std::move(sources));
}

void ImportController::openText(const QString &name, const QString &text)
{
    review({ListSource::text(name, text.toUtf8())});
}

bool ImportController::canTake(const QMimeData &data)
{
    return data.hasUrls() || data.hasText();
}

void ImportController::take(const QMimeData &data, const QString &name)
{
    std::vector<ListSource> sources;
    QByteArray links;
    const QList<QUrl> urls = data.urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            sources.push_back(fileInItsFolder(url.toLocalFile()));
        else
            links += url.toEncoded() + '\n';
    }
    if (!links.isEmpty())
        sources.push_back(ListSource::text(name, links));
    // Links win over the text beside them: that is their names, or the same again, and could be taken for commands.
    if (sources.empty())
        sources.push_back(ListSource::text(name, data.text().toUtf8()));
    review(std::move(sources));
}

void ImportController::review(std::vector<ListSource> sources)
{
    if (sources.empty())
        return;
    m_waiting.push_back(std::move(sources));
    startNext();
}

QStringList ImportController::unreviewed() const
{
    QStringList names = m_sheet ? m_reviewed : QStringList();
    for (const std::vector<ListSource> &sources : m_waiting)
        names += namesOf(sources);
    return names;
}

void ImportController::startNext()
{
    if (m_sheet || m_waiting.empty())
        return;
    std::vector<ListSource> sources = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_reviewed = namesOf(sources);
    m_sheet = new ImportSheet(m_window);
    connect(m_sheet, &ImportSheet::addRequested, this, &ImportController::put);
    connect(m_sheet, &QDialog::finished, this, [this] {
        m_reader->cancel();
        m_sheet = nullptr;
        startNext();
    });
    m_reader->read(std::move(sources));
    m_sheet->open();
}

void ImportController::finish(const JobListPtr &list)
{
    if (m_sheet)
        m_sheet->setList(list);
}

qint64 ImportController::heldJobs() const
{
    qint64 jobs = 0;
    for (const JobListPtr &list : m_held)
        jobs += static_cast<qint64>(list->jobs.size());
    return jobs;
}

void ImportController::release()
{
    m_isHolding = false;
    const std::vector<JobListPtr> held = std::exchange(m_held, {});
    for (const JobListPtr &list : held)
        put(list);
    if (!held.empty())
        Q_EMIT heldChanged(0);
}

void ImportController::put(const JobListPtr &list)
{
    if (m_isHolding) {
        m_held.push_back(list);
        Q_EMIT heldChanged(heldJobs());
        return;
    }
    const QString source = list->source;
    const std::size_t jobs = list->jobs.size();
    try {
        m_queue.putList(std::move(list->jobs))
            .addCallback([self = QPointer(this), jobs, source](const std::vector<JobId> &) {
                if (self)
                    Q_EMIT self->added(static_cast<int>(jobs), source);
            })
            .addErrback([](const Failure &) {}); // Abandoned: the queue has gone, and the window with it.
    } catch (const QueueStopped &) {
        Q_EMIT said(tr("Millrace is quitting and takes no more jobs."));
    }
}

} // namespace millrace

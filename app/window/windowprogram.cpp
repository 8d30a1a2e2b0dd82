#include "app/window/windowprogram.h"

#include "app/example/exampleserver.h"
#include "app/export/exportfile.h"
#include "app/export/liststatusfile.h"
#include "app/handover/handoverplace.h"
#include "app/settings/preferencesstore.h"
#include "app/stoptext.h"
#include "app/storetext.h"
#include "app/troubles.h"
#include "app/window/freespacewatch.h"
#include "app/window/historybound.h"
#include "app/window/widthbound.h"
#include "app/window/windowstore.h"
#include "ui/details/jobattempt.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"
#include "ui/window/importcontroller.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QDesktopServices>
#include <QEvent>
#include <QFileInfo>
#include <QPointer>
#include <QTimer>
#include <QUrl>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr std::chrono::milliseconds longestUnpainted{500};

QString resultsFolder(const Preferences &preferences, const DataDirectory &data)
{
    return preferences.resultsFolder.isEmpty() ? data.resultsFolder : preferences.resultsFolder;
}

HistoryBounds historyBounds(const Preferences &preferences)
{
    HistoryBounds bounds;
    bounds.jobs = static_cast<std::size_t>(preferences.history);
    bounds.age = std::chrono::days(preferences.historyDays);
    bounds.bytes = qint64{preferences.historyGigabytes} << 30;
    return bounds;
}

std::vector<JobAttempt> shown(const std::vector<AttemptRecord> &kept)
{
    std::vector<JobAttempt> attempts;
    attempts.reserve(kept.size());
    for (const AttemptRecord &attempt : kept)
        attempts.push_back(
            {attempt.attempt, attempt.startedAt, attempt.endedAt, attempt.end, attempt.outcome});
    return attempts;
}

} // namespace

WindowProgram::WindowProgram(QApplication &application, std::vector<ListSource> sources,
                             const DataDirectory &data, DataLock::Attempt lock)
    : m_data(data),
      m_lock(std::move(lock)),
      m_settings(data.settingsFile, QSettings::IniFormat),
      m_layout(m_settings),
      m_preferences(loadPreferences(m_settings)),
      m_terminal(STDERR_FILENO),
      m_program(resultsFolder(m_preferences, data)),
      m_exports(m_program.queue()),
      m_sources(std::move(sources)),
      m_theme(application),
      m_alive(std::make_unique<QObject>())
{
    tellTroubles(m_program, m_terminal);
    m_theme.setAppearance(m_preferences.appearance);
    m_window = std::make_unique<MainWindow>(
        WindowParts{m_program.queue(), *this, m_layout, m_program.clock(), m_preferences});
    connect(&m_program, &Program::closed, this, &WindowProgram::finish);
    connect(&m_signals, &TerminationSignals::received, this, &WindowProgram::endBySignal);
    connect(&m_handover, &HandoverServer::received, this, [this](const std::vector<ListSource> &lists) {
        m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
        m_window->raise();
        m_window->activateWindow();
        m_window->importing().review(lists);
    });
    m_window->importing().hold();
    m_window->installEventFilter(this);
    QTimer::singleShot(longestUnpainted, this, &WindowProgram::startWork);
    m_window->show();
}

WindowProgram::~WindowProgram() = default;

bool WindowProgram::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        watched->removeEventFilter(this);
        QTimer::singleShot(0, this, &WindowProgram::startWork);
    }
    return false;
}

void WindowProgram::startWork()
{
    if (std::exchange(m_isWorking, true))
        return;
    m_program.startRunners(m_preferences);
    connect(&m_program, &Program::resultsTroubled, m_window.get(), [this](const QString &why, qint64 needed) {
        m_window->showNotice(
            resultsTroubleSentence(why, needed) + u' ' +
                word("Another folder, chosen in the preferences, counts from the next start on."),
            Banner::Subject::Results);
    });
    connect(&m_program, &Program::resultsRecovered, m_window.get(),
            [this] { m_window->withdrawNotice(Banner::Subject::Results); });
    m_history = std::make_unique<HistoryBound>(m_program.queue(), m_program.clock());
    connect(m_history.get(), &HistoryBound::forgotten, &m_program, &Program::purge);
    m_freeSpace = std::make_unique<FreeSpaceWatch>(m_program.resultsFolder());
    connect(m_freeSpace.get(), &FreeSpaceWatch::measured, m_window.get(), &MainWindow::setFreeSpace);
    m_window->importing().review(std::move(m_sources));
    m_store = std::make_unique<WindowStore>(m_program, *m_window, m_data);
    connect(m_store.get(), &WindowStore::owned, this, [this] {
        m_handover.listen(handoverPlace(m_data.path));
        m_program.checkResults();
    });
    connect(m_store.get(), &WindowStore::restored, this, &WindowProgram::takeUp);
    m_store->open(std::move(m_lock),
                  QueueSettings{QueueId::Default, m_preferences.width, false, m_preferences.hostCap});
}

int WindowProgram::boundedWidth(int width)
{
    return millrace::boundedWidth(width, *m_window);
}

// Nothing more comes from the last time.
void WindowProgram::takeUp()
{
    m_isRestored = true;
    m_history->setBounds(historyBounds(m_preferences));
    m_window->importing().release();
}

bool WindowProgram::keepsJobs() const
{
    return !m_store || m_store->isKeeping();
}

void WindowProgram::endBySignal(int times)
{
    m_terminal.say(stopSentence(times, m_program));
    m_window->quit(times == 1 ? Underway::Finish : Underway::Cancel);
    if (times > 2)
        m_program.closeUnsaved();
}

void WindowProgram::quit(Underway underway)
{
    m_handover.close(); // What would come now could not be put any more.
    m_program.close(underway);
}

// An export that was begun is ended: a million jobs take some seconds.
void WindowProgram::finish()
{
    if (m_exports.isBusy()) {
        connect(&m_exports, &Exports::idle, this, &WindowProgram::finish, Qt::SingleShotConnection);
        return;
    }
    m_window->saveLayout();
    m_settings.sync();
    const QStringList lists = m_window->importing().unreviewed();
    if (!lists.isEmpty())
        m_terminal.say(word("Not added, as nobody reviewed it: %1").arg(lists.join(u", "_s)));
    const auto unsaved = static_cast<qint64>(m_program.unsaved()) + m_window->importing().heldJobs();
    if (unsaved > 0)
        m_terminal.say(text::counted(unsaved, word("%1 change could not be saved."),
                                     word("%1 changes could not be saved.")));
    QCoreApplication::exit(unsaved > 0 ? 1 : 0); // quit() would ask the windows first.
}

void WindowProgram::preferencesChanged(const Preferences &preferences)
{
    m_preferences = preferences;
    savePreferences(m_settings, preferences);
    m_program.apply(preferences);
    m_theme.setAppearance(preferences.appearance);
    if (m_isRestored)
        m_history->setBounds(historyBounds(preferences));
    if (resultsFolder(preferences, m_data) != m_program.resultsFolder())
        m_window->showNotice(word("Results go to %1 from the next start on; those that are there stay in %2.")
                                 .arg(resultsFolder(preferences, m_data), m_program.resultsFolder()));
}

void WindowProgram::openFolder(const QString &file)
{
    const QString folder = file.isEmpty() ? m_program.resultsFolder() : QFileInfo(file).path();
    QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
}

void WindowProgram::tryExample()
{
    if (!m_example)
        m_example = std::make_unique<ExampleServer>();
    m_window->importing().review({ListSource::text(word("example"), m_example->list())});
}

void WindowProgram::exportJobs(std::vector<JobId> jobs, ListFormat format, const QString &file,
                               ExportAnswer answer)
{
    m_exports.start(std::move(jobs), std::make_unique<ExportFile>(file, format, m_program.resultsFolder()),
                    std::move(answer));
}

void WindowProgram::writeStatus(const QString &list, ExportAnswer answer)
{
    m_exports.start(m_program.queue().all(), std::make_unique<ListStatusFile>(list), std::move(answer));
}

void WindowProgram::attempts(JobNumber job, std::function<void(std::vector<JobAttempt>)> answer)
{
    if (!m_program.store())
        return answer({});
    m_program.store()->attempts(job).addBoth([alive = QPointer(m_alive.get()), answer = std::move(answer)](
                                                 const Outcome<std::vector<AttemptRecord>> &kept) {
        if (alive)
            answer(kept.hasValue() ? shown(kept.value()) : std::vector<JobAttempt>());
    });
}

void WindowProgram::compareResult(JobNumber job, int attempt, std::function<void(bool changed)> answer)
{
    if (!m_program.store())
        return answer(false);
    m_program.store()
        ->verifyResult(job, attempt)
        .addBoth(
            [alive = QPointer(m_alive.get()), answer = std::move(answer)](const Outcome<ResultCheck> &check) {
                if (alive)
                    answer(check.hasValue() && check.value() == ResultCheck::Changed);
            });
}

} // namespace millrace

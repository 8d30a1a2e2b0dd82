#pragma once

#include "core/interop/qtclock.h"
#include "core/queue/jobqueue.h"
#include "tests/support/scriptedrunner.h"
#include "ui/actions/actions.h"
#include "ui/models/jobtablemodel.h"
#include "ui/settings/layoutstore.h"
#include "ui/views/jobtableview.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMap>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <memory>
#include <optional>

namespace millrace::test {

/// A LayoutStore in memory.
class MemoryLayout : public LayoutStore
{
public:
    [[nodiscard]] QByteArray load(QLatin1StringView name) const override
    {
        return m_states.value(QString(name));
    }
    void save(QLatin1StringView name, const QByteArray &state) override { m_states[QString(name)] = state; }

private:
    QMap<QString, QByteArray> m_states;
};

/// A WindowHost that writes down what it is asked for.
class ScriptedHost : public WindowHost
{
public:
    std::vector<Underway> quits;
    std::vector<Preferences> preferences;
    QStringList openedFolders;
    std::vector<JobAttempt> known;
    int examples = 0;
    bool resultsChanged = false;
    std::size_t unsaved = 0;
    bool keeps = true;
    int unsavedQuits = 0;
    int mostAtOnce = 1'000'000;

    /// An export that was asked for; a list that gets its status has no jobs here.
    struct Exported
    {
        std::vector<JobId> jobs;
        ListFormat format = ListFormat::PlainText;
        QString file;
        ExportAnswer answer;
    };
    std::vector<Exported> exports;

    void quit(Underway underway) override { quits.push_back(underway); }
    [[nodiscard]] std::size_t unsavedChanges() const override { return unsaved; }
    [[nodiscard]] bool keepsJobs() const override { return keeps; }
    void quitUnsaved() override { ++unsavedQuits; }
    [[nodiscard]] int boundedWidth(int width) override { return std::min(width, mostAtOnce); }
    void preferencesChanged(const Preferences &changed) override { preferences.push_back(changed); }
    void openFolder(const QString &file) override { openedFolders << file; }
    void tryExample() override { ++examples; }
    void attempts(JobNumber, std::function<void(std::vector<JobAttempt>)> answer) override { answer(known); }
    void compareResult(JobNumber, int, std::function<void(bool)> answer) override { answer(resultsChanged); }
    void exportJobs(std::vector<JobId> jobs, ListFormat format, const QString &file,
                    ExportAnswer answer) override
    {
        exports.push_back({std::move(jobs), format, file, std::move(answer)});
    }
    void writeStatus(const QString &list, ExportAnswer answer) override
    {
        exports.push_back({{}, ListFormat::PlainText, list, std::move(answer)});
    }
};

/// A new file in \a folder that holds \a bytes; its path.
inline QString write(const QTemporaryDir &folder, const QString &name, const QByteArray &bytes)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("can't write");
    return file.fileName();
}

/// The real window on a real queue, with jobs that do what the script says, and hands that drive it as a person does.
///
/// Jobs run until the test ends them, unless a script says otherwise.
struct WindowKit
{
    QtClock clock;
    ScriptedRunner fetches{clock};
    ScriptedRunner commands{clock};
    JobQueue queue{clock};
    ScriptedHost host;
    MemoryLayout layout;
    QTemporaryDir results;
    std::unique_ptr<MainWindow> window;

    WindowKit()
    {
        Script forever;
        forever.after.reset();
        fetches.setDefault(forever);
        commands.setDefault(forever);
        queue.setRunner(JobKind::Fetch, &fetches);
        queue.setRunner(JobKind::Command, &commands);
        open();
    }

    /// Opens the window, anew if there is one.
    void open()
    {
        window.reset();
        window = std::make_unique<MainWindow>(WindowParts{queue, host, layout, clock, Preferences()});
        window->show();
        window->activateWindow();
        (void)QTest::qWaitForWindowActive(window.get());
        views().table->setFocus();
    }

    [[nodiscard]] const WindowViews &views() const { return window->views(); }
    [[nodiscard]] QAction *action(ActionId id) const { return views().actions->action(id); }

    /// Puts \a count jobs of this kind and waits until the table shows them.
    std::vector<JobId> put(int count, JobKind kind = JobKind::Command, const QByteArray &stem = "job ")
    {
        std::vector<JobSpec> specs;
        for (int i = 0; i < count; ++i) {
            JobSpec spec;
            spec.kind = kind;
            spec.what = stem + QByteArray::number(i);
            specs.push_back(std::move(spec));
        }
        const int before = views().jobs->total();
        std::vector<JobId> ids = queue.putAll(std::move(specs));
        (void)QTest::qWaitFor([this, before, count] { return views().jobs->total() >= before + count; });
        return ids;
    }

    /// Puts \a count commands and lets all of them fail; then the width is 0.
    std::vector<JobId> putFailed(int count)
    {
        Script script = failing(FailureReason::ExitCode);
        script.after = std::chrono::milliseconds(0);
        commands.setDefault(script);
        std::vector<JobId> ids = put(count);
        queue.setWidth(count);
        (void)QTest::qWaitFor(
            [this, count] { return this->count(JobState::Failed) == std::uint32_t(count); });
        queue.setWidth(0);
        return ids;
    }

    void select(const std::vector<JobId> &ids)
    {
        views().jobs->settle();
        views().table->selectJobs(ids);
        turn();
    }

    /// Lets everything happen that the event loop has been asked to do so far: what is selected is told then.
    void turn() const
    {
        bool isDone = false;
        QTimer::singleShot(0, window.get(), [&isDone] { isDone = true; });
        (void)QTest::qWaitFor([&isDone] { return isDone; });
    }

    /// What the jobs are, in the order in which the queue launches them.
    [[nodiscard]] QList<QByteArray> order() const
    {
        std::vector<std::pair<std::pair<int, std::uint64_t>, QByteArray>> jobs;
        for (const JobId id : queue.all()) {
            const JobRecord *job = queue.find(id);
            jobs.push_back({{job->priority, job->position}, job->spec.what});
        }
        std::ranges::sort(jobs);
        QList<QByteArray> texts;
        for (const auto &[place, what] : jobs)
            texts << what;
        return texts;
    }

    [[nodiscard]] JobState state(JobId id) const
    {
        const JobRecord *job = queue.find(id);
        return job ? job->state : JobState::Interrupted;
    }
    [[nodiscard]] std::uint32_t count(JobState state) const { return queue.status().counts[state]; }

    /// Presses keys in what has the focus, as a person would.
    void press(const QKeySequence &keys)
    {
        const int key = keys[0].toCombined();
        QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
        QTest::keyClick(target, static_cast<Qt::Key>(key & ~Qt::KeyboardModifierMask),
                        Qt::KeyboardModifiers(QFlag(key & Qt::KeyboardModifierMask)));
    }

    /// The button of this accessible name or text in \a parent, if it can be seen.
    [[nodiscard]] static QAbstractButton *button(const QWidget *parent, const QString &name)
    {
        const QList<QAbstractButton *> all = parent->findChildren<QAbstractButton *>();
        const auto found = std::ranges::find_if(all, [&name](const QAbstractButton *each) {
            const QString text = QString(each->text()).remove(u'&');
            return each->isVisible() && (each->accessibleName() == name || text == name);
        });
        return found == all.end() ? nullptr : *found;
    }

    /// The dialog that is open over the window.
    template <class Dialog = QDialog>
    [[nodiscard]] Dialog *dialog() const
    {
        const QList<Dialog *> all = window->template findChildren<Dialog *>();
        const auto found = std::ranges::find_if(all, [](const Dialog *each) { return each->isVisible(); });
        return found == all.end() ? nullptr : *found;
    }

    /// Drags \a data over \a target and lets it fall; true if every event was accepted.
    static bool drop(QWidget *target, const QMimeData &data)
    {
        const QPoint at = target->rect().center();
        QDragEnterEvent enter(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &enter);
        QDragMoveEvent move(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &move);
        QDropEvent drop(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(target, &drop);
        return enter.isAccepted() && move.isAccepted() && drop.isAccepted();
    }
};

} // namespace millrace::test

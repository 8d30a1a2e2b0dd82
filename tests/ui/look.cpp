// Grabs the window's parts with real jobs in every state, light and dark, into the folder that is its argument.
#include "core/deferred/manualclock.h"
#include "core/queue/jobqueue.h"
#include "tests/support/scriptedrunner.h"
#include "ui/models/jobtablemodel.h"
#include "ui/models/statemodel.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/views/emptystate.h"
#include "ui/views/filteredit.h"
#include "ui/views/jobtableview.h"
#include "ui/views/queuebar.h"
#include "ui/views/queuestatusbar.h"
#include "ui/views/statesidebar.h"
#include "ui/views/toast.h"
#include "ui/views/widthcontrol.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

JobSpec spec(JobKind kind, const QByteArray &what, const QString &directory = {})
{
    JobSpec made;
    made.kind = kind;
    made.what = what;
    auto options = std::make_shared<JobOptions>();
    options->workingDirectory = directory;
    options->retry = RetryPolicy{.attempts = 5, .firstDelay = 4200ms, .jitter = false};
    made.options = options;
    return made;
}

void fill(JobQueue &queue, ScriptedRunner &runner, ManualClock &clock)
{
    Script good{.after = 200ms};
    good.outcome.httpStatus = 200;
    good.outcome.bytes = 14'336;
    good.outcome.exitCode = 0;
    runner.setDefault(good);
    Script slow{.after = std::nullopt};
    slow.prints = {{10ms, "frame=1042 fps=38 q=28.0 size=4096kB\n"}};
    Script missing = failing(FailureReason::HttpStatus);
    missing.outcome.httpStatus = 404;
    Script busy = failing(FailureReason::HttpStatus, true);
    busy.outcome.httpStatus = 429;
    Script exit = failing(FailureReason::ExitCode);
    exit.outcome.exitCode = 28;
    Script lost = failing(FailureReason::Unresolved);
    lost.outcome.detail = u"Could not resolve host: nowhere.invalid"_s;
    std::vector<JobSpec> specs;
    for (int i = 0; i < 40; ++i)
        specs.push_back(spec(JobKind::Fetch, "https://example.org/a/" + QByteArray::number(i) + ".jpg"));
    for (int i = 0; i < 6; ++i) {
        specs.push_back(spec(JobKind::Fetch, "https://pictures.example.org/gone/" + QByteArray::number(i)));
        runner.script(specs.back().what, {missing});
    }
    specs.push_back(spec(JobKind::Command, "rsync -a server:/backup .", u"/srv/backup"_s));
    runner.script(specs.back().what, {exit});
    specs.push_back(spec(JobKind::Fetch, "https://nowhere.invalid/x"));
    runner.script(specs.back().what, {lost});
    specs.push_back(spec(JobKind::Fetch, "https://slow.example/report?year=2023"));
    runner.script(specs.back().what, {busy});
    for (int i = 0; i < 8; ++i) {
        specs.push_back(spec(JobKind::Command,
                             "ffmpeg -i 'clip " + QByteArray::number(i) + ".mov' -vf scale=1280:-2 'out " +
                                 QByteArray::number(i) + ".mp4'",
                             u"/home/user/video"_s));
        runner.script(specs.back().what, {slow});
    }
    for (int i = 40; i < 5600; ++i)
        specs.push_back(spec(JobKind::Fetch, "https://example.org/a/" + QByteArray::number(i) + ".jpg"));
    specs[5000].what = "echo '<img src=\"/dev/zero\">'";
    const std::vector<JobId> ids = queue.putAll(std::move(specs));
    queue.cancel(std::span(ids).subspan(5600));
    queue.setWidth(8);
    for (int i = 0; i < 400; ++i)
        clock.advance(10ms);
    for (int i = 0; i < 8; ++i)
        runner.progress("ffmpeg -i 'clip " + QByteArray::number(i) + ".mov' -vf scale=1280:-2 'out " +
                            QByteArray::number(i) + ".mp4'",
                        {i * 137, i == 7 ? -1 : 1000});
    clock.advance(200ms);
}

/// All parts together, roughly as the window lays them out.
struct Parts
{
    QWidget window;
    StateModel states;
    FilterEdit *filter = new FilterEdit;
    JobTableView *table;
    QueueStatusBar *status;
    EmptyState *empty = new EmptyState;

    Parts(JobQueue &queue, JobTableModel &model, ManualClock &clock) : states(model)
    {
        table = new JobTableView(model);
        status = new QueueStatusBar(queue);
        status->setFreeSpace(qint64{212} << 30);
        auto *tools = new QHBoxLayout;
        for (int i = 0; i <= int(Icon::More); ++i) {
            auto *button = new QToolButton;
            button->setIcon(icon(static_cast<Icon>(i)));
            button->setAutoRaise(true);
            button->setEnabled(i % 7 != 5);
            tools->addWidget(button);
        }
        tools->addStretch();
        auto *steer = new QHBoxLayout;
        steer->addWidget(new WidthControl(queue, clock));
        steer->addStretch();
        steer->addWidget(filter);
        auto *middle = new QHBoxLayout;
        middle->setSpacing(1);
        auto *sidebar = new StateSidebar(states);
        sidebar->setFixedWidth(200);
        middle->addWidget(sidebar);
        middle->addWidget(table, 1);
        auto *layout = new QVBoxLayout(&window);
        layout->addLayout(tools);
        layout->addLayout(steer);
        layout->addWidget(new QueueBar(queue, clock));
        layout->addLayout(middle, 1);
        layout->addWidget(status);
        window.resize(1400, 700);
    }
};

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    Theme theme(app);
    const QString folder = QString::fromLocal8Bit(argc > 1 ? argv[1] : ".");
    ManualClock clock;
    ScriptedRunner runner(clock);
    JobQueue queue(clock);
    queue.setRunner(JobKind::Fetch, &runner);
    queue.setRunner(JobKind::Command, &runner);
    JobTableModel model(queue, clock);
    fill(queue, runner, clock);
    model.settle();
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        theme.setAppearance(appearance);
        const QString name = folder + (appearance == Appearance::Dark ? u"/dark"_s : u"/light"_s);
        Parts parts(queue, model, clock);
        parts.window.show();
        QTest::qWait(1200);
        parts.table->selectRow(3);
        Toast toast(&parts.window);
        toast.say(u"Cancelled 1,204 jobs"_s, u"Undo"_s, [] {});
        QTest::qWait(50);
        parts.window.grab().save(name + u"-top.png"_s);
        toast.dismiss();
        parts.table->scrollToBottom();
        parts.filter->setWords(u"state:oops 17"_s);
        QTest::qWait(50);
        parts.window.grab().save(name + u"-ended.png"_s);
        EmptyState empty;
        empty.resize(900, 420);
        empty.show();
        QTest::qWait(20);
        empty.grab().save(name + u"-empty.png"_s);
        empty.setWhy(EmptyState::Why::NothingMatches);
        empty.setFilterWords(u"state:failed 17"_s);
        empty.grab().save(name + u"-nomatch.png"_s);
    }
    return 0;
}

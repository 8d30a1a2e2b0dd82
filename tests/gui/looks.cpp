// Draws the window as people meet it into PNGs, for somebody to look at: looks FOLDER. Not a test.
#include "tests/support/windowkit.h"
#include "ui/actions/shortcutsheet.h"
#include "ui/details/detailspane.h"
#include "ui/importing/importsheet.h"
#include "ui/settings/preferencesdialog.h"
#include "ui/theme/theme.h"
#include "ui/views/filteredit.h"
#include "ui/window/importcontroller.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageBox>
#include <QPainter>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// \a file is its path, or empty.
JobOutcome answered(int status, const QString &file, qint64 bytes)
{
    JobOutcome outcome;
    outcome.httpStatus = status;
    outcome.httpVersion = "2";
    outcome.reason = status >= 400 ? FailureReason::HttpStatus : FailureReason::None;
    outcome.detail = status == 404 ? u"No such picture here."_s : QString();
    outcome.folder = QFileInfo(file).path();
    outcome.file = QFileInfo(file).fileName();
    outcome.bytes = bytes;
    outcome.contentType = "application/json";
    outcome.headers = "HTTP/2 200\r\ncontent-type: application/json\r\nserver: nginx\r\ndate: Sat, 21 Nov "
                      "2026 12:00:00 GMT\r\n";
    outcome.timings = {milliseconds(3), milliseconds(14), milliseconds(31), milliseconds(84),
                       milliseconds(1203)};
    return outcome;
}

Script ending(const JobOutcome &outcome)
{
    Script script;
    script.after = milliseconds(5);
    script.outcome = outcome;
    return script;
}

/// A queue in full swing.
class Looks
{
public:
    explicit Looks(const QString &folder, const QString &suffix) : m_folder(folder), m_suffix(suffix)
    {
        write(
            u"4.json"_s,
            R"({"name": "Millrace", "width": 8, "jobs": [{"id": 1, "state": "finished"}, {"id": 2}], "ok": true})");
        write(u"out"_s,
              "frame=  1 fps=0.0\nframe= 38 fps= 37\nclip 7.mov: Invalid data found when processing input\n");
    }

    void empty()
    {
        m_kit.open();
        grab(m_kit.window.get(), u"empty"_s);
    }

    void full()
    {
        m_kit.fetches.setDefault(ending(answered(200, m_kit.results.filePath(u"4.json"_s), 14'336)));
        m_kit.put(600, JobKind::Fetch, "https://example.org/pictures/");
        script(JobKind::Fetch, "https://slow.example/x", answered(503, {}, 0));
        for (int i = 0; i < 7; ++i)
            script(JobKind::Fetch, "https://example.org/missing/" + QByteArray::number(i) + ".jpg",
                   answered(404, {}, 0));
        JobOutcome failed;
        failed.reason = FailureReason::ExitCode;
        failed.exitCode = 28;
        failed.detail = u"clip 7.mov: Invalid data found when processing input"_s;
        failed.folder = m_kit.results.path();
        failed.file = u"out"_s;
        failed.bytes = 94;
        failed.peakMemory = 84 << 20;
        failed.userTime = milliseconds(3210);
        m_failed = script(JobKind::Command, "ffmpeg -i 'clip 7.mov' -c:v libx264 'clip 7.mp4'", failed);
        m_kit.queue.setWidth(40);
        (void)QTest::qWaitFor([this] { return m_kit.count(JobState::Finished) >= 600; });
        m_kit.queue.setWidth(0);
        Script forever;
        forever.after.reset();
        m_kit.fetches.setDefault(forever);
        m_underway =
            m_kit.put(6, JobKind::Command, "ffmpeg -i 'holiday clip.mov' -c:v libx264 -crf 20 out-").front();
        m_kit.put(400, JobKind::Fetch, "https://example.org/archive/2026/");
        m_kit.queue.setWidth(8);
        m_kit.queue.setWidth(6);
        m_kit.commands.print("ffmpeg -i 'holiday clip.mov' -c:v libx264 -crf 20 out-0",
                             "Input #0, mov\nframe= 1042 fps= 37 q=28.0\n");
        m_kit.commands.progress("ffmpeg -i 'holiday clip.mov' -c:v libx264 -crf 20 out-0", {380, 1000});
        m_kit.fetches.progress("https://example.org/archive/2026/0", {710, 1000});
        QTest::qWait(400);
        grab(m_kit.window.get(), u"full"_s);
    }

    void details()
    {
        using Tab = DetailsPane::Tab;
        m_kit.select({m_failed});
        show(Tab::Overview, u"overview"_s);
        show(Tab::Output, u"output"_s);
        show(Tab::Environment, u"environment"_s);
        const auto all = m_kit.queue.all();
        m_kit.select({all.front()});
        show(Tab::Result, u"json"_s);
        show(Tab::Attempts, u"attempts"_s);
        show(Tab::Environment, u"headers"_s);
        m_kit.select({m_underway});
        show(Tab::Output, u"live"_s);
        m_kit.select(std::vector<JobId>(all.begin(), all.begin() + 300));
        show(Tab::Overview, u"several"_s);
        m_kit.views().filter->setWords(u"nothing like this"_s);
        QTest::qWait(300);
        grab(m_kit.window.get(), u"nomatch"_s);
        m_kit.views().filter->setWords({});
    }

    void dialogs()
    {
        m_kit.window->importing().openText(u"downloads.txt"_s, list());
        (void)QTest::qWaitFor(
            [this] { return m_kit.dialog<ImportSheet>() && !m_kit.dialog<ImportSheet>()->isReading(); });
        grab(m_kit.dialog<ImportSheet>(), u"import"_s);
        m_kit.dialog<ImportSheet>()->reject();
        m_kit.action(ActionId::Keys)->trigger();
        grab(m_kit.dialog<ShortcutSheet>(), u"keys"_s);
        m_kit.dialog<ShortcutSheet>()->reject();
        m_kit.action(ActionId::Preferences)->trigger();
        grab(m_kit.dialog<PreferencesDialog>(), u"preferences"_s);
        m_kit.dialog<PreferencesDialog>()->reject();
        m_kit.window->showRestored({412, 3, 2});
        m_kit.action(ActionId::RetryFailed)->trigger();
        grab(m_kit.window.get(), u"banner"_s);
        QMimeData data;
        data.setText(u"x"_s);
        QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_kit.window.get(), &enter);
        grab(m_kit.window.get(), u"drop"_s);
        m_kit.window->close();
        grab(m_kit.dialog<QMessageBox>(), u"close"_s);
    }

private:
    static QString list()
    {
        QString lines =
            u"# holiday\nffmpeg -i 'clip 1.mov' \u202Egnp.exe\necho done\nftp://old.example/x\n"_s;
        for (int i = 0; i < 400; ++i)
            lines += u"https://host%1.example/pictures/%2.jpg\n"_s.arg(i % 7).arg(i % 390);
        return lines;
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_kit.results.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(bytes);
    }
    JobId script(JobKind kind, const QByteArray &what, const JobOutcome &outcome)
    {
        ScriptedRunner &runner = kind == JobKind::Fetch ? m_kit.fetches : m_kit.commands;
        runner.script(what, {ending(outcome)});
        JobSpec spec;
        spec.kind = kind;
        spec.what = what;
        return m_kit.queue.putAll({spec}).front();
    }
    void show(DetailsPane::Tab tab, const QString &name)
    {
        m_kit.views().details->showTab(tab);
        QTest::qWait(250);
        grab(m_kit.window.get(), name);
    }
    void grab(QWidget *widget, const QString &name) const
    {
        QTest::qWait(200);
        if (widget)
            widget->grab().save(u"%1/%2-%3.png"_s.arg(m_folder, name, m_suffix));
    }

    QString m_folder, m_suffix;
    WindowKit m_kit;
    JobId m_failed, m_underway;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QString folder = QString::fromLocal8Bit(argc > 1 ? argv[1] : ".");
    Theme theme(application);
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        theme.setAppearance(appearance);
        Looks looks(folder, appearance == Appearance::Light ? u"light"_s : u"dark"_s);
        looks.empty();
        looks.full();
        looks.details();
        looks.dialogs();
    }
    return 0;
}

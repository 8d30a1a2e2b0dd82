// The whole program with its window, its store and its runners: a long list is dropped on it and accepted. How long
// the window leaves its user waiting, from the drop until the last row is there, and while the jobs run.
#include "app/window/windowprogram.h"
#include "tests/bench/heartbeat.h"
#include "ui/models/jobtablemodel.h"
#include "ui/window/mainwindow.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QMimeData>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <cstdio>

using namespace millrace;
using namespace millrace::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr double budget = 50;
constexpr auto running = 3s;

void pause(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

/// False if it never becomes true.
template <class Condition>
bool waitFor(Condition condition)
{
    QElapsedTimer spent;
    for (spent.start(); !condition(); pause(5ms)) {
        if (spent.elapsed() > 120'000)
            return false;
    }
    return true;
}

void report(const QString &what, const char *metric, double value, double most = 0)
{
    std::printf(R"({"bench":"list","case":"%s","metric":"%s","value":%.4g)", qPrintable(what), metric, value);
    if (most > 0)
        std::printf(R"(,"budget":"<= %g","ok":%s)", most, value <= most ? "true" : "false");
    std::puts("}");
    std::fflush(stdout);
}

/// The program in a directory of its own.
struct World
{
    QTemporaryDir folder{QDir::currentPath() + u"/bench-list-XXXXXX"_s};
    std::unique_ptr<WindowProgram> program;
    MainWindow *window = nullptr;
    Heartbeat heartbeat;

    World(QApplication &application, int width)
    {
        const DataDirectory data = DataDirectory::at(folder.path());
        QSettings(data.settingsFile, QSettings::IniFormat).setValue(u"queue/width"_s, width);
        program = std::make_unique<WindowProgram>(application, std::vector<ListSource>(), data,
                                                  DataLock::take(data.path));
        for (QWidget *widget : QApplication::topLevelWidgets())
            window = window ? window : qobject_cast<MainWindow *>(widget);
        pause(500ms); // Started, and painted.
        (void)heartbeat.take();
    }

    void drop(const QString &file)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file)});
        const QPointF at = window->rect().center();
        QDragEnterEvent enter(at.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window, &enter);
        QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window, &drop);
    }

    [[nodiscard]] QAbstractButton *addButton() const
    {
        for (const QDialog *dialog : window->findChildren<QDialog *>()) {
            for (QAbstractButton *button : dialog->findChildren<QAbstractButton *>()) {
                if (button->text().remove(u'&') == u"Add jobs"_s && button->isEnabled())
                    return button;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool shows(int jobs) const { return window->views().jobs->total() >= jobs; }
};

QString writeList(const QTemporaryDir &folder, int jobs, const char *line)
{
    QFile file(folder.filePath(u"list.txt"_s));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("can't write the list");
    QByteArray text;
    for (int i = 0; i < jobs; ++i)
        text +=
            QByteArray(line).replace("%1", QByteArray::number(i % 50)).replace("%2", QByteArray::number(i)) +
            '\n';
    file.write(text);
    return file.fileName();
}

void tell(World &world, const QString &what, const char *phase)
{
    const Heartbeat::Longest longest = world.heartbeat.take();
    report(what, qPrintable(QString::fromUtf8(phase) + u": longest wait, ms"_s), longest.wait, budget);
    report(what, qPrintable(QString::fromUtf8(phase) + u": of which the window's own work, ms"_s),
           longest.own);
}

void measure(QApplication &application, const QString &what, int jobs, int width, const char *line)
{
    World world(application, width);
    const QString list = writeList(world.folder, jobs, line);
    pause(10ms);
    (void)world.heartbeat.take();
    QElapsedTimer spent;
    spent.start();
    world.drop(list);
    if (!waitFor([&] { return world.addButton(); }))
        return report(what, "the import sheet never came", 1, 0.5);
    pause(300ms); // Its user reads.
    tell(world, what, "reading and the import sheet");
    spent.start();
    world.addButton()->click();
    if (!waitFor([&] { return world.shows(jobs); }))
        return report(what, "the jobs never came", 1, 0.5);
    report(what, "from Add jobs to the last row, ms", static_cast<double>(spent.elapsed()));
    tell(world, what, "Add jobs to the last row");
    pause(running);
    tell(world, what, "the 3 s after");
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    const char *const fetch = "https://host%1.example.org/pictures/%2.jpg";
    measure(application, u"100,000 lines, width 0"_s, 100'000, 0, fetch);
    measure(application, u"100,000 lines, run at width 8"_s, 100'000, 8, "true %2");
    measure(application, u"1,000,000 lines, width 0"_s, 1'000'000, 0, fetch);
    return 0;
}

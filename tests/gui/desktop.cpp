#include "tests/gui/desktop.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

namespace millrace::test {

namespace {

constexpr int patience = 60'000;

/// Ends its program with it, however a test ends.
class Child : public QProcess
{
public:
    ~Child() override
    {
        kill();
        waitForFinished();
    }
    [[nodiscard]] QByteArray lastWord() const { return m_said.trimmed().split('\n').constLast(); }
    [[nodiscard]] bool says(const QByteArray &word)
    {
        m_said += readAllStandardOutput();
        return lastWord() == word;
    }

private:
    QByteArray m_said;
};

} // namespace

QString Desktop::lack()
{
    if (QGuiApplication::platformName() != "xcb"_L1)
        return u"There is no X server to use; tests/run starts one."_s;
    if (QStandardPaths::findExecutable(u"xdotool"_s).isEmpty())
        return u"xdotool is not installed; tests/run installs it."_s;
    return {};
}

QByteArray Desktop::call(const QStringList &arguments, bool *ok)
{
    Child tool;
    tool.start(u"xdotool"_s, arguments);
    const bool ended = QTest::qWaitFor([&tool] { return tool.state() == QProcess::NotRunning; }, patience);
    if (ok)
        *ok = ended && tool.exitStatus() == QProcess::NormalExit && tool.exitCode() == 0;
    return ended ? tool.readAllStandardOutput().trimmed() : QByteArray();
}

QByteArray Desktop::window(const QString &title)
{
    QByteArray found;
    const auto look = [&] {
        found = call({u"search"_s, u"--onlyvisible"_s, u"--name"_s, title}).split('\n').constLast();
        return !found.isEmpty();
    };
    return QTest::qWaitFor(look, patience) ? found : QByteArray();
}

bool Desktop::has(const QString &title)
{
    return !call({u"search"_s, u"--onlyvisible"_s, u"--name"_s, title}).isEmpty();
}

bool Desktop::press(const QByteArray &window, const QStringList &keys)
{
    bool ok = false;
    call(QStringList{u"windowactivate"_s, u"--sync"_s, QString::fromLatin1(window), u"key"_s,
                     u"--clearmodifiers"_s, u"--delay"_s, u"30"_s} +
             keys,
         &ok);
    return ok;
}

bool Desktop::type(const QByteArray &window, const QString &text)
{
    bool ok = false;
    call({u"windowactivate"_s, u"--sync"_s, QString::fromLatin1(window), u"type"_s, u"--clearmodifiers"_s,
          u"--delay"_s, u"20"_s, text},
         &ok);
    return ok;
}

QByteArray Desktop::drag(const QStringList &files, const QByteArray &window)
{
    Child source;
    source.start(qEnvironmentVariable("MILLRACE_DRAGSOURCE", QStringLiteral(MILLRACE_DRAGSOURCE)), files);
    const auto hears = [&source](const QByteArray &word, const std::function<void()> &meanwhile) {
        return QTest::qWaitFor(
            [&] {
                if (source.says(word))
                    return true;
                meanwhile();
                return source.says(word);
            },
            patience);
    };
    const auto nothing = [] {};
    const auto move = [](const QByteArray &where, int x, int y) {
        call({u"mousemove"_s, u"--window"_s, QString::fromLatin1(where), QString::number(x),
              QString::number(y)});
    };
    if (!hears("READY", nothing))
        return source.lastWord();
    const QByteArray from = Desktop::window(u"^dragsource$"_s);
    const QList<QByteArray> size =
        call({u"getwindowgeometry"_s, u"--shell"_s, QString::fromLatin1(window)}).split('\n');
    const auto figure = [&size](const QByteArray &name) {
        for (const QByteArray &line : size) {
            if (line.startsWith(name + '='))
                return line.sliced(name.size() + 1).toInt();
        }
        return 0;
    };
    move(from, 40, 40);
    call({u"mousedown"_s, u"1"_s});
    // As by hand: a drag is many small moves, each of which says again where it is.
    int step = 0;
    const bool dragging = hears("DRAGGING", [&] { move(from, 40 + ++step % 60, 40); });
    const bool accepted = dragging && hears("ACCEPTED", [&] {
                              move(window, figure("WIDTH") / 2 + ++step % 8, figure("HEIGHT") / 2);
                          });
    call({u"mouseup"_s, u"1"_s});
    if (accepted)
        hears("DROPPED", nothing);
    return source.lastWord();
}

QString Desktop::copied(const QByteArray &window, const QStringList &keys)
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    const QString before = u"nothing copied yet"_s;
    clipboard->setText(before);
    if (!press(window, keys))
        return {};
    QString text;
    const auto changed = [&] {
        text = clipboard->text();
        return !text.isEmpty() && text != before;
    };
    return QTest::qWaitFor(changed, patience) ? text : QString();
}

} // namespace millrace::test

#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <memory>

namespace millrace::test {

/// The mouse, the keyboard and the clipboard of the X server that the test runs on, as a person has them: it knows the
/// windows of other programs by their titles only. Calls turn the event loop until they are done.
class Desktop
{
public:
    /// Why there is nothing to drive here; empty if there is.
    [[nodiscard]] static QString lack();

    /// The window whose title matches \a title, a regular expression; waits for it. Empty if none comes.
    static QByteArray window(const QString &title);
    /// The same at once.
    [[nodiscard]] static bool has(const QString &title);

    /// Keys by their X names ("ctrl+plus"), to \a window once it has the focus. False if it doesn't get it.
    [[nodiscard]] static bool press(const QByteArray &window, const QStringList &keys);
    [[nodiscard]] static bool type(const QByteArray &window, const QString &text);

    /// Drags \a files from another program's window into the middle of \a window; the other program's last word.
    static QByteArray drag(const QStringList &files, const QByteArray &window);

    /// What \a keys, pressed in \a window, put on the clipboard.
    static QString copied(const QByteArray &window, const QStringList &keys);

private:
    static QByteArray call(const QStringList &arguments, bool *ok = nullptr);
};

} // namespace millrace::test

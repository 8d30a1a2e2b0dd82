#pragma once

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace millrace {

/// What the user should know and need not answer: a line each above the table, with a button to close it.
///
/// A notice stays until it is closed, acted on, or replaced by a later one on the same subject: none hides another.
class Banner : public QFrame
{
    Q_OBJECT

public:
    enum class Subject { Restored, Quitting, Store, Trouble, Results, Width, Held, Other };
    enum class After { Close, Stay };

    explicit Banner(QWidget *parent);

    /// Plain text. Replaces the earlier notice on \a subject and its buttons; those on Other stand side by side,
    /// at most five of them.
    void say(const QString &text, Subject subject = Subject::Other);
    /// Takes back what was said on \a subject: it isn't so any more.
    void withdraw(Subject subject);
    /// A button of the notice said last; it closes the notice, if what it does settles that, and calls \a act.
    void addButton(const QString &text, std::function<void()> act, After after = After::Close);
    /// What the notices say, a line each.
    [[nodiscard]] QString text() const;

private:
    struct Notice
    {
        Subject subject;
        QWidget *row;
        QLabel *text;
        QHBoxLayout *buttons;
    };

    void close(const QWidget *row);
    void makeRoom(const QString &text, Subject subject);

    QVBoxLayout *m_rows;
    QList<Notice> m_notices;
};

} // namespace millrace

#pragma once

#include <QString>

#include <functional>

class QMessageBox;
class QObject;
class QWidget;

namespace millrace {

/// Something that can't be taken back, asked before it is done. All text is plain.
struct Question
{
    QString what;   ///< "Cancel 3 underway jobs?"
    QString detail; ///< What that means.
    QString act;    ///< The button that does it.
    QString leave;  ///< The button that doesn't: default, and what Esc means.
};

/// Makes \a box one of ours: its text plain, what it asks in bold, wide enough to be read at a glance.
void dress(QMessageBox &box);

/// Asks without blocking. \a yes is called if the user said so and \a context still lives.
void ask(QWidget *window, const Question &question, QObject *context, std::function<void()> yes);

} // namespace millrace

#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QTimer;
class QToolButton;

namespace millrace {

/// A sentence at the bottom of its parent that goes by itself, with at most one thing to do about it (undo).
///
/// Never takes the focus. A newer one replaces an older one.
class Toast : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(QWidget *parent);

    /// Shows \a text for 6 s; longer while the pointer is on it.
    void say(const QString &text);
    /// The same with a button; \a act is called at most once.
    void say(const QString &text, const QString &button, std::function<void()> act);
    void dismiss();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void place();

    QLabel *m_text = nullptr;
    QToolButton *m_button = nullptr;
    QTimer *m_leave = nullptr;
    std::function<void()> m_act;
};

} // namespace millrace

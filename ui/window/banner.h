#pragma once

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace millrace {

/// A line above the table that stays until it is dealt with: what was found at the start, or what is going on.
class Banner : public QFrame
{
    Q_OBJECT

public:
    explicit Banner(QWidget *parent);

    /// Replaces what is shown, and its buttons. Plain text.
    void say(const QString &text);
    /// A button that calls \a act and then hides the banner.
    void addButton(const QString &text, std::function<void()> act);
    /// Shows what it says.
    [[nodiscard]] QString text() const;

private:
    QLabel *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace millrace

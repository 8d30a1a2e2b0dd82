#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace millrace {

/// Finds words in a text view: Return goes on, Shift+Return goes back, Esc closes it.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    /// \a text outlives it. Ctrl+F in it opens the bar.
    explicit FindBar(QPlainTextEdit *text, QWidget *parent = nullptr);

    void open();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Direction : bool { Back, Forth };
    void find(Direction direction);
    void findFromHere();
    [[nodiscard]] bool takesKey(QObject *watched, class QKeyEvent *event);

    QPlainTextEdit *m_text;
    QLineEdit *m_words;
    QLabel *m_answer;
};

} // namespace millrace

#pragma once

#include <QWidget>

class QLabel;

namespace millrace {

class FindBar;
class LogView;

/// A LogView with a find bar below it and a line above it for what isn't shown.
class LogPane : public QWidget
{
    Q_OBJECT

public:
    /// \a name is what screen readers call it.
    explicit LogPane(const QString &name, QWidget *parent = nullptr);

    [[nodiscard]] LogView *log() const { return m_log; }
    /// What stands above the lines; empty for nothing. Plain text.
    void setNote(const QString &note);
    /// Shows one sentence instead of lines.
    void showOnly(const QString &sentence);

private:
    LogView *m_log;
    QLabel *m_note;
    FindBar *m_find;
};

} // namespace millrace

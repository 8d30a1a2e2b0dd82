#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace millrace {

/// What stands where the table has no rows: nothing here yet, or nothing matches.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    enum class Why : std::uint8_t { NothingYet, NothingMatches };

    explicit EmptyState(QWidget *parent = nullptr);

    void setWhy(Why why);
    [[nodiscard]] Why why() const { return m_why; }
    /// What was looked for, for "Nothing matches …".
    void setFilterWords(const QString &words);
    /// Something is being dragged over the window: the drop area lights up.
    void setDropHighlighted(bool highlighted);

Q_SIGNALS:
    void openRequested();
    void pasteRequested();
    void exampleRequested();
    void clearFilterRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void retell();

    Why m_why = Why::NothingYet;
    QString m_words;
    bool m_highlighted = false;
    QLabel *m_title = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_paste = nullptr;
    QPushButton *m_example = nullptr;
    QPushButton *m_clear = nullptr;
};

} // namespace millrace

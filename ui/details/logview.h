#pragma once

#include <QPlainTextEdit>
#include <QStringList>

namespace millrace {

/// Read-only lines of plain text with their numbers; follows its end until someone scrolls up.
///
/// Shows at most longestView lines of mostCharacters in all, the oldest go first. Takes only lines that are cut and made visible
/// already.
class LogView : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr int longestView = 100'000;
    static constexpr int mostCharacters = 32'000'000;

    explicit LogView(QWidget *parent = nullptr);

    /// Starts anew, the first line being number \a firstLine.
    void start(qint64 firstLine = 1);
    /// The first of \a lines replaces the last one shown.
    void append(const QStringList &lines);
    [[nodiscard]] QString lastLine() const;

    void setFollowing(bool following) { m_following = following; }

    void setNumbered(bool numbered);
    [[nodiscard]] int numbersWidth() const;
    void paintNumbers(QPaintEvent *event, QWidget *numbers);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void layOutNumbers();
    void forgetOldest();
    [[nodiscard]] bool isAtEnd() const;

    QWidget *m_numbers;
    qint64 m_firstLine = 1; // Number of the first block.
    bool m_numbered = true;
    bool m_following = true;
    bool m_hasFont = false;
};

} // namespace millrace

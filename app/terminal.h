#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

#include <memory>

namespace millrace {

/// Standard error as a person reads it: sentences that stay, and on a terminal one line below them that is
/// rewritten in place.
///
/// What is printed is made visible before; this only lays it out.
class Terminal : public QObject
{
    Q_OBJECT

public:
    explicit Terminal(int descriptor, QObject *parent = nullptr);
    ~Terminal() override;

    /// True if it is one, and not a file or a pipe.
    [[nodiscard]] bool isInteractive() const { return m_isInteractive; }

    /// A line that stays.
    void say(const QString &sentence);
    /// The line that is rewritten, cut to the width of the terminal; empty takes it away. Nothing where nobody looks.
    void setProgress(const QString &text);

private:
    void write(const QByteArray &bytes);

    int m_descriptor;
    bool m_isInteractive;
    QString m_progress;
};

} // namespace millrace

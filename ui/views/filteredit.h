#pragma once

#include "ui/models/filterexpression.h"

#include <QLineEdit>

class QCompleter;
class QStringListModel;
class QTimer;

namespace millrace {

/// The filter line (accessible name `Filter`): words with completion; an error shows under it and filters by
/// what was understood.
class FilterEdit : public QLineEdit
{
    Q_OBJECT

public:
    explicit FilterEdit(QWidget *parent = nullptr);

    /// Asked for the hosts to offer when somebody types the start of one.
    void setHosts(HostsStarting hosts) { m_hosts = std::move(hosts); }
    /// Sets the words and filters at once.
    void setWords(const QString &words);
    [[nodiscard]] const FilterExpression &expression() const { return m_parsed.expression; }
    [[nodiscard]] QString error() const { return m_parsed.error; }
    /// Room for three words; a narrow window may squeeze it before it hides it.
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// 120 ms after the last key, at once on Enter.
    void filterChanged(const millrace::FilterExpression &expression);
    /// Down or Enter: the user wants to go on in the table.
    void leaveRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void offer();
    void accept(const QString &word);
    void parse();
    void showError();

    HostsStarting m_hosts;
    ParsedFilter m_parsed;
    QCompleter *m_completer = nullptr;
    QStringListModel *m_offers = nullptr;
    QTimer *m_wait = nullptr;
};

} // namespace millrace

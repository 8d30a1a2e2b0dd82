#pragma once

#include <QListView>

namespace millrace {

class StateModel;

/// The sidebar of states, queues and hosts (accessible name `States`); choosing an entry filters the table.
class StateSidebar : public QListView
{
    Q_OBJECT

public:
    explicit StateSidebar(StateModel &model, QWidget *parent = nullptr);

    /// The filter words of the chosen entry; empty for All.
    [[nodiscard]] QString words() const;
    /// Chooses the entry with these words, or All.
    void choose(const QString &words);

    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(const QString &words);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    StateModel &m_model;
    QString m_words;
};

} // namespace millrace

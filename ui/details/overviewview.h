#pragma once

#include "ui/details/overview.h"

#include <QTextEdit>

namespace millrace {

/// An Overview to read, select and copy. Foreign text enters it as text only: no markup is ever read.
class OverviewView : public QTextEdit
{
    Q_OBJECT

public:
    explicit OverviewView(QWidget *parent = nullptr);

    enum class Subject : bool { Same, Another };
    /// Left as it is while something in it is selected, unless \a subject says that it is of another job.
    void show(const Overview &overview, Subject subject);
    void showNothing();

protected:
    QMimeData *createMimeDataFromSelection() const override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void write();
    void writeFacts(class QTextCursor &cursor);

    Overview m_overview;
    QString m_shown; // As plain text, to leave what is unchanged alone.
};

} // namespace millrace

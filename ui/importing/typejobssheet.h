#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace millrace {

/// A place to type or paste jobs, one a line; what is typed is reviewed in the import sheet like any list.
class TypeJobsSheet : public QDialog
{
    Q_OBJECT

public:
    explicit TypeJobsSheet(QWidget *parent);

Q_SIGNALS:
    void reviewRequested(const QString &text);

private:
    QPlainTextEdit *m_lines;
};

} // namespace millrace

#pragma once

#include "core/joblist/joblist.h"

#include <QDialog>

class QAbstractItemView;
class QCheckBox;
class QLabel;
class QLayout;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QTableView;

namespace millrace {

class ImportModel;

/// Shows what was understood of a list before anything of it is put (accessible name `Import`).
///
/// Every job in full, counts by kind and host, duplicates, and what could not be read. Nothing runs until
/// `Add jobs`, which is the default only where there is no command to run. What is shown is what is put.
class ImportSheet : public QDialog
{
    Q_OBJECT

public:
    explicit ImportSheet(QWidget *parent);

    /// Still reading; \a total is -1 if nobody knows.
    void setProgress(qint64 bytes, qint64 total);
    /// Done reading.
    void setList(const millrace::JobListPtr &list);
    [[nodiscard]] bool isReading() const { return !m_list; }

Q_SIGNALS:
    /// The user reviewed this and wants it put; duplicates are taken out already if that was asked for.
    void addRequested(const millrace::JobListPtr &list);

private:
    enum class Page { Jobs, Hosts, Problems };

    void layOut();
    [[nodiscard]] QWidget *makeJobsPage();
    [[nodiscard]] QLayout *makeWarning();
    [[nodiscard]] QLabel *makeLabel();
    void fillTabs();
    void showTab(int tab);
    void showCurrent();
    void tellCount();
    void chooseDefault();
    void add();

    JobListPtr m_list;
    ImportModel *m_jobs;
    QLabel *m_summary;
    QLabel *m_hosts;
    QLabel *m_warning;
    QLabel *m_warningIcon;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    QTableView *m_table = nullptr;
    QAbstractItemView *m_hostTable = nullptr;
    QAbstractItemView *m_problemTable = nullptr;
    QPlainTextEdit *m_full = nullptr;
    QCheckBox *m_skip;
    QProgressBar *m_progress;
    QPushButton *m_add = nullptr;
    QPushButton *m_cancel = nullptr;
};

} // namespace millrace

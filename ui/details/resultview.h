#pragma once

#include "core/queue/jobrecord.h"
#include "ui/details/background.h"
#include "ui/details/resultcontent.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace millrace {

class ImageView;
class JsonModel;
class LogPane;
class WindowHost;

/// What a job left: text, JSON as a tree, HTML as source, images; the facts of anything else.
///
/// Loaded off the GUI thread, when a job with an outcome is shown; says so if it was changed since it was obtained.
/// The keyboard goes to what is shown (focusProxy()): text, tree, or the button where there is nothing to walk through.
class ResultView : public QWidget
{
    Q_OBJECT

public:
    /// \a host outlives it.
    explicit ResultView(WindowHost &host, QWidget *parent = nullptr);

    void show(const JobRecord &job);
    void showNothing(const QString &sentence);

Q_SIGNALS:
    void openFolderRequested(const QString &file);

private:
    void take(const ResultContent &content);
    void compare(JobNumber job, int attempt);
    void warn();
    void takeText(const ResultContent &content);
    void takeImage(const ResultContent &content);
    void showTree(bool tree);
    void showPage(QWidget *page);
    void say(const QString &facts);

    WindowHost &m_host;
    QLabel *m_facts;
    QLabel *m_changed;
    QToolButton *m_source;
    QPushButton *m_open;
    QStackedWidget *m_pages;
    LogPane *m_text;
    QTreeView *m_tree;
    JsonModel *m_json;
    ImageView *m_image;
    QWidget *m_blank;
    JobId m_job;
    JobOutcomePtr m_outcome;
    BackgroundLoad m_load;
    quint64 m_showing = 0; // What is known of an older one is left.
};

} // namespace millrace

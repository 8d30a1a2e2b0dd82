#pragma once

#include "core/queue/jobrecord.h"
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

/// What a job left: text, JSON as a tree, HTML as source, images; the facts of anything else.
///
/// Loaded off the GUI thread, when a job with an outcome is shown.
class ResultView : public QWidget
{
    Q_OBJECT

public:
    explicit ResultView(QWidget *parent = nullptr);

    void show(const JobRecord &job);
    void showNothing(const QString &sentence);

Q_SIGNALS:
    void openFolderRequested(const QString &file);

private:
    void take(const ResultContent &content);
    void takeText(const ResultContent &content);
    void takeImage(const ResultContent &content);
    void showTree(bool tree);
    void say(const QString &facts);

    QLabel *m_facts;
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
    quint64 m_loading = 0; // What comes of an older loading is left.
};

} // namespace millrace

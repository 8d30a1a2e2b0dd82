#pragma once

#include "core/joblist/joblist.h"
#include "core/queue/jobid.h"
#include "ui/actions/actiontable.h"
#include "ui/window/windowparts.h"
#include "ui/window/windowviews.h"

#include <QObject>

#include <vector>

class QFileDialog;

namespace millrace {

class SelectionWatcher;

/// Everything that takes jobs out: asks which, how and where to, in one file dialog, and lets the host write.
class ExportController : public QObject
{
    Q_OBJECT

public:
    /// All outlive it.
    ExportController(JobQueue &queue, const WindowViews &views, const SelectionWatcher &selection,
                     WindowHost &host, QObject *parent = nullptr);

    /// False if the action is not one of these.
    bool trigger(ActionId id);

Q_SIGNALS:
    void said(const QString &sentence);
    /// Nothing was written; to be seen until it is closed.
    void failed(const QString &sentence);

private:
    enum class Which : std::uint8_t { All, Shown, Selected };
    /// One entry of the dialog's list of file types.
    struct Choice
    {
        QString label;
        Which which = Which::All;
        ListFormat format = ListFormat::JsonLines;
    };

    [[nodiscard]] std::vector<Choice> choices() const;
    void chooseFile();
    void accept(const Choice &choice, const QString &file);
    void write(const Choice &choice, const QString &file);
    void chooseList();
    [[nodiscard]] std::vector<JobId> jobs(Which which) const;
    [[nodiscard]] WindowHost::ExportAnswer teller();

    JobQueue &m_queue;
    const WindowViews &m_views;
    const SelectionWatcher &m_selection;
    WindowHost &m_host;
    QString m_folder; ///< Of the last export.
};

} // namespace millrace

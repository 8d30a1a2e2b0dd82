#include "ui/window/exportcontroller.h"

#include "core/queue/jobqueue.h"
#include "ui/models/jobtablemodel.h"
#include "ui/text/actiontext.h"
#include "ui/window/question.h"
#include "ui/window/selectionwatcher.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QPointer>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

QString suffixOf(ListFormat format)
{
    return format == ListFormat::Csv ? u"csv"_s : u"jsonl"_s;
}

} // namespace

ExportController::ExportController(JobQueue &queue, const WindowViews &views,
                                   const SelectionWatcher &selection, WindowHost &host, QObject *parent)
    : QObject(parent), m_queue(queue), m_views(views), m_selection(selection), m_host(host)
{}

bool ExportController::trigger(ActionId id)
{
    switch (id) {
    case ActionId::Export:
        chooseFile();
        return true;
    case ActionId::WriteStatus:
        chooseList();
        return true;
    default:
        return false;
    }
}

// What a person most likely means comes first: what is selected, else what is shown, else all.
std::vector<ExportController::Choice> ExportController::choices() const
{
    std::vector<Choice> choices;
    const auto add = [&choices](const QString &what, Which which) {
        choices.push_back({tr("%1 as JSON Lines (*.jsonl)").arg(what), which, ListFormat::JsonLines});
        choices.push_back({tr("%1 as CSV (*.csv)").arg(what), which, ListFormat::Csv});
    };
    const auto selected = static_cast<qint64>(m_selection.selected().size());
    const int shown = m_views.jobs->rowCount(), total = m_views.jobs->total();
    if (selected > 1 && selected < total)
        add(tr("Selected: %1").arg(text::jobs(selected)), Which::Selected);
    if (shown > 0 && shown < total)
        add(tr("Shown: %1").arg(text::jobs(shown)), Which::Shown);
    add(tr("All: %1").arg(text::jobs(total)), Which::All);
    if (selected == 1 && total > 1)
        add(tr("Selected: %1").arg(text::jobs(selected)), Which::Selected);
    return choices;
}

void ExportController::chooseFile()
{
    const std::vector<Choice> all = choices();
    QStringList labels;
    for (const Choice &choice : all)
        labels << choice.label;
    auto *dialog = new QFileDialog(m_views.window, tr("Export"), m_folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    // Ours, as the type says which jobs; and we ask before replacing, as Qt's question would block.
    dialog->setOptions(QFileDialog::DontUseNativeDialog | QFileDialog::DontConfirmOverwrite);
    dialog->setNameFilters(labels);
    dialog->setLabelText(QFileDialog::FileType, tr("Jobs and format:"));
    dialog->setDefaultSuffix(suffixOf(all.front().format));
    dialog->selectFile(u"jobs."_s + suffixOf(all.front().format));
    const auto choiceOf = [all](const QString &label) {
        const auto found = std::ranges::find(all, label, &Choice::label);
        return found == all.end() ? all.front() : *found;
    };
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, choiceOf](const QString &label) {
        const QString suffix = suffixOf(choiceOf(label).format);
        dialog->setDefaultSuffix(suffix);
        const QStringList files = dialog->selectedFiles();
        if (!files.isEmpty())
            dialog->selectFile(QFileInfo(files.first()).completeBaseName() + u'.' + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, choiceOf](const QString &file) {
        accept(choiceOf(dialog->selectedNameFilter()), file);
    });
    dialog->open();
}

void ExportController::accept(const Choice &choice, const QString &file)
{
    m_folder = QFileInfo(file).path();
    if (!QFileInfo::exists(file))
        return write(choice, file);
    Question question;
    question.what = tr("Replace %1?").arg(QFileInfo(file).fileName());
    question.detail = tr("What is in it now will be gone.");
    question.act = tr("Replace");
    question.leave = tr("Keep it");
    ask(m_views.window, question, this, [this, choice, file] { write(choice, file); });
}

void ExportController::write(const Choice &choice, const QString &file)
{
    m_host.exportJobs(jobs(choice.which), choice.format, file, teller());
}

void ExportController::chooseList()
{
    auto *dialog = new QFileDialog(m_views.window, tr("Write status into a list"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setLabelText(QFileDialog::Accept, tr("Write"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &list) { m_host.writeStatus(list, teller()); });
    dialog->open();
}

std::vector<JobId> ExportController::jobs(Which which) const
{
    switch (which) {
    case Which::All:
        return m_queue.all();
    case Which::Shown:
        return m_views.jobs->jobsAt(0, m_views.jobs->rowCount() - 1);
    case Which::Selected:
        return m_selection.selected();
    }
    return {};
}

WindowHost::ExportAnswer ExportController::teller()
{
    return [self = QPointer(this)](const ExportReport &report) {
        if (!self)
            return;
        if (report.isDone)
            Q_EMIT self->said(report.sentence);
        else
            Q_EMIT self->failed(report.sentence);
    };
}

} // namespace millrace

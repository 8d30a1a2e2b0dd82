#include "ui/importing/importsheet.h"

#include "core/queue/visibletext.h"
#include "ui/importing/importmodel.h"
#include "ui/importing/listtext.h"
#include "ui/importing/problemmodel.h"
#include "ui/text/actiontext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/theme/icons.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestTitle = 80;

QTableView *makeTable(const QString &name, QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setTextElideMode(Qt::ElideMiddle);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

void sizeColumns(QTableView *table, std::initializer_list<int> characters, int stretched)
{
    const int em = table->fontMetrics().averageCharWidth();
    int column = 0;
    for (const int width : characters)
        table->setColumnWidth(column++, width * em + 16);
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
}

} // namespace

ImportSheet::ImportSheet(QWidget *parent)
    : QDialog(parent),
      m_jobs(new ImportModel(this)),
      m_summary(makeLabel()),
      m_hosts(makeLabel()),
      m_warning(makeLabel()),
      m_warningIcon(makeLabel()),
      m_tabs(new QTabBar(this)),
      m_pages(new QStackedWidget(this)),
      m_skip(new QCheckBox(this)),
      m_progress(new QProgressBar(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(tr("Import"));
    setAccessibleName(tr("Import"));
    layOut();
    m_summary->setText(tr("Reading…"));
    m_progress->setRange(0, 0);
    for (QWidget *later : std::initializer_list<QWidget *>{m_hosts, m_warning, m_warningIcon, m_tabs, m_skip})
        later->hide();
    m_add->setEnabled(false);
    chooseDefault();
    resize(860, 620);
}

QLabel *ImportSheet::makeLabel()
{
    auto *label = new QLabel(this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void ImportSheet::layOut()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_summary->setFont(large);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_pages->addWidget(makeJobsPage());
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Reading"));

    auto *buttons = new QDialogButtonBox(this);
    m_add = buttons->addButton(tr("Add jobs"), QDialogButtonBox::AcceptRole);
    m_cancel = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(m_add, &QPushButton::clicked, this, &ImportSheet::add);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_tabs, &QTabBar::currentChanged, this, &ImportSheet::showTab);
    connect(m_skip, &QCheckBox::toggled, this, [this](bool on) {
        m_jobs->setSkipsDuplicates(on);
        tellCount();
    });

    auto *foot = new QHBoxLayout;
    foot->addWidget(m_skip);
    foot->addStretch();
    foot->addWidget(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_summary);
    layout->addWidget(m_progress);
    layout->addWidget(m_hosts);
    layout->addLayout(makeWarning());
    layout->addWidget(m_tabs);
    layout->addWidget(m_pages, 1);
    layout->addLayout(foot);
}

QLayout *ImportSheet::makeWarning()
{
    constexpr int side = 16;
    m_warningIcon->setPixmap(icon(Icon::Warning).pixmap(side));
    m_warningIcon->setAccessibleName(tr("Warning"));
    QFont bold = font();
    bold.setBold(true);
    m_warning->setFont(bold);
    auto *row = new QHBoxLayout;
    row->addWidget(m_warningIcon, 0, Qt::AlignTop);
    row->addWidget(m_warning, 1);
    return row;
}

QWidget *ImportSheet::makeJobsPage()
{
    auto *table = makeTable(tr("Jobs to add"), this);
    table->setModel(m_jobs);
    sizeColumns(table, {18, 8, 9, 40, 22}, static_cast<int>(ImportModel::Column::What));
    m_table = table;
    m_full = new QPlainTextEdit(this);
    m_full->setReadOnly(true);
    m_full->setAccessibleName(tr("The selected job in full"));
    m_full->setPlaceholderText(tr("Choose a job to read it in full."));
    m_full->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_full->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ImportSheet::showCurrent);
    connect(m_jobs, &QAbstractItemModel::modelReset, this, &ImportSheet::showCurrent);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(table);
    splitter->addWidget(m_full);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 5);
    splitter->setStretchFactor(1, 1);
    return splitter;
}

void ImportSheet::setProgress(qint64 bytes, qint64 total)
{
    m_summary->setText(tr("Reading… %1").arg(text::bytes(bytes)));
    constexpr int steps = 1000;
    m_progress->setRange(0, total > 0 ? steps : 0);
    if (total > 0)
        m_progress->setValue(static_cast<int>(std::min(bytes, total) * steps / total));
}

void ImportSheet::setList(const JobListPtr &list)
{
    m_list = list;
    m_progress->hide();
    setWindowTitle(tr("Import — %1").arg(visibleText(list->source, longestTitle)));
    m_summary->setText(listSummary(*list));
    m_hosts->setText(hostsSummary(*list));
    m_hosts->setVisible(!m_hosts->text().isEmpty());
    m_warning->setText(commandsWarning(*list));
    m_warning->setVisible(!m_warning->text().isEmpty());
    m_warningIcon->setVisible(m_warning->isVisibleTo(this));
    m_skip->setText(text::counted(list->duplicates, tr("Skip %1 job that the list has already"),
                                  tr("Skip %1 jobs that the list has already")));
    m_skip->setVisible(list->duplicates > 0);
    m_jobs->setList(list);
    m_table->setColumnHidden(static_cast<int>(ImportModel::Column::Source), !m_jobs->hasSeveralSources());
    fillTabs();
    m_add->setEnabled(!list->jobs.empty());
    chooseDefault();
    tellCount();
    if (m_jobs->rowCount() > 0)
        m_table->setCurrentIndex(m_jobs->index(0, 0));
}

void ImportSheet::fillTabs()
{
    const auto add = [this](const QString &title, qint64 count, Page page, ImportModel::Show show) {
        const int tab = m_tabs->addTab(u"%1 %2"_s.arg(title, text::count(count)));
        m_tabs->setTabData(tab, QVariantList{static_cast<int>(page), static_cast<int>(show)});
    };
    using Show = ImportModel::Show;
    if (!m_list->jobs.empty())
        add(tr("All"), static_cast<qint64>(m_list->jobs.size()), Page::Jobs, Show::All);
    if (m_list->fetches > 0 && m_list->commands > 0) {
        add(tr("Fetches"), m_list->fetches, Page::Jobs, Show::Fetches);
        add(tr("Commands"), m_list->commands, Page::Jobs, Show::Commands);
    }
    if (m_list->duplicates > 0)
        add(tr("Duplicates"), m_list->duplicates, Page::Jobs, Show::Duplicates);
    auto *hosts = makeTable(tr("Hosts"), this);
    hosts->setModel(new HostModel(m_list, hosts));
    sizeColumns(hosts, {40, 12}, 0);
    m_pages->addWidget(hosts);
    if (!m_list->hosts.empty())
        add(tr("Hosts"), static_cast<qint64>(m_list->hosts.size()), Page::Hosts, Show::All);
    auto *problems = makeTable(tr("Lines that can't be used"), this);
    problems->setModel(new ProblemModel(m_list, problems));
    sizeColumns(problems, {18, 8, 44, 30}, static_cast<int>(ProblemModel::Column::Text));
    const bool isOfLines =
        std::ranges::any_of(m_list->problems, [](auto &problem) { return problem.line > 0; });
    if (!isOfLines) { // What can't be used are whole files: nothing to quote, and room for the reason.
        problems->hideColumn(static_cast<int>(ProblemModel::Column::Line));
        problems->hideColumn(static_cast<int>(ProblemModel::Column::Text));
        sizeColumns(problems, {30}, static_cast<int>(ProblemModel::Column::Reason));
    }
    m_pages->addWidget(problems);
    if (m_list->problemCount > 0)
        add(tr("Unreadable"), m_list->problemCount, Page::Problems, Show::All);
    m_tabs->show();
    showTab(m_tabs->currentIndex());
}

void ImportSheet::showTab(int tab)
{
    const QVariantList which = m_tabs->tabData(tab).toList();
    if (which.size() != 2 || m_pages->count() < 3)
        return;
    m_pages->setCurrentIndex(which[0].toInt());
    if (static_cast<Page>(which[0].toInt()) == Page::Jobs)
        m_jobs->setShow(static_cast<ImportModel::Show>(which[1].toInt()));
}

void ImportSheet::showCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    m_full->setPlainText(current.isValid() ? fullText(m_jobs->specAt(current.row())) : QString());
}

void ImportSheet::tellCount()
{
    const qint64 all = static_cast<qint64>(m_list->jobs.size());
    const qint64 put = m_skip->isChecked() ? all - m_list->duplicates : all;
    m_add->setToolTip(text::willDo(text::BulkAction::Add, put));
    m_add->setAccessibleDescription(m_add->toolTip());
}

// Return must never run a command that nobody looked at.
void ImportSheet::chooseDefault()
{
    const bool safe = m_list && !m_list->jobs.empty() && m_list->commands == 0;
    QPushButton *first = safe ? m_add : m_cancel;
    m_add->setAutoDefault(safe);
    first->setDefault(true);
    first->setFocus();
}

void ImportSheet::add()
{
    if (!m_list || m_list->jobs.empty())
        return;
    m_jobs->setList(nullptr);
    if (m_skip->isChecked())
        removeDuplicates(*m_list);
    Q_EMIT addRequested(m_list);
    accept();
}

} // namespace millrace

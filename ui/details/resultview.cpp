#include "ui/details/resultview.h"

#include "ui/details/filepiece.h"
#include "ui/details/imageview.h"
#include "ui/details/jsonmodel.h"
#include "ui/details/logpane.h"
#include "ui/details/logview.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/theme/theme.h"
#include "ui/window/windowparts.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QImageReader>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace millrace {

using namespace Qt::StringLiterals;

ResultView::ResultView(WindowHost &host, QWidget *parent)
    : QWidget(parent),
      m_host(host),
      m_facts(new QLabel(this)),
      m_changed(new QLabel(tr("Changed since it was obtained"), this)),
      m_source(new QToolButton(this)),
      m_open(new QPushButton(tr("Open folder"), this)),
      m_pages(new QStackedWidget(this)),
      m_text(new LogPane(tr("Result"), this)),
      m_tree(new QTreeView(this)),
      m_json(new JsonModel(this)),
      m_image(new ImageView(this)),
      m_blank(new QWidget(this))
{
    QImageReader::setAllocationLimit(imageMegabytes);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_changed->hide();
    m_source->setText(tr("Source"));
    m_source->setCheckable(true);
    m_source->setAutoRaise(true);
    m_text->log()->setFollowing(false);
    m_tree->setModel(m_json);
    m_tree->setAccessibleName(tr("JSON"));
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 32);
    for (QWidget *page : std::initializer_list<QWidget *>{m_blank, m_text, m_tree, m_image})
        m_pages->addWidget(page);
    connect(m_source, &QToolButton::toggled, this, [this](bool on) { showTree(!on); });
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_outcome)
            Q_EMIT openFolderRequested(resultPath(m_outcome->folder, m_outcome->file));
    });
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 4, 4, 4);
    head->addWidget(m_facts, 1);
    head->addWidget(m_changed);
    head->addWidget(m_source);
    head->addWidget(m_open);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);
    showNothing({});
}

void ResultView::say(const QString &facts)
{
    m_facts->setText(facts);
    m_facts->setToolTip({});
}

void ResultView::showNothing(const QString &sentence)
{
    m_load.drop();
    ++m_showing;
    m_job = JobId();
    m_outcome.reset();
    m_open->hide();
    m_changed->hide();
    m_source->hide();
    showPage(m_blank);
    say(sentence);
}

void ResultView::show(const JobRecord &job)
{
    if (m_job == job.id && m_outcome == job.outcome && job.outcome)
        return;
    if (!job.outcome || isUnderway(job.state)) {
        showNothing(isUnderway(job.state) ? tr("It is still underway.") : tr("There is no result yet."));
        return;
    }
    showNothing(job.outcome->file.isEmpty() ? tr("It left no result.") : tr("Reading…"));
    m_job = job.id;
    m_outcome = job.outcome;
    const QString path = resultPath(job.outcome->folder, job.outcome->file);
    if (path.isEmpty())
        return;
    m_open->show();
    showPage(m_blank);
    m_load.start(
        this, [path] { return loadResult(path); },
        [this, job = job.number, attempt = job.attempt](const ResultContent &content) {
            take(content);
            compare(job, attempt);
        });
}

// Only once it is seen: it reads all of the file, and there are others before those that were passed by.
void ResultView::compare(JobNumber job, int attempt)
{
    m_host.compareResult(job, attempt, [view = QPointer(this), showing = m_showing](bool changed) {
        if (view && changed && showing == view->m_showing)
            view->warn();
    });
}

void ResultView::warn()
{
    QPalette palette = this->palette();
    palette.setColor(QPalette::WindowText, stateColor(JobState::Failed, palette));
    m_changed->setPalette(palette);
    m_changed->show();
}

void ResultView::take(const ResultContent &content)
{
    using Kind = ResultContent::Kind;
    const QString file = text::cell(m_outcome->file);
    switch (content.kind) {
    case Kind::Unreadable:
        say(tr("The result can't be read: %1").arg(content.error));
        break;
    case Kind::Empty:
        say(tr("%1 is empty.").arg(file));
        break;
    case Kind::Image:
        takeImage(content);
        break;
    case Kind::Other:
        say(tr("%1 · %2 · no text or image; starts with %3")
                .arg(file, text::bytes(content.size), content.format));
        break;
    default:
        takeText(content);
    }
}

void ResultView::takeText(const ResultContent &content)
{
    using Kind = ResultContent::Kind;
    const QString kind = content.kind == Kind::Json   ? tr("JSON")
                         : content.kind == Kind::Html ? tr("HTML, as source")
                                                      : tr("text");
    const QString size =
        content.shownBytes < content.size
            ? tr("the first %1 of %2").arg(text::bytes(content.shownBytes), text::bytes(content.size))
            : text::bytes(content.size);
    say(u"%1 · %2 · %3"_s.arg(text::cell(m_outcome->file), kind, size));
    m_text->log()->start();
    m_text->setNote({});
    m_text->log()->append(content.lines);
    m_text->log()->moveCursor(QTextCursor::Start);
    m_source->setVisible(content.kind == Kind::Json);
    if (content.kind == Kind::Json) {
        m_json->setDocument(content.json);
        m_tree->expandToDepth(0);
        showTree(!m_source->isChecked());
    } else {
        showPage(m_text);
    }
}

void ResultView::showTree(bool tree)
{
    showPage(tree ? static_cast<QWidget *>(m_tree) : m_text);
}

// Who is in the view with the keyboard goes along to what takes its place.
void ResultView::showPage(QWidget *page)
{
    const QWidget *focused = QApplication::focusWidget();
    const QWidget *before = focusProxy();
    const bool follows = before && focused && (before == focused || before->isAncestorOf(focused));
    const bool takesKeys = page == m_text || page == m_tree;
    QWidget *button = m_open->isHidden() ? nullptr : m_open;
    m_pages->setCurrentWidget(page);
    setFocusProxy(takesKeys ? page : button);
    if (follows && focusProxy())
        focusProxy()->setFocus();
}

void ResultView::takeImage(const ResultContent &content)
{
    QStringList facts{text::cell(m_outcome->file), content.format};
    if (content.imageSize.isValid())
        facts << tr("%L1 × %L2").arg(content.imageSize.width()).arg(content.imageSize.height());
    facts << text::bytes(content.size);
    if (!content.error.isEmpty())
        facts << content.error;
    say(facts.join(u" · "_s));
    if (content.image.isNull())
        return;
    m_image->setImage(content.image);
    showPage(m_image);
}

} // namespace millrace

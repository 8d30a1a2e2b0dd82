#include "ui/details/overviewview.h"

#include "ui/theme/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QTextCursor>
#include <QTextDocumentFragment>
#include <QTextTable>

namespace millrace {

OverviewView::OverviewView(QWidget *parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setAccessibleName(tr("Overview"));
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    document()->setDocumentMargin(10);
    showNothing();
}

void OverviewView::showNothing()
{
    m_overview = {};
    m_overview.story = tr("Select a job to see all about it.");
    m_shown.clear();
    write();
}

void OverviewView::show(const Overview &overview, Subject subject)
{
    const QString text = plainText(overview);
    if (text == m_shown || (subject == Subject::Same && textCursor().hasSelection()))
        return;
    m_overview = overview;
    m_shown = text;
    const int scrolled = subject == Subject::Same ? verticalScrollBar()->value() : 0;
    write();
    verticalScrollBar()->setValue(scrolled);
}

void OverviewView::write()
{
    clear();
    QTextCursor cursor(document());
    QTextCharFormat plain, strong, quiet;
    strong.setFontWeight(QFont::Bold);
    strong.setFontPointSize(font().pointSizeF() * 1.15);
    quiet.setForeground(quietColor(palette()));
    if (!m_overview.headline.isEmpty())
        cursor.insertText(m_overview.headline, strong);
    if (!m_overview.what.isEmpty()) {
        cursor.insertBlock();
        QTextCharFormat fixed;
        fixed.setFontFamilies({QStringLiteral("monospace")});
        cursor.insertText(m_overview.what, fixed);
    }
    for (const QString &paragraph : m_overview.story.split(u'\n', Qt::SkipEmptyParts)) {
        if (!document()->isEmpty())
            cursor.insertBlock();
        QTextBlockFormat apart;
        apart.setTopMargin(6);
        cursor.setBlockFormat(apart);
        cursor.insertText(paragraph, m_overview.headline.isEmpty() ? quiet : plain);
    }
    if (!m_overview.facts.empty())
        writeFacts(cursor);
}

void OverviewView::writeFacts(QTextCursor &cursor)
{
    QTextTableFormat shape;
    shape.setBorder(0);
    shape.setCellPadding(1);
    shape.setCellSpacing(0);
    shape.setTopMargin(8);
    const int names = fontMetrics().averageCharWidth() * 16;
    shape.setColumnWidthConstraints({QTextLength(QTextLength::FixedLength, names), QTextLength()});
    QTextCharFormat quiet;
    quiet.setForeground(quietColor(palette()));
    QTextTable *table = cursor.insertTable(static_cast<int>(m_overview.facts.size()), 2, shape);
    int row = 0;
    for (const Fact &fact : m_overview.facts) {
        table->cellAt(row, 0).firstCursorPosition().insertText(fact.name, quiet);
        table->cellAt(row, 1).firstCursorPosition().insertText(fact.value, QTextCharFormat());
        ++row;
    }
}

QMimeData *OverviewView::createMimeDataFromSelection() const
{
    auto *mime = new QMimeData;
    mime->setText(textCursor().selection().toPlainText());
    return mime;
}

void OverviewView::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        write();
}

void OverviewView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *selected = menu->addAction(tr("Copy"), this, &QTextEdit::copy);
    selected->setEnabled(textCursor().hasSelection());
    menu->addAction(tr("Copy all"), this,
                    [this] { QGuiApplication::clipboard()->setText(plainText(m_overview)); });
    menu->popup(event->globalPos());
}

} // namespace millrace

#include "ui/details/findbar.h"

#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextCursor>
#include <QToolButton>

namespace millrace {

namespace {

QToolButton *makeButton(Icon name, const QString &says, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(name));
    button->setAutoRaise(true);
    button->setToolTip(says);
    button->setAccessibleName(says);
    return button;
}

} // namespace

FindBar::FindBar(QPlainTextEdit *text, QWidget *parent)
    : QWidget(parent), m_text(text), m_words(new QLineEdit(this)), m_answer(new QLabel(this))
{
    m_words->setPlaceholderText(tr("Find"));
    m_words->setAccessibleName(tr("Find"));
    m_words->setClearButtonEnabled(true);
    m_words->findChild<QAbstractButton *>()->setAccessibleName(tr("Clear"));
    m_answer->setTextFormat(Qt::PlainText);
    auto *back = makeButton(Icon::Previous, tr("Find before (Shift+Return)"), this);
    auto *forth = makeButton(Icon::Next, tr("Find next (Return)"), this);
    auto *close = makeButton(Icon::Clear, tr("Close (Esc)"), this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(4, 2, 4, 2);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_answer);
    layout->addWidget(back);
    layout->addWidget(forth);
    layout->addWidget(close);
    connect(m_words, &QLineEdit::textEdited, this, &FindBar::findFromHere);
    connect(back, &QToolButton::clicked, this, [this] { find(Direction::Back); });
    connect(forth, &QToolButton::clicked, this, [this] { find(Direction::Forth); });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    m_words->installEventFilter(this);
    m_text->installEventFilter(this);
    hide();
}

void FindBar::open()
{
    show();
    const QString selected = m_text->textCursor().selectedText();
    if (!selected.isEmpty() && selected.size() < 200 && !selected.contains(QChar::ParagraphSeparator))
        m_words->setText(selected);
    m_words->selectAll();
    m_words->setFocus();
}

void FindBar::findFromHere()
{
    QTextCursor cursor = m_text->textCursor();
    cursor.setPosition(cursor.selectionStart());
    m_text->setTextCursor(cursor);
    find(Direction::Forth);
}

void FindBar::find(Direction direction)
{
    m_answer->clear();
    if (m_words->text().isEmpty())
        return;
    const QTextDocument::FindFlags flags =
        direction == Direction::Back ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_text->find(m_words->text(), flags))
        return;
    const QTextCursor before = m_text->textCursor();
    m_text->moveCursor(direction == Direction::Back ? QTextCursor::End : QTextCursor::Start);
    if (m_text->find(m_words->text(), flags)) {
        m_answer->setText(tr("from the other end"));
        return;
    }
    m_text->setTextCursor(before);
    m_answer->setText(tr("not found"));
}

// Esc and Ctrl+F mean something to the window too: here they are the bar's.
bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        const bool ours =
            (watched == m_words && key->key() == Qt::Key_Escape) || key->matches(QKeySequence::Find);
        if (ours && event->type() == QEvent::ShortcutOverride) {
            event->accept();
            return true;
        }
        if (event->type() == QEvent::KeyPress && takesKey(watched, key))
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

bool FindBar::takesKey(QObject *watched, QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find)) {
        open();
        return true;
    }
    if (watched != m_words)
        return false;
    if (event->key() == Qt::Key_Escape) {
        hide();
        m_text->setFocus();
        return true;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        find(event->modifiers() & Qt::ShiftModifier ? Direction::Back : Direction::Forth);
        return true;
    }
    return false;
}

} // namespace millrace

#include "ui/views/filteredit.h"

#include "ui/text/words.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QKeyEvent>
#include <QStringListModel>
#include <QTimer>
#include <QToolTip>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using text::word;

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent),
      m_completer(new QCompleter(this)),
      m_offers(new QStringListModel(this)),
      m_wait(new QTimer(this))
{
    setAccessibleName(word("Filter"));
    setObjectName(u"Filter"_s);
    setPlaceholderText(word("Filter: text, state:failed, host:…"));
    setToolTip(
        word("Words that have to match, such as state:failed, host:example.org, status:404, took:>30s (/)"));
    setClearButtonEnabled(true);
    findChild<QAbstractButton *>()->setAccessibleName(word("Clear"));
    setMaxLength(1000);
    addAction(icon(Icon::Search), LeadingPosition)->setText(word("Words to filter by"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    m_completer->setModel(m_offers);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_wait->setSingleShot(true);
    m_wait->setInterval(120ms);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterEdit::accept);
    connect(m_wait, &QTimer::timeout, this, &FilterEdit::parse);
    connect(this, &QLineEdit::textChanged, m_wait, qOverload<>(&QTimer::start));
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
}

QSize FilterEdit::sizeHint() const
{
    return QLineEdit::sizeHint().expandedTo(QSize(fontMetrics().averageCharWidth() * 34, 0));
}

void FilterEdit::setWords(const QString &words)
{
    setText(words);
    parse();
}

void FilterEdit::parse()
{
    m_wait->stop();
    ParsedFilter parsed = parseFilter(text());
    const bool filters = parsed.expression != m_parsed.expression;
    m_parsed = std::move(parsed);
    showError();
    if (filters)
        Q_EMIT filterChanged(m_parsed.expression);
}

void FilterEdit::showError()
{
    QPalette colors;
    if (!m_parsed.error.isEmpty())
        colors.setColor(QPalette::Text, stateColor(JobState::Failed, palette()));
    setPalette(colors);
    setAccessibleDescription(m_parsed.error);
    const bool typing =
        m_parsed.errorAt >= 0 && cursorPosition() > m_parsed.errorAt && m_completer->popup()->isVisible();
    if (m_parsed.error.isEmpty() || !hasFocus() || typing)
        QToolTip::hideText();
    else
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), m_parsed.error.toHtmlEscaped(), this, {}, 8000);
}

void FilterEdit::offer()
{
    const QStringList offers = completions(text(), cursorPosition(), m_hosts);
    m_offers->setStringList(offers);
    if (offers.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    QRect where = cursorRect();
    where.setWidth(std::max(200, m_completer->popup()->sizeHintForColumn(0) + 30));
    m_completer->complete(where);
}

void FilterEdit::accept(const QString &chosen)
{
    const QString words = text();
    const int cursor = cursorPosition();
    const qsizetype start = cursor == 0 ? 0 : words.lastIndexOf(u' ', cursor - 1) + 1;
    const QString tail = chosen.endsWith(u':') ? QString() : u" "_s;
    setText(words.first(start) + chosen + tail + words.sliced(cursor).trimmed());
    setCursorPosition(int(start + chosen.size() + tail.size()));
    // A field's name is half a word: go on with its values.
    if (tail.isEmpty())
        QTimer::singleShot(0, this, &FilterEdit::offer);
    else
        parse();
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    QAbstractItemView *offered = m_completer->popup();
    const bool choosing = offered->isVisible();
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (choosing && (event->key() == Qt::Key_Escape || (isReturn && offered->currentIndex().isValid()))) {
        event->ignore(); // The list of words takes it.
        return;
    }
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        setWords({});
        return;
    }
    if (isReturn || (event->key() == Qt::Key_Down && !choosing)) {
        offered->hide();
        parse();
        Q_EMIT leaveRequested();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace millrace

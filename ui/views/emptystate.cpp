#include "ui/views/emptystate.h"

#include "ui/text/words.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

QLabel *plainLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    return label;
}

QPushButton *button(const QString &text, Icon name, QWidget *parent)
{
    auto *made = new QPushButton(icon(name), text, parent);
    made->setAccessibleName(text);
    made->setAutoDefault(false);
    return made;
}

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent),
      m_title(plainLabel(this)),
      m_hint(plainLabel(this)),
      m_open(button(word("Open a list"), Icon::Open, this)),
      m_paste(button(word("Paste"), Icon::Paste, this)),
      m_example(button(word("Try an example"), Icon::Example, this)),
      m_clear(button(word("Clear the filter"), Icon::Clear, this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    for (QPushButton *each : {m_open, m_paste, m_example, m_clear})
        buttons->addWidget(each);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(32, 32, 32, 32);
    layout->setSpacing(12);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_hint);
    layout->addSpacing(8);
    layout->addLayout(buttons);
    layout->addStretch(3);
    connect(m_open, &QPushButton::clicked, this, &EmptyState::openRequested);
    connect(m_paste, &QPushButton::clicked, this, &EmptyState::pasteRequested);
    connect(m_example, &QPushButton::clicked, this, &EmptyState::exampleRequested);
    connect(m_clear, &QPushButton::clicked, this, &EmptyState::clearFilterRequested);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    retell();
}

void EmptyState::setWhy(Why why)
{
    m_why = why;
    retell();
}

void EmptyState::setFilterWords(const QString &words)
{
    m_words = words;
    retell();
}

void EmptyState::setDropHighlighted(bool highlighted)
{
    m_highlighted = highlighted;
    update();
}

void EmptyState::retell()
{
    const bool nothingYet = m_why == Why::NothingYet;
    for (QPushButton *each : {m_open, m_paste, m_example})
        each->setVisible(nothingYet);
    m_clear->setVisible(!nothingYet);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    m_title->setFont(large);
    if (nothingYet) {
        m_title->setText(word("Drop a job list here"));
        m_hint->setText(
            word("A text file with one job a line: a web address is fetched, anything else is run as a "
                 "command.\nLinks and text from a browser or an editor will do as well. You see "
                 "everything before anything runs."));
    } else {
        m_title->setText(word("Nothing matches"));
        const QString words = m_words.simplified().left(80);
        m_hint->setText(words.isEmpty() ? word("There are jobs, but none that the filter lets through.")
                                        : word("There are jobs, but none for “%1”.").arg(words));
    }
}

void EmptyState::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().brush(QPalette::Base));
    if (m_why != Why::NothingYet)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(m_highlighted ? palette().color(QPalette::Link) : lineColor(palette()), 1.5, Qt::CustomDashLine);
    pen.setDashPattern({5, 4});
    painter.setPen(pen);
    if (m_highlighted)
        painter.setBrush(palette().brush(QPalette::AlternateBase));
    painter.drawRoundedRect(QRectF(rect()).adjusted(16, 16, -16, -16), 8, 8);
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    // Setting the title's font changes nothing of ours: no circle.
    if (event->type() == QEvent::FontChange)
        retell();
}

} // namespace millrace

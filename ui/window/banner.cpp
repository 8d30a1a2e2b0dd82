#include "ui/window/banner.h"

#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace millrace {

namespace {

constexpr qsizetype mostOfOther = 5;

} // namespace

Banner::Banner(QWidget *parent) : QFrame(parent), m_rows(new QVBoxLayout(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setAccessibleName(tr("Notice"));
    m_rows->setContentsMargins(10, 4, 4, 4);
    m_rows->setSpacing(2);
    hide();
}

void Banner::say(const QString &text, Subject subject)
{
    makeRoom(text, subject);
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(text, row);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::ToolTipText);
    auto *buttons = new QHBoxLayout;
    auto *closing = new QToolButton(row);
    closing->setAutoRaise(true);
    closing->setIcon(icon(Icon::Clear));
    closing->setAccessibleName(tr("Close the notice"));
    closing->setToolTip(tr("Close"));
    connect(closing, &QToolButton::clicked, this, [this, row] { close(row); });
    layout->addWidget(label, 1);
    layout->addLayout(buttons);
    layout->addWidget(closing);
    m_rows->addWidget(row);
    m_notices.append({subject, row, label, buttons});
    row->show();
    show();
}

// The earlier one on the subject goes; of the others, what is said again, and the oldest of too many.
void Banner::makeRoom(const QString &text, Subject subject)
{
    QList<const QWidget *> same;
    QList<const QWidget *> others;
    for (const Notice &notice : std::as_const(m_notices)) {
        if (notice.subject != subject)
            continue;
        others.append(notice.row);
        if (subject != Subject::Other || notice.text->text() == text)
            same.append(notice.row);
    }
    if (same.isEmpty() && others.size() >= mostOfOther)
        same.append(others.front());
    for (const QWidget *row : std::as_const(same))
        close(row);
}

void Banner::withdraw(Subject subject)
{
    QList<const QWidget *> rows;
    for (const Notice &notice : std::as_const(m_notices)) {
        if (notice.subject == subject)
            rows.append(notice.row);
    }
    for (const QWidget *row : std::as_const(rows))
        close(row);
}

void Banner::close(const QWidget *row)
{
    const auto at = std::find_if(m_notices.cbegin(), m_notices.cend(),
                                 [row](const Notice &notice) { return notice.row == row; });
    if (at == m_notices.cend())
        return;
    at->row->hide(); // A button of it may be the one whose click is being handled.
    at->row->deleteLater();
    m_notices.erase(at);
    if (m_notices.isEmpty())
        hide();
}

void Banner::addButton(const QString &text, std::function<void()> act, After after)
{
    const Notice &notice = m_notices.back();
    auto *button = new QPushButton(text, notice.row);
    connect(button, &QPushButton::clicked, this, [this, after, row = notice.row, act = std::move(act)] {
        if (after == After::Close)
            close(row);
        act();
    });
    notice.buttons->addWidget(button);
}

QString Banner::text() const
{
    QStringList lines;
    for (const Notice &notice : m_notices)
        lines.append(notice.text->text());
    return lines.join(u'\n');
}

} // namespace millrace

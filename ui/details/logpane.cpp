#include "ui/details/logpane.h"

#include "ui/details/findbar.h"
#include "ui/details/logview.h"

#include <QLabel>
#include <QVBoxLayout>

namespace millrace {

LogPane::LogPane(const QString &name, QWidget *parent)
    : QWidget(parent), m_log(new LogView(this)), m_note(new QLabel(this)), m_find(new FindBar(m_log, this))
{
    m_log->setAccessibleName(name);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(10, 4, 10, 4);
    m_note->hide();
    setFocusProxy(m_log);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_note);
    layout->addWidget(m_log, 1);
    layout->addWidget(m_find);
}

void LogPane::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void LogPane::showOnly(const QString &sentence)
{
    m_log->start();
    setNote(sentence);
}

} // namespace millrace

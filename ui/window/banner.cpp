#include "ui/window/banner.h"

#include "ui/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace millrace {

Banner::Banner(QWidget *parent) : QFrame(parent), m_text(new QLabel(this)), m_buttons(new QHBoxLayout)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setAccessibleName(tr("Notice"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setForegroundRole(QPalette::ToolTipText);
    auto *close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setIcon(icon(Icon::Clear));
    close->setAccessibleName(tr("Close the notice"));
    close->setToolTip(tr("Close"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 4, 4);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    layout->addWidget(close);
    hide();
}

void Banner::say(const QString &text)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        if (QWidget *button = item->widget()) {
            button->hide(); // It may be the one whose click is being handled.
            button->deleteLater();
        }
        delete item;
    }
    m_text->setText(text);
    show();
}

void Banner::addButton(const QString &text, std::function<void()> act)
{
    auto *button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, [this, act = std::move(act)] {
        hide();
        act();
    });
    m_buttons->addWidget(button);
}

QString Banner::text() const
{
    return m_text->text();
}

} // namespace millrace

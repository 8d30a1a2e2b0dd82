#include "ui/views/toast.h"

#include "ui/text/jobtext.h"
#include "ui/text/words.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>
#include <QToolButton>

namespace millrace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto stays = 6s;
constexpr int fromBottom = 40;

} // namespace

Toast::Toast(QWidget *parent)
    : QFrame(parent), m_text(new QLabel(this)), m_button(new QToolButton(this)), m_leave(new QTimer(this))
{
    setAccessibleName(text::word("Message"));
    setObjectName(u"Toast"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setFrameShape(StyledPanel);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setForegroundRole(QPalette::ToolTipText);
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::NoFocus);
    m_button->setForegroundRole(QPalette::Link);
    auto *layout = new QHBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(m_text);
    layout->addWidget(m_button);
    m_leave->setSingleShot(true);
    connect(m_leave, &QTimer::timeout, this, &Toast::dismiss);
    connect(m_button, &QToolButton::clicked, this, [this] {
        const auto act = std::exchange(m_act, nullptr);
        dismiss();
        if (act)
            act();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::say(const QString &text)
{
    say(text, {}, nullptr);
}

void Toast::say(const QString &text, const QString &button, std::function<void()> act)
{
    m_act = std::move(act);
    m_text->setText(text::cell(text).left(200));
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
    const int right = button.isEmpty() ? 14 : 8;
    layout()->setContentsMargins(14, 8, right, 8);
    QPalette colors = palette();
    colors.setColor(QPalette::ButtonText, colors.color(QPalette::Link));
    m_button->setPalette(colors);
    setAccessibleDescription(m_text->text());
    place();
    show();
    raise();
    m_leave->start(stays);
}

void Toast::dismiss()
{
    m_leave->stop();
    m_act = nullptr;
    hide();
}

void Toast::place()
{
    adjustSize();
    const QRect area = parentWidget()->rect();
    resize(std::min(width(), area.width() - 16), height());
    move(area.center().x() - width() / 2, area.bottom() - height() - fromBottom);
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent *event)
{
    m_leave->stop();
    QFrame::enterEvent(event);
}

void Toast::leaveEvent(QEvent *event)
{
    m_leave->start(stays);
    QFrame::leaveEvent(event);
}

} // namespace millrace

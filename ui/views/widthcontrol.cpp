#include "ui/views/widthcontrol.h"

#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QToolTip>

#include <cmath>
#include <functional>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

/// Up to here a slider step is one.
constexpr int linear = 32;

/// The number, whose up and down are those of Ctrl++ and Ctrl+-.
class WidthSpin : public QSpinBox
{
public:
    explicit WidthSpin(QWidget *parent) : QSpinBox(parent)
    {
        // Assistive technology sets the text without the focus whose loss would take it over.
        connect(lineEdit(), &QLineEdit::textChanged, this, [this] {
            if (!hasFocus())
                interpretText();
        });
    }

    /// Called behind Return and Esc, with the number taken over or put back.
    std::function<void()> left;

    void keyPressEvent(QKeyEvent *event) override
    {
        const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (!isReturn && event->key() != Qt::Key_Escape)
            return QSpinBox::keyPressEvent(event);
        if (isReturn)
            interpretText();
        else
            setValue(value()); // Over what was typed and not taken.
        left();
    }

    void stepBy(int steps) override
    {
        int width = value();
        for (int i = 0; i < std::abs(steps); ++i)
            width = steps > 0 ? WidthControl::wider(width) : WidthControl::narrower(width);
        setValue(width);
    }
};

} // namespace

int WidthControl::stepOf(int width)
{
    if (width <= linear)
        return std::max(0, width);
    const double octaves = std::log(double(std::min(width, most)) / linear) / std::log(double(most) / linear);
    return linear + qRound(octaves * (lastStep - linear));
}

int WidthControl::widthAt(int step)
{
    if (step <= linear)
        return std::max(0, step);
    const double octaves = double(std::min(step, lastStep) - linear) / (lastStep - linear);
    const double width = linear * std::pow(double(most) / linear, octaves);
    // Round figures where one more or less makes no difference.
    const int round = width < 100 ? 1 : width < 200 ? 5 : 10;
    return std::min(most, qRound(width / round) * round);
}

int WidthControl::wider(int width)
{
    int step = stepOf(width);
    while (widthAt(step) <= width && step < lastStep)
        ++step;
    return std::max(width, widthAt(step));
}

int WidthControl::narrower(int width)
{
    int step = stepOf(width);
    while (step > 0 && widthAt(step) >= width)
        --step;
    return std::min(width, widthAt(step));
}

WidthControl::WidthControl(const JobQueue &queue, const Clock &clock, QWidget *parent)
    : QWidget(parent),
      m_queue(queue),
      m_clock(clock),
      m_number(new WidthSpin(this)),
      m_slider(new QSlider(Qt::Horizontal, this))
{
    m_number->setAccessibleName(word("Width"));
    m_number->setObjectName(u"Width"_s);
    m_number->setRange(0, most);
    m_number->setKeyboardTracking(false);
    m_number->setAlignment(Qt::AlignRight);
    m_number->setToolTip(word("How many jobs may be underway at once (Ctrl++ and Ctrl+-)"));
    m_slider->setAccessibleName(word("Width slider"));
    m_slider->setRange(0, lastStep);
    m_slider->setPageStep(8);
    m_slider->setMouseTracking(true);
    m_slider->setMinimumWidth(90);
    m_slider->installEventFilter(this);
    auto *label = new QLabel(word("Width"), this);
    label->setBuddy(m_number);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(label);
    layout->addWidget(m_number);
    layout->addWidget(m_slider);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setFocusProxy(m_number);
    connect(m_number, &QSpinBox::valueChanged, this, &WidthControl::ask);
    static_cast<WidthSpin *>(m_number)->left = [this] { Q_EMIT leaveRequested(); };
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
        if (step != stepOf(width()))
            ask(widthAt(step));
    });
    connect(&queue, &JobQueue::statusChanged, this, &WidthControl::refresh);
    refresh();
}

int WidthControl::width() const
{
    return m_queue.status().width;
}

void WidthControl::edit()
{
    m_number->setFocus(Qt::ShortcutFocusReason);
    m_number->selectAll();
}

void WidthControl::ask(int asked)
{
    if (asked != width())
        Q_EMIT widthRequested(asked);
    refresh();
}

void WidthControl::refresh()
{
    const int now = width();
    const QSignalBlocker quietNumber(m_number);
    const QSignalBlocker quietSlider(m_slider);
    // Not under somebody's fingers.
    if (!m_number->hasFocus() || m_number->value() != now)
        m_number->setValue(now);
    if (!m_slider->isSliderDown())
        m_slider->setValue(stepOf(now));
}

QString WidthControl::forecast(int at) const
{
    QString width = word("width %1").arg(text::count(at));
    const JobCounts counts = m_queue.status().counts;
    if (counts[JobState::Pending] + counts[JobState::Underway] + counts[JobState::Cancelling] == 0)
        return width;
    return width + u": "_s + text::estimate(m_queue.estimate(at), m_clock.wallNow());
}

QRect WidthControl::handle() const
{
    QStyleOptionSlider option;
    option.initFrom(m_slider);
    option.orientation = Qt::Horizontal;
    option.state |= QStyle::State_Horizontal;
    option.maximum = lastStep;
    option.sliderPosition = m_slider->sliderPosition();
    return m_slider->style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, m_slider);
}

int WidthControl::stepUnder(int x) const
{
    const int length = handle().width();
    return QStyle::sliderValueFromPosition(0, lastStep, x - length / 2, m_slider->QWidget::width() - length);
}

bool WidthControl::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_slider)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::MouseButtonPress) { // The width that the forecast there told of, at once.
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (mouse->button() == Qt::LeftButton && !handle().contains(mouse->position().toPoint()))
            m_slider->setSliderPosition(stepUnder(qRound(mouse->position().x())));
    }
    if (event->type() == QEvent::MouseMove) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int x = qRound(mouse->position().x());
        const int at = widthAt(m_slider->isSliderDown() ? m_slider->value() : stepUnder(x));
        QToolTip::showText(m_slider->mapToGlobal(QPoint(x, m_slider->height())), forecast(at), m_slider);
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace millrace

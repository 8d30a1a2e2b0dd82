#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace millrace {

/// Calls back for a burst of news at once, and then at most ten times a second.
class Calm : public QObject
{
    Q_OBJECT

public:
    Calm(std::function<void()> show, QObject *parent) : QObject(parent), m_show(std::move(show))
    {
        m_timer.setSingleShot(true);
        m_timer.setInterval(std::chrono::milliseconds(100));
        connect(&m_timer, &QTimer::timeout, this, [this] {
            if (std::exchange(m_news, false))
                act();
        });
    }

    /// There is something new to show.
    void news()
    {
        if (m_timer.isActive())
            m_news = true;
        else
            act();
    }

private:
    void act()
    {
        m_timer.start();
        m_show();
    }

    std::function<void()> m_show;
    QTimer m_timer;
    bool m_news = false;
};

} // namespace millrace

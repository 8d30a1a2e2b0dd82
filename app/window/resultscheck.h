#pragma once

#include <QObject>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace millrace {

/// Asks whether results can be written, on a thread of its own as the disk may take its time, until they can.
class ResultsCheck : public QObject
{
    Q_OBJECT

public:
    /// \a complain gives a sentence, empty once all is well; it is called on the thread.
    ResultsCheck(std::function<QString()> complain, std::chrono::milliseconds interval,
                 QObject *parent = nullptr);
    ~ResultsCheck() override;

Q_SIGNALS:
    /// The first answer, and whenever it is another one.
    void answered(const QString &complaint);

private:
    void work(const std::stop_token &stop);

    const std::function<QString()> m_complain;
    const std::chrono::milliseconds m_interval;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // Last: it uses all of the above.
};

} // namespace millrace

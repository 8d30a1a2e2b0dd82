#pragma once

#include "core/runners/resultswriter.h"

#include <QObject>

#include <atomic>
#include <chrono>

namespace millrace {

/// What the GUI thread and the writer know of one file. Fields without a word are the writer's once it runs.
struct ResultsWriter::File
{
    const JobNumber number;
    const int attempt;
    const QByteArray stream;
    const QByteArray wanted;

    std::atomic<qint64> backlog{0};  ///< Both threads.
    std::atomic<bool> failed{false}; ///< Both threads.

    PartFile part{};
    QString error{};

    void fail(const ResultsError &e)
    {
        error = QString::fromUtf8(e.what());
        failed = true;
        part.discard();
    }
};

/// One thing to do for a file, in the order asked for.
struct ResultsWriter::Order
{
    enum class What : std::uint8_t { Write, Notify, Keep, Discard, Try };
    What what;
    FileRef file;
    QByteArray bytes;
    std::function<void()> tell;
    Told told;
    Haste haste = Haste::AtOnce;
    qint64 room = 0;
};

/// The writer's thread, and what waits for it.
class ResultsWriter::Worker
{
public:
    explicit Worker(ResultsFolder &folder) : m_folder(folder), m_thread([this] { run(); }) {}

    ~Worker()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }

    void ask(Order order)
    {
        bool isNews = false;
        {
            const std::scoped_lock lock(m_mutex);
            const bool isHasty = order.haste == Haste::AtOnce;
            isNews = m_orders.empty() || (isHasty && !m_isHasty);
            m_isHasty = m_isHasty || isHasty;
            m_orders.push_back(std::move(order));
        }
        if (isNews)
            m_wake.notify_one();
    }

    std::atomic<qint64> backlog{0}; ///< Of all files, both threads.

private:
    void run();
    /// Waits for something to do; false when there is nothing and never will be.
    bool next(std::vector<Order> &orders);
    void carryOut(Order &order);
    void makePart(File &file);
    void tryRoom(Order &order);
    void write(File &file, const QByteArray &bytes);
    void keepAll();
    [[nodiscard]] WrittenResult resultOf(const ResultsFolder::Kept &kept) const;
    void tellAll();

    ResultsFolder &m_folder;
    QObject m_context; ///< Of the GUI thread: what was not told when this goes is not told any more.

    std::mutex m_mutex; ///< Of the next three.
    std::vector<Order> m_orders;
    bool m_isHasty = false; ///< One of them is.
    bool m_ending = false;
    std::condition_variable m_wake;

    std::chrono::steady_clock::time_point m_lastKept{}; ///< The writer's, like the next two.
    std::vector<Order> m_keep;
    std::vector<std::function<void()>> m_tell;
    std::thread m_thread; ///< Last: it uses all above.
};

} // namespace millrace

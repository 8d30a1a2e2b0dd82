#include "core/runners/resultswriter.h"

#include <QObject>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>

#include <unistd.h>

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

namespace {

using FileRef = ResultsWriter::FileRef;

constexpr qint64 mostOfOne = 4 << 20;
constexpr qint64 mostOfAll = 64 << 20;
constexpr qint64 fewOfOne = 64 << 10;
/// Between two times that results are made durable, if there is no haste: a few for each frame of the window. To be
/// woken up for each result, and to wake the window up, would cost as much as to write it.
constexpr std::chrono::milliseconds together{5};

/// One thing to do for a file, in the order asked for.
struct Order
{
    enum class What : std::uint8_t { Write, Notify, Keep, Discard, Try };
    What what;
    FileRef file;
    QByteArray bytes;
    std::function<void()> tell;
    ResultsWriter::Told told;
    ResultsWriter::Haste haste = ResultsWriter::Haste::AtOnce;
    qint64 room = 0;
};

/// The system's code, or 0 when all of \a bytes is written.
int writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t n = ::write(fd, bytes.data(), static_cast<std::size_t>(bytes.size()));
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0)
            bytes = bytes.sliced(n);
    }
    return 0;
}

} // namespace

class ResultsWriter::Worker
{
public:
    using Haste = ResultsWriter::Haste;

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
    void run()
    {
        // A file beyond a size limit shall be an error of that file, not the end of the program.
        sigset_t set;
        sigfillset(&set);
        pthread_sigmask(SIG_BLOCK, &set, nullptr);
        for (std::vector<Order> orders; next(orders); orders.clear()) {
            for (Order &order : orders)
                carryOut(order);
            keepAll();
            tellAll();
        }
    }

    /// Waits for something to do; false when there is nothing and never will be.
    bool next(std::vector<Order> &orders)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_ending || !m_orders.empty(); });
        m_wake.wait_until(lock, m_lastKept + together, [this] { return m_ending || m_isHasty; });
        orders.swap(m_orders);
        m_isHasty = false;
        return !orders.empty();
    }

    void carryOut(Order &order)
    {
        switch (order.what) {
        case Order::What::Write:
            write(*order.file, order.bytes);
            break;
        case Order::What::Notify:
            m_tell.push_back(std::move(order.tell));
            break;
        case Order::What::Discard:
            if (order.file)
                order.file->part.discard();
            m_tell.push_back(std::move(order.tell));
            break;
        case Order::What::Try:
            tryRoom(order);
            break;
        case Order::What::Keep:
            makePart(*order.file);
            m_keep.push_back(std::move(order));
            break;
        }
    }

    void makePart(File &file)
    {
        if (file.part.isOpen() || file.failed)
            return;
        try {
            file.part = m_folder.create(file.number, file.attempt, file.stream, file.wanted);
        } catch (const ResultsError &e) {
            file.fail(e);
        }
    }

    void tryRoom(Order &order)
    {
        WrittenResult result{m_folder.path(), {}, {}};
        try {
            m_folder.tryRoom(order.room);
        } catch (const ResultsError &e) {
            result.error = QString::fromUtf8(e.what());
        }
        m_tell.push_back([told = std::move(order.told), result = std::move(result)] { told(result); });
    }

    void write(File &file, const QByteArray &bytes)
    {
        makePart(file);
        if (!file.failed) {
            if (const int code = writeAll(file.part.descriptor(), bytes))
                file.fail(ResultsError(code, m_folder.path()));
        }
        file.backlog -= bytes.size();
        backlog -= bytes.size();
    }

    void keepAll()
    {
        if (m_keep.empty())
            return;
        m_lastKept = std::chrono::steady_clock::now();
        std::vector<PartFile> parts;
        for (const Order &order : m_keep) {
            if (!order.file->failed)
                parts.push_back(std::move(order.file->part));
        }
        std::vector<ResultsFolder::Kept> kept(parts.size());
        if (!parts.empty())
            m_folder.keep(parts, kept);
        std::size_t next = 0;
        for (Order &order : m_keep) {
            WrittenResult result{m_folder.path(), {}, order.file->error};
            if (!order.file->failed)
                result = resultOf(kept[next++]);
            m_tell.push_back([told = std::move(order.told), result = std::move(result)] { told(result); });
        }
        m_keep.clear();
    }

    WrittenResult resultOf(const ResultsFolder::Kept &kept) const
    {
        if (kept.error)
            return {m_folder.path(), {}, QString::fromUtf8(ResultsError(kept.error, m_folder.path()).what())};
        return {m_folder.path(), QString::fromUtf8(kept.file), {}};
    }

    void tellAll()
    {
        if (m_tell.empty())
            return;
        QMetaObject::invokeMethod(
            &m_context,
            [tell = std::exchange(m_tell, {})] {
                for (const auto &call : tell)
                    call();
            },
            Qt::QueuedConnection);
    }

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

ResultsWriter::ResultsWriter(ResultsFolder &folder)
    : m_folder(folder), m_worker(std::make_unique<Worker>(folder))
{}

ResultsWriter::~ResultsWriter() = default;

ResultsWriter::FileRef ResultsWriter::open(JobNumber number, int attempt, QByteArray stream,
                                           QByteArray wanted)
{
    return FileRef(new File{number, attempt, std::move(stream), std::move(wanted)});
}

ResultsWriter::FileRef ResultsWriter::adopt(PartFile part)
{
    FileRef file(new File{JobNumber{}, 1, {}, {}});
    file->part = std::move(part);
    return file;
}

void ResultsWriter::append(const FileRef &file, QByteArray bytes)
{
    if (bytes.isEmpty())
        return;
    file->backlog += bytes.size();
    m_worker->backlog += bytes.size();
    m_worker->ask({Order::What::Write, file, std::move(bytes), {}, {}, Haste::None});
}

bool ResultsWriter::isBehind(const FileRef &file) const
{
    return file->backlog > mostOfOne || (m_worker->backlog > mostOfAll && file->backlog > fewOfOne);
}

void ResultsWriter::whenWritten(const FileRef &file, std::function<void()> tell)
{
    m_worker->ask({Order::What::Notify, file, {}, std::move(tell), {}});
}

bool ResultsWriter::hasFailed(const FileRef &file)
{
    return file->failed;
}

void ResultsWriter::keep(const FileRef &file, Told told, Haste haste)
{
    m_worker->ask({Order::What::Keep, file, {}, {}, std::move(told), haste});
}

void ResultsWriter::tryRoom(qint64 bytes, Told told)
{
    m_worker->ask({Order::What::Try, nullptr, {}, {}, std::move(told), Haste::AtOnce, bytes});
}

void ResultsWriter::discard(const FileRef &file, std::function<void()> told)
{
    m_worker->ask({Order::What::Discard, file, {}, std::move(told), {}});
}

} // namespace millrace

#include "core/runners/resultsworker.h"

#include <cerrno>
#include <csignal>

#include <unistd.h>

namespace millrace {

namespace {

/// Between two times that results are made durable, if there is no haste: a few for each frame of the window. To be
/// woken up for each result, and to wake the window up, would cost as much as to write it.
constexpr std::chrono::milliseconds together{5};

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

void ResultsWriter::Worker::run()
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

bool ResultsWriter::Worker::next(std::vector<Order> &orders)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_ending || !m_orders.empty(); });
    m_wake.wait_until(lock, m_lastKept + together, [this] { return m_ending || m_isHasty; });
    orders.swap(m_orders);
    m_isHasty = false;
    return !orders.empty();
}

void ResultsWriter::Worker::carryOut(Order &order)
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

void ResultsWriter::Worker::makePart(File &file)
{
    if (file.part.isOpen() || file.failed)
        return;
    try {
        file.part = m_folder.create(file.number, file.attempt, file.stream, file.wanted);
    } catch (const ResultsError &e) {
        file.fail(e);
    }
}

void ResultsWriter::Worker::tryRoom(Order &order)
{
    WrittenResult result{m_folder.path(), {}, {}};
    try {
        m_folder.tryRoom(order.room);
    } catch (const ResultsError &e) {
        result.error = QString::fromUtf8(e.what());
    }
    m_tell.push_back([told = std::move(order.told), result = std::move(result)] { told(result); });
}

void ResultsWriter::Worker::write(File &file, const QByteArray &bytes)
{
    makePart(file);
    if (!file.failed) {
        if (const int code = writeAll(file.part.descriptor(), bytes))
            file.fail(ResultsError(code, m_folder.path()));
    }
    file.backlog -= bytes.size();
    backlog -= bytes.size();
}

void ResultsWriter::Worker::keepAll()
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

WrittenResult ResultsWriter::Worker::resultOf(const ResultsFolder::Kept &kept) const
{
    if (kept.error)
        return {m_folder.path(), {}, QString::fromUtf8(ResultsError(kept.error, m_folder.path()).what())};
    return {m_folder.path(), QString::fromUtf8(kept.file), {}};
}

void ResultsWriter::Worker::tellAll()
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

} // namespace millrace

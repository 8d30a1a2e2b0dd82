#include "core/joblist/joblistreader.h"

#include <QMetaObject>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

#include <sys/eventfd.h>
#include <unistd.h>

namespace millrace {

JobList readJobList(QByteArrayView bytes, const QString &source, const ListLimits &limits)
{
    JobListParser parser(limits);
    parser.begin(source);
    parser.feed(bytes);
    parser.end();
    return parser.take();
}

/// One run: a thread that reads, and what makes it stop. Joined when destroyed.
class JobListReader::Worker
{
public:
    Worker(JobListReader *reader, quint64 run, std::vector<ListSource> sources)
        : m_reader(reader),
          m_run(run),
          m_limits(reader->m_limits),
          m_sources(std::move(sources)),
          m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          m_thread([this](const std::stop_token &stop) { work(stop); })
    {}

    ~Worker()
    {
        m_thread.request_stop();
        ::eventfd_write(m_wake, 1);
        m_thread.join();
        ::close(m_wake);
    }
    Q_DISABLE_COPY_MOVE(Worker)

private:
    void work(const std::stop_token &stop)
    {
        for (const ListSource &source : m_sources) {
            const qint64 size = sizeOf(source);
            m_total = m_total < 0 || size < 0 ? -1 : m_total + size;
        }
        JobListParser parser(m_limits);
        const ListReadControl control{stop, m_wake, [this](qint64 bytes) { progressed(bytes); }};
        for (const ListSource &source : m_sources) {
            readSource(source, parser, control);
            if (stop.stop_requested())
                return;
        }
        auto list = std::make_shared<JobList>(parser.take());
        post([reader = m_reader, run = m_run, list = std::move(list)] { reader->deliver(run, list); });
    }

    void progressed(qint64 bytes)
    {
        m_bytes += bytes;
        const auto now = std::chrono::steady_clock::now();
        if (now - m_told < std::chrono::milliseconds(50))
            return;
        m_told = now;
        post([reader = m_reader, run = m_run, done = m_bytes, total = m_total] {
            reader->tellProgress(run, done, total);
        });
    }

    // The reader outlives this thread: it joins it in its destructor.
    template <class Call>
    void post(Call call)
    {
        QMetaObject::invokeMethod(m_reader, std::move(call), Qt::QueuedConnection);
    }

    JobListReader *m_reader;
    quint64 m_run;
    ListLimits m_limits;
    std::vector<ListSource> m_sources;
    qint64 m_bytes = 0;
    qint64 m_total = 0;
    std::chrono::steady_clock::time_point m_told = std::chrono::steady_clock::now();
    int m_wake;
    std::jthread m_thread; // Last: it starts at once.
};

JobListReader::JobListReader(QObject *parent) : QObject(parent) {}

JobListReader::~JobListReader() = default;

void JobListReader::setLimits(const ListLimits &limits)
{
    m_limits = limits;
}

void JobListReader::read(std::vector<ListSource> sources)
{
    if (m_worker)
        throw std::logic_error("JobListReader::read: a read is underway; cancel it or use another reader");
    m_worker = std::make_unique<Worker>(this, ++m_run, std::move(sources));
}

void JobListReader::cancel()
{
    m_worker.reset();
}

bool JobListReader::isReading() const
{
    return m_worker != nullptr;
}

void JobListReader::deliver(quint64 run, const JobListPtr &list)
{
    if (!m_worker || run != m_run)
        return;
    m_worker.reset();
    Q_EMIT finished(list);
}

void JobListReader::tellProgress(quint64 run, qint64 bytes, qint64 total)
{
    if (m_worker && run == m_run)
        Q_EMIT progressed(bytes, total);
}

} // namespace millrace

#pragma once

#include "core/joblist/joblist.h"
#include "core/joblist/listlimits.h"
#include "core/joblist/listsource.h"

#include <QByteArrayView>
#include <QObject>

#include <memory>
#include <vector>

namespace millrace {

/// Reads a list that is at hand, on the thread of the caller.
/// \cost some 200 ns a line.
[[nodiscard]] JobList readJobList(QByteArrayView bytes, const QString &source, const ListLimits &limits = {});

/// Reads lists on a thread of its own: files, dropped or pasted text, standard input, in any number and mix.
///
/// Owns the thread. Whatever the sources are (a FIFO, a device, gigabytes, a pipe that never ends), no call
/// here blocks for longer than one read of 256 KiB, and memory is bounded by the limits. GUI thread only.
/// \code
/// auto *reader = new JobListReader(window);
/// QObject::connect(reader, &JobListReader::finished, sheet, &ImportSheet::setList);
/// reader->read({ListSource::file(path)});
/// \endcode
class JobListReader : public QObject
{
    Q_OBJECT

public:
    explicit JobListReader(QObject *parent = nullptr);
    ~JobListReader() override;

    /// For the reads to come.
    void setLimits(const ListLimits &limits);

    /// Starts reading \a sources, in their order, into one list.
    /// \fires   finished(), exactly once, unless cancelled: what can't be read is told in the list.
    /// \throws  std::logic_error at once, while another read is underway.
    void read(std::vector<ListSource> sources);

    /// Ends the read that is underway: neither signal comes any more. Does nothing otherwise.
    void cancel();

    [[nodiscard]] bool isReading() const;

Q_SIGNALS:
    /// At most every 50 ms. \a total is -1 if nobody knows, as with a pipe.
    void progressed(qint64 bytes, qint64 total);
    /// The list is the receiver's to keep and move out of.
    void finished(const millrace::JobListPtr &list);

private:
    class Worker;
    void deliver(quint64 run, const JobListPtr &list);
    void tellProgress(quint64 run, qint64 bytes, qint64 total);

    ListLimits m_limits;
    quint64 m_run = 0; // What is still queued of a cancelled run is told from the one underway.
    std::unique_ptr<Worker> m_worker;
};

} // namespace millrace

#pragma once

#include "core/queue/jobqueue.h"
#include "ui/details/background.h"
#include "ui/details/filepiece.h"
#include "ui/details/outputdecoder.h"

#include <QWidget>

#include <memory>

class QComboBox;

namespace millrace {

class LogPane;

/// What a job prints: live from the queue while it is underway, from its files once it has ended.
///
/// Files are read off the GUI thread, piece by piece; of a long one the last longestFile bytes.
class OutputView : public QWidget
{
    Q_OBJECT

public:
    static constexpr qint64 longestFile = qint64{16} * 1024 * 1024;

    /// \a queue outlives it.
    explicit OutputView(const JobQueue &queue, QWidget *parent = nullptr);

    /// Shows what is new of \a job, or starts with it.
    void show(const JobRecord &job);
    void showNothing(const QString &sentence);

private:
    enum class Source : std::uint8_t { Nothing, Live, File };

    void showLive(const JobRecord &job);
    void showFile(const JobRecord &job);
    void chooseStream();
    void readOn(const QString &path, qint64 offset);
    void takePiece(const QString &path, const FilePiece &piece, const QStringList &lines);
    void beginFile(const FilePiece &piece);

    const JobQueue &m_queue;
    LogPane *m_pane;
    QComboBox *m_stream;
    JobId m_job;
    int m_attempt = 0;
    Source m_source = Source::Nothing;
    JobOutcomePtr m_outcome;
    std::shared_ptr<OutputDecoder> m_decoder;
    qint64 m_seen = 0;
    BackgroundLoad m_reading;
};

} // namespace millrace

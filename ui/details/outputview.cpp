#include "ui/details/outputview.h"

#include "ui/details/logpane.h"
#include "ui/details/logview.h"
#include "ui/text/figures.h"

#include <QComboBox>
#include <QVBoxLayout>

#include <optional>

namespace millrace {

namespace {

constexpr qint64 pieceBytes = qint64{128} * 1024;

/// A piece and the lines made of it, both off the GUI thread.
struct ReadLines
{
    FilePiece piece;
    QStringList lines;
};

} // namespace

OutputView::OutputView(const JobQueue &queue, QWidget *parent)
    : QWidget(parent), m_queue(queue), m_pane(new LogPane(tr("Output"), this)), m_stream(new QComboBox(this))
{
    m_stream->addItems({tr("Standard output"), tr("Standard error")});
    m_stream->setAccessibleName(tr("Stream"));
    m_stream->hide();
    setFocusProxy(m_pane);
    connect(m_stream, &QComboBox::activated, this, &OutputView::chooseStream);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_stream, 0, Qt::AlignLeft);
    layout->addWidget(m_pane, 1);
}

void OutputView::showNothing(const QString &sentence)
{
    m_reading.drop();
    m_job = JobId();
    m_source = Source::Nothing;
    m_outcome.reset();
    m_stream->hide();
    m_pane->showOnly(sentence);
}

void OutputView::show(const JobRecord &job)
{
    if (job.spec.kind == JobKind::Fetch) {
        if (m_source != Source::Nothing || m_job != job.id)
            showNothing(tr("A fetch prints nothing. What it got is under Result."));
        m_job = job.id;
    } else if (isUnderway(job.state)) {
        showLive(job);
    } else if (job.outcome) {
        showFile(job);
    } else if (m_source != Source::Nothing || m_job != job.id) {
        showNothing(tr("Nothing was printed yet."));
        m_job = job.id;
    }
}

void OutputView::showLive(const JobRecord &job)
{
    const bool anew = m_source != Source::Live || m_job != job.id || m_attempt != job.attempt;
    if (anew) {
        showNothing({});
        m_source = Source::Live;
        m_job = job.id;
        m_attempt = job.attempt;
        m_decoder = std::make_shared<OutputDecoder>();
        m_seen = 0;
        m_pane->log()->setFollowing(true);
    }
    const qint64 printed = m_queue.printedBytes(job.id);
    if (printed == m_seen) {
        m_pane->setNote(printed == 0 ? tr("Nothing was printed yet.") : QString());
        return;
    }
    const QByteArray tail = m_queue.tail(job.id);
    const qint64 fresh = std::min<qint64>(printed - m_seen, tail.size());
    const qint64 missed = printed - m_seen - fresh;
    m_seen = printed;
    m_pane->setNote({});
    if (missed > 0) {
        const QString gap = tr("… %1 not shown here; all of it will be in the file").arg(text::bytes(missed));
        m_decoder = std::make_shared<OutputDecoder>();
        m_pane->log()->append({m_pane->log()->lastLine(), gap, {}});
    }
    m_pane->log()->append(m_decoder->feed(QByteArrayView(tail).last(fresh)));
}

void OutputView::showFile(const JobRecord &job)
{
    if (m_source == Source::File && m_job == job.id && m_outcome == job.outcome)
        return;
    showNothing(tr("Reading…"));
    m_source = Source::File;
    m_job = job.id;
    m_outcome = job.outcome;
    m_stream->setVisible(!job.outcome->errorFile.isEmpty());
    // Who looks at a failure looks for what it said.
    const bool failed = job.outcome->reason != FailureReason::None;
    m_stream->setCurrentIndex(!job.outcome->errorFile.isEmpty() && (failed || job.outcome->bytes == 0) ? 1
                                                                                                       : 0);
    chooseStream();
}

void OutputView::chooseStream()
{
    m_reading.drop();
    const QString file = m_stream->currentIndex() == 1 ? m_outcome->errorFile : m_outcome->file;
    if (file.isEmpty()) {
        m_pane->showOnly(tr("It printed nothing."));
        return;
    }
    m_decoder = std::make_shared<OutputDecoder>();
    readOn(resultPath(m_outcome->folder, file), -longestFile);
}

void OutputView::readOn(const QString &path, qint64 offset)
{
    m_reading.start(
        this,
        [path, offset, decoder = m_decoder] {
            ReadLines read{readPiece(path, offset, pieceBytes), {}};
            read.lines = decoder->feed(read.piece.bytes);
            return read;
        },
        [this, path](const ReadLines &read) { takePiece(path, read.piece, read.lines); });
}

void OutputView::takePiece(const QString &path, const FilePiece &piece, const QStringList &lines)
{
    const bool first = piece.offset <= std::max<qint64>(0, piece.size - longestFile);
    if (!piece.error.isEmpty()) {
        m_pane->showOnly(tr("The output can't be read: %1").arg(piece.error));
        return;
    }
    if (first)
        beginFile(piece);
    m_pane->log()->append(lines);
    if (!piece.isLast())
        readOn(path, piece.offset + piece.bytes.size());
}

void OutputView::beginFile(const FilePiece &piece)
{
    m_pane->log()->start();
    m_pane->log()->setFollowing(true);
    const qint64 printed = m_stream->currentIndex() == 1 ? m_outcome->errorBytes : m_outcome->bytes;
    if (piece.offset > 0)
        m_pane->setNote(tr("The last %1 of %2; the file has all that was kept.")
                            .arg(text::bytes(piece.size - piece.offset), text::bytes(printed)));
    else if (printed > piece.size)
        m_pane->setNote(
            tr("It printed %1; the file keeps %2 of it.").arg(text::bytes(printed), text::bytes(piece.size)));
    else
        m_pane->setNote({});
}

} // namespace millrace

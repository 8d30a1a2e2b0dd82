#include "app/export/exportrun.h"

#include "app/datadirectory.h"
#include "app/export/exportfile.h"
#include "app/export/liststatusfile.h"
#include "app/storetext.h"
#include "core/store/storeplace.h"
#include "ui/text/words.h"

#include <QFile>

#include <chrono>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr std::chrono::seconds patience{5};

} // namespace

ExportRun::ExportRun(const CommandLine &line, QObject *parent) : QObject(parent), m_line(line)
{
    connect(&m_signals, &TerminationSignals::received, this, [this] { giveUp(word("Stopped")); });
    m_overdue.setSingleShot(true);
    connect(&m_overdue, &QTimer::timeout, this, [this] { giveUp(m_trouble); });
}

ExportRun::~ExportRun() = default;

std::unique_ptr<JobWriter> ExportRun::makeWriter(const QString &resultsFolder) const
{
    if (!m_line.into.isEmpty())
        return std::make_unique<ListStatusFile>(m_line.into);
    if (m_line.output.isEmpty())
        return std::make_unique<ExportFile>(STDOUT_FILENO, m_line.format, resultsFolder);
    return std::make_unique<ExportFile>(m_line.output, m_line.format, resultsFolder);
}

void ExportRun::start()
{
    const ParsedFilter filter = parseFilter(m_line.filter);
    if (!filter.error.isEmpty())
        return end(filter.error, NothingDone);
    m_filter = filter.expression;
    const DataDirectory data = DataDirectory::at(m_line.dataDirectory);
    StorePlace place(data.path, data.resultsFolder);
    place.purgesRemoved = false;
    if (!QFile::exists(place.database()))
        return end(word("There is no queue in %1.").arg(data.path), NothingDone);
    DataLock::Attempt attempt = DataLock::take(data.path, DataLock::Use::Export);
    if (attempt.holder == DataLock::Holder::Somebody)
        return end(
            word("%1 is in use by process %2. Export in its window (File, Export), or when it has ended.")
                .arg(data.path)
                .arg(attempt.pid),
            NothingDone);
    if (attempt.holder == DataLock::Holder::Nobody)
        return end(word("%1 can't be used: %2.").arg(data.path, attempt.error), NothingDone);
    m_writer = makeWriter(data.resultsFolder);
    m_store = std::make_unique<Store>(std::move(attempt.lock), place);
    connect(m_store.get(), &Store::trouble, this, &ExportRun::takeTrouble);
    m_store->open([this](const RestoredJobs &piece) { take(piece.records); })
        .addCallback([this](const LoadReport &report) { finish(report); })
        .addErrback<StoreRefusedError>([this](const StoreRefusedError &error) {
            end(QString::fromStdString(error.message()), NothingDone);
        })
        .addErrback([](const Failure &) {}); // Abandoned: we have ended already.
}

// What can't be written can mostly still be read; where it can't, waiting for the disk would be a silent hang.
void ExportRun::takeTrouble(const StoreTrouble &trouble)
{
    m_trouble = storeTroubleReason(trouble);
    if (m_hasBegun)
        m_overdue.start(patience);
    else
        giveUp(m_trouble);
}

void ExportRun::take(const std::vector<JobRecord> &jobs)
{
    if (m_isOver)
        return;
    m_hasBegun = true;
    if (m_overdue.isActive())
        m_overdue.start(patience);
    if (m_filter.isEmpty()) {
        m_writer->write(jobs); // What goes wrong is told by finish().
        return;
    }
    std::vector<JobRecord> chosen;
    const auto lowered = [](const QByteArray &text) { return QString::fromUtf8(text).toLower().toUtf8(); };
    for (const JobRecord &job : jobs) {
        const QByteArray what = lowered(job.spec.what);
        const QByteArray said = lowered(saidBy(job));
        if (m_filter.matches(job, {what, said}))
            chosen.push_back(job);
    }
    m_writer->write(chosen);
}

void ExportRun::finish(const LoadReport &report)
{
    if (m_isOver)
        return;
    const ExportReport exported = m_writer->finish();
    const QString damage = damageSentence(report);
    if (!exported.isDone)
        return end(exported.sentence, NothingDone);
    end(damage.isEmpty() ? exported.sentence + u'.' : exported.sentence + u". "_s + damage,
        damage.isEmpty() ? Done : Incomplete);
}

// A file is replaced at the end or not at all; what went to standard output is there.
void ExportRun::giveUp(const QString &why)
{
    const bool isPartly = m_hasBegun && m_line.into.isEmpty() && m_line.output.isEmpty();
    const QString what = isPartly ? word("not all jobs were written") : word("nothing was written");
    end(u"%1: %2."_s.arg(why, what), isPartly ? Incomplete : NothingDone);
}

void ExportRun::end(const QString &sentence, ExitCode exitCode)
{
    if (std::exchange(m_isOver, true))
        return;
    std::fputs((sentence + u'\n').toLocal8Bit().constData(), stderr);
    Q_EMIT ended(exitCode);
}

} // namespace millrace

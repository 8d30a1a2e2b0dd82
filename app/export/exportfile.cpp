#include "app/export/exportfile.h"

#include "app/export/jobline.h"
#include "ui/text/actiontext.h"
#include "ui/text/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace millrace {

using text::word;

ExportFile::ExportFile(QString file, ListFormat format, QString resultsFolder)
    : m_name(std::move(file)), m_format(format), m_resultsFolder(std::move(resultsFolder))
{}

ExportFile::ExportFile(int descriptor, ListFormat format, QString resultsFolder)
    : m_name(word("standard output")),
      m_descriptor(descriptor),
      m_format(format),
      m_resultsFolder(std::move(resultsFolder))
{}

ExportFile::~ExportFile() = default;

bool ExportFile::open()
{
    if (m_descriptor >= 0) {
        auto file = std::make_unique<QFile>();
        if (!file->open(m_descriptor, QIODevice::WriteOnly, QFileDevice::DontCloseHandle))
            m_error = file->errorString();
        m_file = std::move(file);
    } else if (const QFileInfo there(m_name); there.exists() && !there.isFile()) {
        m_error = word("it is no file"); // A device or a folder would be replaced.
    } else {
        auto file = std::make_unique<QSaveFile>(m_name);
        if (!file->open(QIODevice::WriteOnly))
            m_error = file->errorString();
        m_file = std::move(file);
    }
    return m_error.isEmpty() && (m_format != ListFormat::Csv || put(csvHeader()));
}

bool ExportFile::put(const QByteArray &bytes)
{
    if (m_file->write(bytes) == bytes.size())
        return true;
    m_error = m_file->errorString();
    return false;
}

bool ExportFile::write(std::span<const JobRecord> jobs)
{
    if (!m_error.isEmpty() || (!m_file && !open()))
        return false;
    QByteArray lines;
    for (const JobRecord &job : jobs)
        lines += m_format == ListFormat::Csv ? jobRow(job, m_resultsFolder) : jobLine(job, m_resultsFolder);
    m_jobs += static_cast<qint64>(jobs.size());
    return put(lines);
}

ExportReport ExportFile::finish()
{
    if (m_error.isEmpty() && (m_file || open())) {
        auto *save = qobject_cast<QSaveFile *>(m_file.get());
        // By itself: commit() doesn't notice that what was buffered can't be written.
        if (!m_file->flush() || (save && !save->commit()))
            m_error = m_file->errorString();
    }
    m_file.reset();
    const QString name = m_descriptor < 0 ? QDir::toNativeSeparators(m_name) : m_name;
    if (!m_error.isEmpty())
        return {false, word("%1 can't be written: %2.").arg(name, m_error)};
    return {true, word("Exported %1 to %2").arg(text::jobs(m_jobs), name)};
}

} // namespace millrace

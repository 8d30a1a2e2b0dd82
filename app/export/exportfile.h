#pragma once

#include "app/export/jobwriter.h"
#include "core/joblist/joblist.h"

#include <QByteArray>
#include <QFileDevice>

#include <memory>

namespace millrace {

/// Jobs with their states and results, as JSON Lines or CSV: a list again.
class ExportFile : public JobWriter
{
public:
    /// Replaces \a file, or what it links to.
    ExportFile(QString file, ListFormat format, QString resultsFolder);
    /// Goes to \a descriptor, which is borrowed.
    ExportFile(int descriptor, ListFormat format, QString resultsFolder);
    ~ExportFile() override;

    bool write(std::span<const JobRecord> jobs) override;
    [[nodiscard]] ExportReport finish() override;

private:
    bool open();
    bool put(const QByteArray &bytes);

    QString m_name;
    int m_descriptor = -1;
    ListFormat m_format;
    QString m_resultsFolder;
    std::unique_ptr<QFileDevice> m_file; // Made by the first write, on the thread of it.
    QString m_error;
    qint64 m_jobs = 0;
};

} // namespace millrace

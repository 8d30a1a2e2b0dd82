#pragma once

#include "app/export/jobwriter.h"
#include "core/joblist/liststatus.h"

#include <optional>

#include <sys/stat.h>

namespace millrace {

/// Writes into a plain-text list what became of each of its jobs (core/joblist/liststatus.h).
class ListStatusFile : public JobWriter
{
public:
    /// Of a link, the file that it leads to.
    explicit ListStatusFile(QString list);

    bool write(std::span<const JobRecord> jobs) override;
    [[nodiscard]] ExportReport finish() override;

private:
    bool read();
    bool readWhole(QByteArray &bytes);
    [[nodiscard]] QString replace(const QByteArray &bytes) const;
    [[nodiscard]] bool isAsRead() const;

    QString m_name;  // As it was given, for people.
    QString m_place; // Where it is.
    struct stat m_seen = {};
    QByteArray m_bytes;
    std::optional<ListStatus> m_status;
    QString m_error;
};

/// What is said of a job in its list: "finished: 200 · 14 KiB (2026-11-21 15:20)"; empty for one that is not done.
[[nodiscard]] QString listSentence(const JobRecord &job);

} // namespace millrace

#pragma once

#include "core/queue/jobspec.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <cstdint>
#include <vector>

namespace millrace {

/// Writes into a plain-text list what became of its jobs: a comment of ours before the line of each.
///
/// A job is known by what it does, not by its line's number, so that a list that was edited or sorted meanwhile is still
/// right; the same job several times by the order. Our comments end in "[millrace 1f2e3d4c]", the checksum of the line
/// they are about: the next time they are replaced; kept, where the queue has forgotten the job; and dropped, where
/// the line is gone. Every other byte stays: encoding, byte order mark, line ends.
/// \code
/// ListStatus status(bytes);
/// for (const JobRecord &job : jobs)
///     if (status.wants(job.spec)) status.add(job.spec, sentence(job));
/// file.write(status.take().list);
/// \endcode
class ListStatus
{
public:
    enum class Verdict : std::uint8_t {
        Ready,
        NotPlainText, ///< Another format, or no list at all.
        NoJobs,
    };

    explicit ListStatus(QByteArray list);

    [[nodiscard]] Verdict verdict() const { return m_verdict; }
    [[nodiscard]] bool wants(const JobSpec &spec) const;
    /// In the order in which the jobs were put. \a sentence is one line; empty if there is nothing to tell yet.
    void add(const JobSpec &spec, const QString &sentence);

    struct Result
    {
        QByteArray list;
        qint64 jobs = 0;  ///< Lines that are jobs.
        qint64 known = 0; ///< Of them: the queue knows them.
        qint64 told = 0;  ///< Of them: with a comment now.
    };
    /// \cost one pass.
    [[nodiscard]] Result take();

private:
    enum class Encoding : std::uint8_t { Utf8, Utf16LittleEndian, Utf16BigEndian };
    enum class LineKind : std::uint8_t { Other, Job, Ours };
    struct Line
    {
        qsizetype begin = 0, end = 0; ///< With its line feed.
        LineKind kind = LineKind::Other;
        QByteArray text; ///< A job's, or our comment, as UTF-8.
    };
    struct Job
    {
        std::size_t lines = 0;          ///< That do this.
        std::vector<QString> sentences; ///< Of the last jobs that do this, as many as there are lines.
        std::size_t oldest = 0;         ///< Among the sentences.
        std::size_t used = 0;
    };

    template <class Take>
    void forEachLine(Take take) const;
    [[nodiscard]] qsizetype endOfLine(qsizetype begin) const;
    [[nodiscard]] Line lineAt(qsizetype begin, qsizetype end) const;
    [[nodiscard]] QByteArray decoded(QByteArrayView raw) const;
    [[nodiscard]] QByteArray encoded(const QByteArray &utf8) const;
    [[nodiscard]] QByteArray commentFor(const QByteArray &text, Result &result);
    [[nodiscard]] QByteArray lineEnd(const Line &line) const;

    QByteArray m_list;
    Encoding m_encoding = Encoding::Utf8;
    qsizetype m_begin = 0; // After the byte order mark.
    Verdict m_verdict = Verdict::Ready;
    QHash<QByteArray, Job> m_jobs;
    QHash<QByteArray, std::vector<QByteArray>> m_earlier; // Our comments, by the checksum in them.
};

} // namespace millrace

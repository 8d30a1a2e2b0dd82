#include "app/export/liststatusfile.h"

#include "core/joblist/listlimits.h"
#include "core/queue/visibletext.h"
#include "ui/text/figures.h"
#include "ui/text/jobtext.h"
#include "ui/text/words.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr int longestSentence = 300;

bool isSame(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
           a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

} // namespace

QString listSentence(const JobRecord &job)
{
    if (!isEnded(job.state) && job.state != JobState::Interrupted)
        return {};
    QString sentence = text::stateWord(job.state);
    if (const QString result = text::resultCell(job); !result.isEmpty() && job.state != JobState::Interrupted)
        sentence += u": "_s + result;
    if (job.endedAt != WallTime{}) {
        const auto ended = QDateTime::fromMSecsSinceEpoch(job.endedAt.time_since_epoch().count());
        sentence += u" (%1)"_s.arg(ended.toString(u"yyyy-MM-dd HH:mm"_s));
    }
    return visibleText(sentence, longestSentence);
}

ListStatusFile::ListStatusFile(QString list) : m_name(std::move(list)) {}

bool ListStatusFile::write(std::span<const JobRecord> jobs)
{
    if (!m_error.isEmpty() || (!m_status && !read()))
        return false;
    for (const JobRecord &job : jobs) {
        if (m_status->wants(job.spec))
            m_status->add(job.spec, listSentence(job));
    }
    return true;
}

bool ListStatusFile::read()
{
    if (!readWhole(m_bytes))
        return false;
    m_status.emplace(m_bytes);
    switch (m_status->verdict()) {
    case ListStatus::Verdict::Ready:
        return true;
    case ListStatus::Verdict::NotPlainText:
        m_error = word("%1 is no plain-text list: the status of its jobs goes to an export.").arg(m_name);
        return false;
    case ListStatus::Verdict::NoJobs:
        m_error = word("There is no job in %1.").arg(m_name);
        return false;
    }
    return false;
}

bool ListStatusFile::readWhole(QByteArray &bytes)
{
    const QFileInfo info(m_name);
    m_place = info.canonicalFilePath(); // The link stays, what it leads to is replaced.
    if (m_place.isEmpty() || !info.isFile()) {
        m_error = word("%1 is no file that can be read.").arg(m_name);
        return false;
    }
    QFile file(m_place);
    if (!file.open(QIODevice::ReadOnly) || ::fstat(file.handle(), &m_seen) != 0) {
        m_error = word("%1 can't be read: %2.").arg(m_name, file.errorString());
        return false;
    }
    if (m_seen.st_size > ListLimits().maxBytes) {
        m_error = word("%1 is too large for a list.").arg(m_name);
        return false;
    }
    bytes = file.readAll();
    if (bytes.size() != m_seen.st_size) {
        m_error = word("%1 is being changed; try again.").arg(m_name);
        return false;
    }
    return true;
}

bool ListStatusFile::isAsRead() const
{
    struct stat now = {};
    return ::stat(QFile::encodeName(m_place).constData(), &now) == 0 && isSame(now, m_seen);
}

// The reason, or nothing when the list is replaced.
QString ListStatusFile::replace(const QByteArray &bytes) const
{
    QSaveFile file(m_place);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return word("%1 can't be written: %2.").arg(m_name, file.errorString());
    if (::fchown(file.handle(), m_seen.st_uid, m_seen.st_gid) != 0 && ::geteuid() == 0)
        return word("%1 can't be written: its owner can't be kept.").arg(m_name);
    if (!isAsRead())
        return word("%1 was changed meanwhile; try again.").arg(m_name);
    if (!file.commit())
        return word("%1 can't be written: %2.").arg(m_name, file.errorString());
    return {};
}

ExportReport ListStatusFile::finish()
{
    if (!m_error.isEmpty() || (!m_status && !read()))
        return {false, m_error};
    const ListStatus::Result result = m_status->take();
    if (result.known == 0)
        return {false, word("The queue knows none of the jobs in %1; nothing was changed.").arg(m_name)};
    if (result.list != m_bytes) {
        if (const QString error = replace(result.list); !error.isEmpty())
            return {false, error};
    }
    return {true, word("Wrote the status of %1 of %2 jobs into %3")
                      .arg(text::count(result.told), text::count(result.jobs), m_name)};
}

} // namespace millrace

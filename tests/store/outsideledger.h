#pragma once

#include "core/store/store.h"

#include <QByteArray>
#include <QFile>
#include <QList>

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <memory>
#include <unistd.h>

namespace millrace::test {

inline int numberOf(const JobRecord &record)
{
    return int(record.number);
}

inline bool isSafeToRepeat(int number)
{
    return number % 7 == 0;
}

inline JobSpec specOf(int number)
{
    static const auto safe = [] {
        auto options = std::make_shared<JobOptions>();
        options->safeToRepeat = true;
        return options;
    }();
    JobSpec spec;
    spec.kind = number % 2 == 0 ? JobKind::Fetch : JobKind::Command;
    spec.what = (spec.kind == JobKind::Fetch ? "http://127.0.0.1/" : "echo ") + QByteArray::number(number);
    if (isSafeToRepeat(number))
        spec.options = safe;
    return spec;
}

/// What happened, as somebody outside saw it: one line an event, written with one system call, so that it survives.
class OutsideLedger
{
public:
    struct Job
    {
        bool saved = false;
        int launched = 0; ///< The last attempt that was seen to start.
        int counted = 0;  ///< What a restart counted beyond it: a kill fell between the note and the start.
        int shown = 0;    ///< The attempt that was shown as finished.
    };

    explicit OutsideLedger(const QString &path)
    {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray &line : file.readAll().split('\n'))
                take(line.split(' '));
        }
        m_file = open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }

    void write(char event, int number, int attempt)
    {
        const QByteArray line = QByteArray(1, event) + ' ' + QByteArray::number(number) + ' ' +
                                QByteArray::number(attempt) + '\n';
        if (::write(m_file, line.constData(), size_t(line.size())) != line.size())
            std::abort();
        take(line.trimmed().split(' '));
    }

    std::map<int, Job> jobs;
    QByteArray error;

private:
    void take(const QList<QByteArray> &words)
    {
        if (words.size() != 3)
            return;
        const int attempt = words[2].toInt();
        Job &job = jobs[words[1].toInt()];
        if (words[0] == "S") {
            job.saved = true;
        } else if (words[0] == "L") {
            if (attempt <= job.launched || job.shown > 0)
                error = "job " + words[1] + " ran again: attempt " + words[2];
            job.launched = std::max(job.launched, attempt);
        } else if (words[0] == "C") {
            job.counted = attempt;
        } else if (words[0] == "F") {
            job.shown = attempt;
        }
    }

    int m_file = -1;
};

/// Passes everything on, and remembers which jobs a mark stands for.
class WatchedJournal : public JobJournal
{
public:
    WatchedJournal(Store &store, OutsideLedger &ledger, bool early)
        : m_store(store), m_ledger(ledger), m_early(early)
    {}

    Mark note(std::span<const JobRecord *const> records) override
    {
        const Mark mark = m_store.note(records);
        for (const JobRecord *record : records) {
            if (record->attempt == 0)
                m_unsaved.emplace(mark, numberOf(*record));
        }
        if (m_early)
            saved(mark);
        return mark;
    }
    Mark noteRemoved(std::span<const JobNumber> numbers) override { return m_store.noteRemoved(numbers); }
    Mark noteSettings(const QueueSettings &settings) override { return m_store.noteSettings(settings); }

    void saved(Mark mark)
    {
        while (!m_unsaved.empty() && m_unsaved.begin()->first <= mark) {
            m_ledger.write('S', m_unsaved.begin()->second, 0);
            m_unsaved.erase(m_unsaved.begin());
        }
    }

private:
    Store &m_store;
    OutsideLedger &m_ledger;
    bool m_early;
    std::multimap<Mark, int> m_unsaved;
};

} // namespace millrace::test

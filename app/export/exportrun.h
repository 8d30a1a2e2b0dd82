#pragma once

#include "app/commandline.h"
#include "app/export/jobwriter.h"
#include "app/terminationsignals.h"
#include "core/store/store.h"
#include "ui/models/filterexpression.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace millrace {

/// `millrace export`: reads the jobs of a data directory that nobody uses, and writes them into a file, to standard
/// output, or their status into a list.
///
/// Takes the directory's lock and opens its store as a start of the program does, with all that this mends after a
/// crash; settings and what was removed are left as they are, and nothing runs.
class ExportRun : public QObject
{
    Q_OBJECT

public:
    enum ExitCode { Done = 0, Incomplete = 1, NothingDone = 2 };

    explicit ExportRun(const CommandLine &line, QObject *parent = nullptr);
    ~ExportRun() override;

    /// \fires ended(), perhaps before it returns.
    void start();

Q_SIGNALS:
    void ended(int exitCode);

private:
    [[nodiscard]] std::unique_ptr<JobWriter> makeWriter(const QString &resultsFolder) const;
    void take(const std::vector<JobRecord> &jobs);
    void takeTrouble(const StoreTrouble &trouble);
    void finish(const LoadReport &report);
    void giveUp(const QString &why);
    void end(const QString &sentence, ExitCode exitCode);

    CommandLine m_line;
    TerminationSignals m_signals;
    FilterExpression m_filter;
    std::unique_ptr<JobWriter> m_writer;
    std::unique_ptr<Store> m_store;
    QString m_trouble; // Why the store can't write; it may still be read.
    QTimer m_overdue;  // The next jobs, since then.
    bool m_hasBegun = false;
    bool m_isOver = false;
};

} // namespace millrace

#pragma once

#include "core/joblist/linesplitter.h"
#include "core/joblist/listparser.h"

#include <memory>
#include <optional>

namespace millrace {

/// Makes one JobList of sources that come one after the other, each in pieces of any size.
///
/// No thread, no file, no event loop: the same bytes give the same list however they are cut.
/// \code
/// JobListParser parser;
/// parser.begin(u"clipboard"_s);
/// parser.feed(bytes);
/// parser.end();
/// JobList list = parser.take();
/// \endcode
class JobListParser : private ListSink
{
public:
    enum class More : std::uint8_t { Wanted, Refused };

    explicit JobListParser(ListLimits limits = {});
    ~JobListParser() override;
    JobListParser(const JobListParser &) = delete;
    JobListParser &operator=(const JobListParser &) = delete;

    [[nodiscard]] const ListLimits &limits() const { return m_limits; }

    /// \a folder is where the source's commands run that don't say where; empty leaves that to the runner.
    void begin(const QString &source, const QString &folder = {});
    /// Refused once the source turned out not to be a list, or to be too large: there is no use in reading
    /// on.
    More feed(QByteArrayView bytes);
    void end();
    /// Reports the source as a whole, whose jobs so far are dropped; \a text is the system's reason, if it
    /// gave one.
    void refuse(ListProblem::Reason reason, const QString &text = {});
    /// The list, with its kinds, hosts and duplicates counted.
    [[nodiscard]] JobList take();

private:
    void job(JobSpec spec, qint64 line) override;
    void problem(ListProblem::Reason reason, const ListLine &line) override;
    void report(ListProblem problem);
    void place(JobSpec &spec);
    void takeLine(const ListLine &line);
    void parse(const ListLine &line);
    void recognise();

    ListLimits m_limits;
    JobList m_list;
    std::size_t m_firstJob = 0; // Of the source being read.
    QString m_folder;
    std::shared_ptr<const JobOptions> m_unplaced, m_placed; // Neighbours share their options.
    qint64 m_problemsBefore = 0;
    qint64 m_bytes = 0;
    QByteArray m_head; // Lines held until there are enough to tell the format by.
    struct HeldLine
    {
        qsizetype offset, length;
        qint64 number;
        ListLine::Fault fault;
    };
    std::vector<HeldLine> m_held;
    std::optional<LineSplitter> m_splitter;
    std::unique_ptr<ListParser> m_parser;
    bool m_refused = false;
};

} // namespace millrace

// A program that runs commands until it is killed: tst_commandtree looks at what is left of them.

#include "core/runners/command/commandrunner.h"
#include "core/runners/resultsfolder.h"
#include "core/runners/resultswriter.h"

#include <QCoreApplication>

#include <cstdio>

namespace {

class UpSink final : public millrace::JobSink
{
public:
    void progressed(millrace::JobId, millrace::JobProgress) override {}
    void printed(millrace::JobId, QByteArrayView) override
    {
        std::puts("up");
        std::fflush(stdout);
    }
};

} // namespace

/// Arguments: the results folder, then the lines to run.
int main(int argc, char **argv)
{
    using namespace millrace;
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    ResultsFolder folder(arguments.value(1));
    ResultsWriter writer(folder);
    CommandRunner runner(writer, {.shim = QStringLiteral(MILLRACE_SHIM)});
    UpSink sink;
    std::vector<Deferred<JobOutcomePtr>> ends;
    for (int i = 2; i < arguments.size(); ++i) {
        const JobSpec spec{.what = arguments[i].toUtf8(), .key = {}, .options = {}};
        const auto number = static_cast<std::uint32_t>(i);
        ends.push_back(runner.launch({.id = {number, 1}, .number = JobNumber{number}, .spec = spec}, sink));
    }
    return QCoreApplication::exec();
}

#include "app/commandline.h"
#include "app/start.h"
#include "core/runners/command/descriptorlimit.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>
#include <memory>

using namespace millrace;

namespace {

int print(std::FILE *stream, const QString &text, int exitCode)
{
    std::fputs(text.toUtf8().constData(), stream);
    return exitCode;
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    QCoreApplication::setApplicationVersion(QStringLiteral(MILLRACE_VERSION));
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    CommandLine line = parseCommandLine(arguments);
    switch (line.mode) {
    case CommandLine::Mode::Help:
        return print(stdout, helpText(), 0);
    case CommandLine::Mode::Version:
        return print(stdout, QStringLiteral("millrace %1\n").arg(QCoreApplication::applicationVersion()), 0);
    case CommandLine::Mode::Misuse:
        return print(stderr, line.error + QStringLiteral("\nSee millrace --help.\n"), 2);
    case CommandLine::Mode::Window:
    case CommandLine::Mode::Run:
    case CommandLine::Mode::Export:
        break;
    }
    std::unique_ptr<Start> start = makeStart(line, argc, argv);
    for (;;) {
        const int exitCode = start->application().exec();
        const Start::Next next = start->next();
        start.reset();
        if (!next)
            return exitCode;
        start = next();
    }
}

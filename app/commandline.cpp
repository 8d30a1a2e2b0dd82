#include "app/commandline.h"

#include "app/datadirectory.h"

#include <QCommandLineParser>
#include <QDir>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostWidth = 1000;

CommandLine misuse(const QString &sentence)
{
    CommandLine line;
    line.mode = CommandLine::Mode::Misuse;
    line.error = sentence;
    return line;
}

QString absolute(const QString &path)
{
    return wholeFolder(path, QDir::currentPath());
}

// False if the option was given with something else than a number from least to most.
bool readNumber(const QCommandLineParser &parser, const QString &option, int least, int most,
                std::optional<int> &number)
{
    if (!parser.isSet(option))
        return true;
    bool isNumber = false;
    const int value = parser.value(option).toInt(&isNumber);
    number = value;
    return isNumber && value >= least && value <= most;
}

void declareOptions(QCommandLineParser &parser)
{
    const auto add = [&parser](const QStringList &names, const QString &value = {}) {
        parser.addOption(QCommandLineOption(names, {}, value));
    };
    add({u"h"_s, u"help"_s});
    add({u"v"_s, u"version"_s});
    add({u"data-dir"_s}, u"DIR"_s);
    add({u"results"_s}, u"DIR"_s);
    add({u"width"_s}, u"N"_s);
    add({u"host-cap"_s}, u"N"_s);
    add({u"json"_s});
    add({u"interrupted"_s}, u"WHAT"_s);
    add({u"format"_s}, u"FORMAT"_s);
    add({u"output"_s}, u"FILE"_s);
    add({u"into"_s}, u"LIST"_s);
    add({u"filter"_s}, u"WORDS"_s);
}

// The first option of another mode that was given; empty if none was.
QString strayOption(const QCommandLineParser &parser, const QStringList &others, QLatin1StringView mode)
{
    for (const QString &option : others) {
        if (parser.isSet(option))
            return u"--%1 goes with \"millrace %2\"."_s.arg(option, mode);
    }
    return {};
}

QStringList optionsOfRun()
{
    return {u"width"_s, u"host-cap"_s, u"json"_s, u"results"_s, u"interrupted"_s};
}

QString complaintAboutExport(const QCommandLineParser &parser, const CommandLine &line)
{
    const QString format = parser.value(u"format"_s);
    if (!line.lists.isEmpty())
        return u"An export takes no lists; --into writes into one."_s;
    if (parser.isSet(u"format"_s) && format != "jsonl"_L1 && format != "csv"_L1)
        return u"--format is jsonl or csv."_s;
    for (const QString &option : {u"output"_s, u"into"_s}) {
        if (parser.isSet(option) && parser.value(option).isEmpty())
            return u"--%1 needs a file."_s.arg(option);
    }
    const bool isOther = parser.isSet(u"format"_s) || parser.isSet(u"output"_s) || parser.isSet(u"filter"_s);
    if (parser.isSet(u"into"_s) && isOther)
        return u"--into stands alone: the list says which jobs."_s;
    return strayOption(parser, optionsOfRun(), "run"_L1);
}

// Without --format the file's name says it.
ListFormat formatOf(const QCommandLineParser &parser)
{
    const QString said =
        parser.isSet(u"format"_s) ? u'.' + parser.value(u"format"_s) : parser.value(u"output"_s);
    return said.endsWith(".csv"_L1, Qt::CaseInsensitive) ? ListFormat::Csv : ListFormat::JsonLines;
}

// False if it was given with another word.
bool readInterrupted(const QCommandLineParser &parser, CommandLine::Interrupted &decision)
{
    const QString said = parser.value(u"interrupted"_s);
    if (said == "retry"_L1)
        decision = CommandLine::Interrupted::Retry;
    else if (said == "fail"_L1)
        decision = CommandLine::Interrupted::Fail;
    return !parser.isSet(u"interrupted"_s) || said == "keep"_L1 || decision != CommandLine::Interrupted::Keep;
}

// What is wrong with the options taken together; empty if nothing is.
QString complaintAbout(const QCommandLineParser &parser, const CommandLine &line)
{
    if (line.lists.count(u"-"_s) > 1)
        return u"Standard input can be read only once."_s;
    for (const QString &option : {u"data-dir"_s, u"results"_s}) {
        if (parser.isSet(option) && parser.value(option).isEmpty())
            return u"--%1 needs a folder."_s.arg(option);
    }
    if (line.mode == CommandLine::Mode::Export)
        return complaintAboutExport(parser, line);
    QString stray = strayOption(parser, {u"format"_s, u"output"_s, u"into"_s, u"filter"_s}, "export"_L1);
    if (!stray.isEmpty())
        return stray;
    if (line.mode == CommandLine::Mode::Run && parser.isSet(u"interrupted"_s) && line.dataDirectory.isEmpty())
        return u"--interrupted goes with --data-dir: nothing else is kept."_s;
    if (line.mode == CommandLine::Mode::Run)
        return line.lists.isEmpty() && line.dataDirectory.isEmpty() ? u"There is no list to run."_s
                                                                    : QString();
    return strayOption(parser, optionsOfRun(), "run"_L1);
}

} // namespace

CommandLine parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    declareOptions(parser);
    if (!parser.parse(arguments))
        return misuse(parser.errorText());
    CommandLine line;
    if (parser.isSet(u"help"_s) || parser.isSet(u"version"_s)) {
        line.mode = parser.isSet(u"help"_s) ? CommandLine::Mode::Help : CommandLine::Mode::Version;
        return line;
    }
    line.lists = parser.positionalArguments();
    if (!line.lists.isEmpty() && line.lists.first() == "run"_L1) {
        line.mode = CommandLine::Mode::Run;
        line.lists.removeFirst();
    } else if (!line.lists.isEmpty() && line.lists.first() == "export"_L1) {
        line.mode = CommandLine::Mode::Export;
        line.lists.removeFirst();
    }
    line.dataDirectory = absolute(parser.value(u"data-dir"_s));
    line.resultsFolder = absolute(parser.value(u"results"_s));
    line.json = parser.isSet(u"json"_s);
    line.format = formatOf(parser);
    line.output = absolute(parser.value(u"output"_s));
    line.into = absolute(parser.value(u"into"_s));
    line.filter = parser.value(u"filter"_s);
    if (!readNumber(parser, u"width"_s, 1, mostWidth, line.width))
        return misuse(u"--width takes a number from 1 to 1000."_s);
    if (!readNumber(parser, u"host-cap"_s, 0, mostWidth, line.hostCap))
        return misuse(u"--host-cap takes a number from 0 to 1000."_s);
    if (!readInterrupted(parser, line.interrupted))
        return misuse(u"--interrupted is retry, fail or keep."_s);
    const QString complaint = complaintAbout(parser, line);
    return complaint.isEmpty() ? line : misuse(complaint);
}

QString helpText()
{
    return uR"(Usage: millrace [--data-dir DIR] [LIST…]
       millrace run [--width N] [--host-cap N] [--json] [--results DIR] LIST…
       millrace run --data-dir DIR [--interrupted retry|fail|keep] [--width N] … [LIST…]
       millrace export [--format jsonl|csv] [--output FILE] [--filter WORDS] [--data-dir DIR]
       millrace export --into LIST [--data-dir DIR]

Opens the window, with the lists to be reviewed before anything of them runs. With "run", or without a display that
answers, runs the lists at once in the terminal. A LIST is a text file: a line that is an http(s) URL is fetched, any
other line is a shell command, # begins a comment; or it is JSON Lines or CSV as "export" writes it. "-" is standard
input.

"export" writes all jobs with their states and results, as a list that can be run again; or into a plain-text LIST
what became of each of its jobs, as a comment before its line. The data directory must not be in use.

  --width N       how many jobs are underway at once, 1 to 1000 (otherwise as in the settings, at first 8)
  --host-cap N    how many fetches go to one host at once; 0 is no limit (otherwise as in the settings)
  --json          one line of JSON for each ended job on standard output
  --results DIR   where results go (otherwise ./millrace-results, or with --data-dir its own folder)
  --interrupted W what becomes of commands that were underway when an earlier run or window was killed, as they may
                  have done their work: retry runs them again, fail marks them as failed, keep leaves them (the default)
  --format F      of an export: jsonl or csv (otherwise as FILE ends, or jsonl)
  --output FILE   what an export replaces (otherwise standard output)
  --filter WORDS  only these jobs, in the words of the window's filter: "state:failed host:example.org"
  --into LIST     write into a list what became of its jobs
  --data-dir DIR  keep jobs, results and settings in DIR and nowhere else; "run" also does what is pending there,
                  and leaves the window's width, pause and host cap as they are
  -h, --help      this text
  -v, --version   the version

Exit code of a run: 0 all jobs finished, 1 some did not or a line could not be read, 2 nothing was run because
something was wrong with the call or a list. One Ctrl+C lets what is underway finish, a second one cancels it, a third
one doesn't wait for a disk that can't be written. Of an export: 0 all jobs are in it, 1 some are not, 2 nothing was
written.
)"_s;
}

} // namespace millrace

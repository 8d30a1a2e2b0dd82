#include "app/handover/handoverstart.h"

#include "app/commandline.h"
#include "app/datadirectory.h"
#include "app/handover/handovermessage.h"
#include "app/handover/handoverplace.h"
#include "ui/text/words.h"

#include <QFileInfo>
#include <QTimer>

#include <array>
#include <cerrno>
#include <cstdio>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr int failed = 2;

int say(const QString &sentence, int exitCode)
{
    std::fputs((sentence + u'\n').toUtf8().constData(), stderr);
    return exitCode;
}

} // namespace

HandoverStart::HandoverStart(const CommandLine &line, const DataDirectory &data, pid_t owner, int &argc,
                             char **argv)
    : m_application(argc, argv), m_dataDirectory(data.path), m_owner(owner)
{
    for (const QString &path : line.lists) {
        const bool isInput = path == "-"_L1;
        m_sources.push_back(isInput ? ListSource::text(word("standard input"), {})
                                    : ListSource::file(QFileInfo(path).absoluteFilePath()));
    }
    const qsizetype input = line.lists.indexOf(u"-"_s);
    QObject::connect(&m_client, &HandoverClient::ended, &m_application, [this](bool taken) { end(taken); });
    if (input < 0) {
        QTimer::singleShot(0, &m_application, [this] { send(); });
        return;
    }
    m_input = &m_sources[static_cast<std::size_t>(input)];
    m_inputNotifier = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(m_inputNotifier.get(), &QSocketNotifier::activated, &m_application,
                     [this] { readInput(); });
}

HandoverStart::~HandoverStart() = default;

void HandoverStart::readInput()
{
    std::array<char, 65'536> piece;
    const ssize_t count = ::read(STDIN_FILENO, piece.data(), piece.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (count > 0)
        m_input->bytes.append(piece.data(), count);
    if (count > 0 && m_input->bytes.size() <= longestHandover)
        return;
    m_inputNotifier.reset();
    send();
}

void HandoverStart::send()
{
    if (encodeHandover(m_sources).size() > longestHandover)
        return QCoreApplication::exit(say(
            word("Too much for the window that is open: save the list in a file and name that."), failed));
    m_client.send(handoverPlace(m_dataDirectory), m_sources);
}

void HandoverStart::end(bool taken)
{
    if (taken)
        return QCoreApplication::exit(0);
    const QString sentence = word("%1 is in use by process %2, which does not take lists.");
    QCoreApplication::exit(say(sentence.arg(m_dataDirectory).arg(m_owner), failed));
}

} // namespace millrace

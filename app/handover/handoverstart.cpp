#include "app/handover/handoverstart.h"

#include "app/handover/handovermessage.h"
#include "app/handover/handoverplace.h"
#include "app/window/noticestart.h"
#include "app/window/windowstart.h"
#include "ui/text/words.h"

#include <QTimer>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace millrace {

using namespace Qt::StringLiterals;
using text::word;

namespace {

constexpr int failed = 2;
constexpr std::chrono::seconds patience{5};
constexpr std::chrono::milliseconds pause{50};

int say(const QString &sentence, int exitCode)
{
    std::fputs((sentence + u'\n').toUtf8().constData(), stderr);
    return exitCode;
}

} // namespace

HandoverStart::HandoverStart(std::vector<ListSource> sources, const DataDirectory &data, pid_t owner,
                             int &argc, char **argv)
    : m_application(argc, argv),
      m_argc(argc),
      m_argv(argv),
      m_data(data),
      m_owner(owner),
      m_sources(std::move(sources))
{
    const auto input = std::ranges::find(m_sources, ListSource::Kind::Descriptor, &ListSource::kind);
    if (input == m_sources.end()) {
        QTimer::singleShot(0, &m_application, [this] { send(); });
        return;
    }
    *input = ListSource::text(input->name, {}).in(input->folder);
    m_input = &*input;
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
        return refuse(word("Too much for the window that is open: save the list in a file and name that."));
    m_deadline = QDeadlineTimer(patience);
    ask();
}

void HandoverStart::ask()
{
    m_client = std::make_unique<HandoverClient>();
    QObject::connect(m_client.get(), &HandoverClient::ended, &m_application,
                     [this](bool taken) { end(taken); });
    m_client->send(handoverPlace(m_data.path), m_sources,
                   std::chrono::ceil<std::chrono::milliseconds>(m_deadline.remainingTimeAsDuration()));
}

void HandoverStart::end(bool taken)
{
    if (taken)
        return QCoreApplication::exit(0);
    m_lock = DataLock::take(m_data.path);
    if (m_lock.holder == DataLock::Holder::Us)
        return QCoreApplication::exit(0);
    const DataLock::Use before = m_use;
    if (m_lock.holder == DataLock::Holder::Somebody) {
        m_owner = m_lock.pid;
        m_use = m_lock.use;
    }
    // Twice, as a new owner may not have written down yet what it is.
    const bool isDeaf = m_use != DataLock::Use::Window && m_use == before;
    if (!isDeaf && !m_deadline.hasExpired()) {
        if (m_use == DataLock::Use::Window && !std::exchange(m_isToldToWait, true))
            say(word("Waiting for process %1, which uses %2 and does not listen yet, or no more.")
                    .arg(m_owner)
                    .arg(m_data.path),
                0);
        return QTimer::singleShot(pause, &m_application, [this] { ask(); });
    }
    refuse(ownerSentence());
}

QString HandoverStart::ownerSentence() const
{
    QString sentence;
    switch (m_use) {
    case DataLock::Use::Window:
        sentence = word("%1 is in use by process %2, which does not take lists.");
        break;
    case DataLock::Use::Run:
        sentence = word("%1 is in use by a run in a terminal (process %2), which takes no lists: start again "
                        "when it has ended.");
        break;
    case DataLock::Use::Export:
        sentence =
            word("%1 is in use by an export (process %2), which takes no lists: start again when it has "
                 "ended.");
        break;
    }
    return sentence.arg(m_data.path).arg(m_owner);
}

// Who started it from a desktop sees no standard error.
void HandoverStart::refuse(const QString &sentence)
{
    if (wasStartedFromDesktop())
        m_notice = sentence;
    QCoreApplication::exit(say(sentence, failed));
}

Start::Next HandoverStart::next()
{
    if (!m_notice.isEmpty())
        return [sentence = m_notice, &argc = m_argc, argv = m_argv] {
            return std::make_unique<NoticeStart>(sentence, failed, argc, argv);
        };
    if (m_lock.holder != DataLock::Holder::Us)
        return {};
    const auto lock = std::make_shared<DataLock::Attempt>(std::move(m_lock));
    return [lock, sources = std::move(m_sources), data = m_data, &argc = m_argc, argv = m_argv] {
        return std::make_unique<WindowStart>(sources, data, std::move(*lock), argc, argv);
    };
}

} // namespace millrace

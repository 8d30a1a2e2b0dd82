#include "core/runners/command/shimlink.h"

#include "core/runners/command/orphansweep.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/wait.h>

namespace millrace {

ShimLink::ShimLink(StartedShim shim, CommandStart start, ResultsFolder &folder)
    : m_start(std::move(start)), m_folder(folder), m_socket(std::move(shim.socket)), m_pid(shim.pid)
{
    m_start.input = {}; // It has been handed over.
    m_end.ticket = m_start.ticket;
}

ShimLink::~ShimLink()
{
    hangUp();
}

void ShimLink::end(std::chrono::milliseconds grace)
{
    send({.kind = shim::Order::Kind::End, .value = static_cast<std::uint32_t>(grace.count())});
}

void ShimLink::send(const shim::Order &order, int descriptor)
{
    iovec bytes{const_cast<shim::Order *>(&order), sizeof order};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message = {};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    if (descriptor >= 0) {
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        cmsghdr *passed = CMSG_FIRSTHDR(&message);
        passed->cmsg_level = SOL_SOCKET;
        passed->cmsg_type = SCM_RIGHTS;
        passed->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(passed), &descriptor, sizeof descriptor);
    }
    sendmsg(m_socket.get(), &message,
            MSG_NOSIGNAL | MSG_DONTWAIT); // If the shim is gone, its end of file tells.
}

void ShimLink::giveFile(shim::Stream stream)
{
    const bool isOutput = stream == shim::Stream::Output;
    PartFile &part = isOutput ? m_end.output : m_end.error;
    try {
        part = m_folder.create(m_start.number, m_start.attempt, isOutput ? "out" : "err",
                               isOutput ? "out.txt" : "err.txt");
        send({.kind = shim::Order::Kind::File, .stream = stream}, part.descriptor());
    } catch (const ResultsError &error) {
        m_end.trouble = QString::fromUtf8(error.what());
        send({.kind = shim::Order::Kind::NoFile,
              .stream = stream,
              .value = static_cast<std::uint32_t>(error.code())});
    }
}

ShimLink::Heard ShimLink::hear(CommandPrint &print, const QByteArray &run)
{
    alignas(shim::Report) static thread_local char buffer[shim::messageAtMost];
    const ssize_t got = recv(m_socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return Heard::Silence;
    if (got < static_cast<ssize_t>(sizeof(shim::Wish))) {
        close(run);
        return Heard::End;
    }
    const std::size_t size = static_cast<std::size_t>(got);
    shim::Wish wish;
    memcpy(&wish, buffer, sizeof wish);
    if (wish.kind == shim::MessageKind::Wish) {
        giveFile(wish.stream);
    } else if (wish.kind == shim::MessageKind::Output && size >= sizeof(shim::Output)) {
        shim::Output output;
        memcpy(&output, buffer, sizeof output);
        print.skipped = static_cast<qint64>(output.skipped);
        print.bytes = QByteArray(buffer + sizeof output, static_cast<qsizetype>(size - sizeof output));
        return Heard::Print;
    } else if (wish.kind == shim::MessageKind::Report && size >= sizeof(shim::Report)) {
        memcpy(&m_end.report, buffer, sizeof m_end.report);
        m_end.lastWords =
            QByteArray(buffer + sizeof(shim::Report), static_cast<qsizetype>(size - sizeof(shim::Report)));
        m_reported = true;
        if (m_end.report.cause == shim::Cause::Disk && m_end.trouble.isEmpty())
            m_end.trouble = QString::fromUtf8(ResultsError(m_end.report.error, m_folder.path()).what());
    }
    return Heard::Word;
}

/// The socket is at its end, so the shim is on its way out: waiting for it takes no time.
void ShimLink::close(const QByteArray &run)
{
    if (!m_reported) {
        siginfo_t info = {};
        waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOWAIT);
        m_end.shimLost = true;
        m_end.report.signal = info.si_code == CLD_EXITED ? 0 : info.si_status;
        endOrphansOf(m_pid, {"MILLRACE_RUN=" + run,
                             "MILLRACE_JOB=" + QByteArray::number(static_cast<quint64>(m_start.number)),
                             "MILLRACE_ATTEMPT=" + QByteArray::number(m_start.attempt)});
    }
    while (waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR)
        continue;
    m_pid = -1;
    m_socket.reset();
}

void ShimLink::hangUp()
{
    m_socket.reset();
}

bool ShimLink::reapNow()
{
    return m_pid < 0 || waitpid(m_pid, nullptr, WNOHANG) != 0;
}

} // namespace millrace

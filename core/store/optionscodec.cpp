#include "core/store/optionscodec.h"

#include <QDataStream>
#include <QIODevice>

namespace millrace {

namespace {

constexpr quint8 format = 1;

QDataStream &operator<<(QDataStream &out, std::chrono::milliseconds duration)
{
    return out << qint64(duration.count());
}

QDataStream &operator>>(QDataStream &in, std::chrono::milliseconds &duration)
{
    qint64 count = 0;
    in >> count;
    duration = std::chrono::milliseconds(count);
    return in;
}

} // namespace

QByteArray encodedOptions(const JobOptions *options)
{
    if (!options)
        return {};
    QByteArray body;
    QDataStream out(&body, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << format << options->timeout << options->retry.has_value();
    if (options->retry) {
        const RetryPolicy &retry = *options->retry;
        out << qint32(retry.attempts) << retry.firstDelay << retry.factor << retry.cap << retry.jitter;
    }
    out << options->tags << options->safeToRepeat << options->method << options->headers << options->body
        << options->outputName << options->mirrors << options->workingDirectory << options->environment
        << options->standardInput;
    return body;
}

std::shared_ptr<const JobOptions> decodedOptions(const QByteArray &body, bool &understood)
{
    understood = true;
    if (body.isEmpty())
        return nullptr;
    QDataStream in(body);
    in.setVersion(QDataStream::Qt_6_4);
    auto options = std::make_shared<JobOptions>();
    quint8 found = 0;
    bool hasRetry = false;
    in >> found >> options->timeout >> hasRetry;
    if (hasRetry) {
        RetryPolicy retry;
        qint32 attempts = 0;
        in >> attempts >> retry.firstDelay >> retry.factor >> retry.cap >> retry.jitter;
        retry.attempts = attempts;
        options->retry = retry;
    }
    in >> options->tags >> options->safeToRepeat >> options->method >> options->headers >> options->body >>
        options->outputName >> options->mirrors >> options->workingDirectory >> options->environment >>
        options->standardInput;
    understood = found == format && in.status() == QDataStream::Ok && in.atEnd();
    return understood ? options : nullptr;
}

} // namespace millrace

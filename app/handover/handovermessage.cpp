#include "app/handover/handovermessage.h"

#include <QDataStream>
#include <QIODevice>

namespace millrace {

namespace {

constexpr quint32 magic = 0x4d6c7232; // "Mlr2": another number for another layout.
constexpr quint32 mostSources = 10'000;
constexpr auto layout = QDataStream::Qt_6_0;

} // namespace

QByteArray encodeHandover(const std::vector<ListSource> &sources)
{
    QByteArray message;
    QDataStream stream(&message, QIODevice::WriteOnly);
    stream.setVersion(layout);
    stream << magic << static_cast<quint32>(sources.size());
    for (const ListSource &source : sources)
        stream << (source.kind == ListSource::Kind::File) << source.name << source.bytes << source.folder;
    return message;
}

std::optional<std::vector<ListSource>> decodeHandover(const QByteArray &message)
{
    QDataStream stream(message);
    stream.setVersion(layout);
    quint32 begins = 0, count = 0;
    stream >> begins >> count;
    if (stream.status() != QDataStream::Ok || begins != magic || count > mostSources)
        return {};
    std::vector<ListSource> sources;
    for (quint32 i = 0; i < count; ++i) {
        bool isFile = false;
        ListSource source;
        stream >> isFile >> source.name >> source.bytes >> source.folder;
        source.kind = isFile ? ListSource::Kind::File : ListSource::Kind::Text;
        const bool isPlaced = source.folder.isEmpty() || source.folder.startsWith(u'/');
        if (stream.status() != QDataStream::Ok || !isPlaced || (isFile && !source.bytes.startsWith('/')))
            return {};
        sources.push_back(std::move(source));
    }
    return stream.atEnd() ? std::optional(std::move(sources)) : std::nullopt;
}

} // namespace millrace

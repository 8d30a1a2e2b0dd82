#include "core/store/logcheck.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>

namespace millrace {

namespace {

constexpr qint64 headerSize = 32;
constexpr qint64 frameHeaderSize = 24;
constexpr qint64 pageSize = 4096;     // as openDatabase() makes them
constexpr quint32 magic = 0x377f0682; // or one more, for sums over big-endian words

/// The format's own running checksum (sqlite.org/fileformat2.html#checksum_algorithm).
struct LogSum
{
    bool bigEndian = false;
    quint32 first = 0, second = 0;

    void add(const char *data, qsizetype size)
    {
        for (qsizetype at = 0; at + 8 <= size; at += 8) {
            first += word(data + at) + second;
            second += word(data + at + 4) + first;
        }
    }
    [[nodiscard]] quint32 word(const char *data) const
    {
        return bigEndian ? qFromBigEndian<quint32>(data) : qFromLittleEndian<quint32>(data);
    }
    /// As it stands in the file: always big-endian.
    [[nodiscard]] bool matches(const char *data) const
    {
        return first == qFromBigEndian<quint32>(data) && second == qFromBigEndian<quint32>(data + 4);
    }
};

} // namespace

bool isLogDamaged(const QString &log)
{
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly) || file.size() == 0)
        return false;
    const QByteArray header = file.read(headerSize);
    if (header.size() < headerSize)
        return false;
    LogSum sum{(qFromBigEndian<quint32>(header.constData()) & 1) != 0};
    sum.add(header.constData(), 24);
    // A power cut may tear the header too, with the first transaction that follows it.
    bool intact =
        sum.matches(header.constData() + 24) && (qFromBigEndian<quint32>(header.constData()) & ~1U) == magic;
    QByteArray salt = intact ? header.mid(16, 8) : QByteArray();
    int commits = 0;
    for (;;) {
        const QByteArray frame = file.read(frameHeaderSize + pageSize);
        if (frame.size() < frameHeaderSize + pageSize)
            return false;
        if (salt.isEmpty())
            salt = frame.mid(8, 8);
        const bool isOfThisLog = std::equal(salt.begin(), salt.end(), frame.begin() + 8);
        if (intact) {
            sum.add(frame.constData(), 8);
            sum.add(frame.constData() + frameHeaderSize, pageSize);
            intact = isOfThisLog && sum.matches(frame.constData() + 16);
        } else if (isOfThisLog && qFromBigEndian<quint32>(frame.constData() + 4) != 0) {
            // One commit behind the break may be the transaction that a power cut tore. Two can't: the first was
            // forced to the disk before the second began.
            if (++commits == 2)
                return true;
        }
    }
}

} // namespace millrace

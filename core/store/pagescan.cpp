#include "core/store/pagescan.h"

#include <QtEndian>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace millrace {

namespace {

constexpr qint64 pageSize = 4096; // as openDatabase() makes them
constexpr qint64 logHeader = 32;
constexpr qint64 frameHeader = 24;
constexpr std::uint8_t tableLeaf = 0x0d;
constexpr std::uint64_t largestRow = std::uint64_t{256} * 1024 * 1024;

std::uint8_t byteAt(const QByteArray &bytes, std::size_t at)
{
    return at < std::size_t(bytes.size()) ? std::uint8_t(bytes[qsizetype(at)]) : 0;
}

template <class Number>
Number bigEndian(const QByteArray &bytes, std::size_t at)
{
    return at + sizeof(Number) <= std::size_t(bytes.size()) ? qFromBigEndian<Number>(bytes.constData() + at)
                                                            : 0;
}

/// A varint of 1 to 9 bytes; \a at goes behind it.
std::uint64_t varint(const QByteArray &bytes, std::size_t &at)
{
    std::uint64_t value = 0;
    for (int n = 0; n < 8; ++n) {
        const std::uint8_t byte = byteAt(bytes, at++);
        value = (value << 7) | (byte & 0x7f);
        if (byte < 0x80)
            return value;
    }
    return (value << 8) | byteAt(bytes, at++);
}

std::int64_t signedNumber(const QByteArray &bytes, std::size_t at, std::size_t size)
{
    std::int64_t value = byteAt(bytes, at) < 0x80 ? 0 : -1; // the sign goes on to the left
    value = std::int64_t(std::uint64_t(value) << 8) | byteAt(bytes, at);
    for (std::size_t n = 1; n < size; ++n)
        value = std::int64_t(std::uint64_t(value) << 8) | byteAt(bytes, at + n);
    return value;
}

std::optional<std::vector<Cell>> decoded(const QByteArray &record)
{
    constexpr std::array<std::size_t, 7> sizes{0, 1, 2, 3, 4, 6, 8};
    std::vector<Cell> cells;
    std::size_t at = 0;
    const std::uint64_t headerSize = varint(record, at);
    std::uint64_t body = headerSize;
    if (headerSize > std::size_t(record.size()))
        return std::nullopt;
    while (at < headerSize) {
        const std::uint64_t type = varint(record, at);
        Cell &cell = cells.emplace_back();
        std::uint64_t size = 0;
        if (type <= 6) {
            size = sizes[type];
            cell.number = size > 0 ? signedNumber(record, body, size) : 0;
        } else if (type == 8 || type == 9) {
            cell.number = std::int64_t(type) - 8;
        } else if (type >= 12 && type % 2 == 0) {
            size = (type - 12) / 2;
            cell.isNumber = false;
            if (size <= std::size_t(record.size()) - body)
                cell.bytes = record.mid(qsizetype(body), qsizetype(size));
        } else {
            return std::nullopt;
        }
        if (size > std::size_t(record.size()) - body)
            return std::nullopt;
        body += size;
    }
    return cells;
}

} // namespace

PageScan::PageScan(const QString &database) : m_file(database), m_log(database + u"-wal"_s)
{
    static_cast<void>(m_file.open(QIODevice::ReadOnly)); // what isn't there has no pages
    static_cast<void>(m_log.open(QIODevice::ReadOnly));
    for (qint64 at = logHeader; at + frameHeader + pageSize <= m_log.size(); at += frameHeader + pageSize) {
        m_log.seek(at);
        const auto number = std::size_t(bigEndian<quint32>(m_log.read(4), 0));
        if (number > std::size_t(std::max(m_file.size(), m_log.size()) / pageSize + 1))
            continue;
        if (number >= m_newest.size())
            m_newest.resize(number + 1, -1);
        m_newest[number] = at + frameHeader;
    }
}

void PageScan::run(const Row &row)
{
    for (qint64 at = 0; at < m_file.size(); at += pageSize)
        scan(read({false, at}), at == 0 ? 100 : 0, row);
    for (qint64 at = logHeader + frameHeader; at + pageSize <= m_log.size(); at += frameHeader + pageSize)
        scan(read({true, at}), 0, row);
}

QByteArray PageScan::read(const Image &image)
{
    QFile &file = image.inLog ? m_log : m_file;
    return file.isOpen() && file.seek(image.offset) ? file.read(pageSize) : QByteArray();
}

void PageScan::scan(const QByteArray &page, std::size_t headerAt, const Row &row)
{
    if (byteAt(page, headerAt) != tableLeaf)
        return;
    const std::size_t count = std::min<std::size_t>(bigEndian<quint16>(page, headerAt + 3), pageSize / 2);
    for (std::size_t n = 0; n < count; ++n) {
        const std::size_t cell = bigEndian<quint16>(page, headerAt + 8 + 2 * n);
        if (cell > headerAt + 8 && cell < std::size_t(page.size()))
            scanCell(page, cell, row);
    }
}

bool PageScan::scanCell(const QByteArray &page, std::size_t at, const Row &row)
{
    const std::uint64_t size = varint(page, at);
    const auto key = std::int64_t(varint(page, at));
    if (size > largestRow)
        return false;
    const std::optional<QByteArray> record = payload(page, at, size);
    if (!record)
        return false;
    std::optional<std::vector<Cell>> cells = decoded(*record);
    if (cells)
        row(key, *cells);
    return cells.has_value();
}

/// The record of a cell: what stands in the page, and what follows on overflow pages.
std::optional<QByteArray> PageScan::payload(const QByteArray &page, std::size_t at, std::uint64_t size)
{
    constexpr std::uint64_t most = pageSize - 35;
    constexpr std::uint64_t least = (pageSize - 12) * 32 / 255 - 23;
    std::uint64_t local = size;
    if (size > most) {
        const std::uint64_t fitting = least + (size - least) % (pageSize - 4);
        local = fitting <= most ? fitting : least;
    }
    if (at + local > std::size_t(page.size()))
        return std::nullopt;
    QByteArray record = page.mid(qsizetype(at), qsizetype(local));
    if (local == size)
        return record;
    auto next = std::size_t(bigEndian<quint32>(page, at + local));
    while (std::uint64_t(record.size()) < size) {
        const bool inLog = next < m_newest.size() && m_newest[next] >= 0;
        const QByteArray more =
            next == 0 ? QByteArray() : read({inLog, inLog ? m_newest[next] : qint64(next - 1) * pageSize});
        if (more.size() < pageSize)
            return std::nullopt;
        next = bigEndian<quint32>(more, 0);
        record += more.mid(4, qsizetype(size) - record.size());
    }
    return record;
}

} // namespace millrace

#include "core/store/sharedtable.h"

#include "core/store/checksum.h"
#include "core/store/schema.h"

namespace millrace {

namespace {

constexpr qsizetype remembered = 1024;

std::int64_t bodySum(std::string_view body)
{
    return Checksum(shapes::shared.tag).add(body).value();
}

std::int64_t rowSum(std::int64_t id, std::string_view body)
{
    return Checksum(shapes::shared.tag).add(id).add(body).value();
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

// Two checksums: by the one without the id a body is found, the other one shows that the row is sound.
SharedTable::SharedTable(Database &database)
    : m_database(database),
      m_find(database, "SELECT id, body FROM shared WHERE sum = ?"),
      m_insert(database, "INSERT INTO shared VALUES(?, ?, ?, ?)"),
      m_read(database, "SELECT row_sum, body FROM shared WHERE id = ?")
{}

std::int64_t SharedTable::idOf(const QByteArray &body)
{
    if (body.isEmpty())
        return 0;
    if (const auto known = m_ids.constFind(body); known != m_ids.constEnd())
        return *known;
    const std::int64_t sum = bodySum(view(body));
    std::int64_t id = 0;
    for (m_find.bind(sum); id == 0 && m_find.step();) {
        if (m_find.view(1) == view(body))
            id = m_find.integer(0);
    }
    m_find.reset();
    if (id == 0) {
        id = m_database.number("SELECT coalesce(max(id), 0) + 1 FROM shared");
        m_insert.run(id, sum, rowSum(id, view(body)), body);
    }
    remember(id, body);
    return id;
}

QByteArray SharedTable::body(std::int64_t id)
{
    if (const auto known = m_bodies.constFind(id); known != m_bodies.constEnd())
        return *known;
    QByteArray body;
    if (m_read.bind(id).step() && rowSum(id, m_read.view(1)) == m_read.integer(0))
        body = m_read.bytes(1);
    m_read.reset();
    if (!body.isNull())
        remember(id, body);
    return body;
}

void SharedTable::forget()
{
    m_ids.clear();
    m_bodies.clear();
}

void SharedTable::remember(std::int64_t id, const QByteArray &body)
{
    if (m_ids.size() >= remembered)
        forget();
    m_ids.insert(body, id);
    m_bodies.insert(id, body);
}

} // namespace millrace

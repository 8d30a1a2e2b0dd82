#pragma once

#include "core/store/database.h"

#include <QByteArray>
#include <QHash>

#include <cstdint>

namespace millrace {

/// Bodies that many rows have in common (options, environments), each kept once. Writer thread only.
///
/// Found by checksum and compared by content: equal checksums can be made on purpose.
class SharedTable
{
public:
    explicit SharedTable(Database &database);

    /// The id of \a body, written down if it is new; 0 for an empty one.
    std::int64_t idOf(const QByteArray &body);
    /// The body, or a null one if it isn't there or isn't sound.
    /// \cost a look-up, once for the last 1,024 bodies.
    QByteArray body(std::int64_t id);

private:
    void forget();
    void remember(std::int64_t id, const QByteArray &body);

    Database &m_database;
    Statement m_find, m_insert, m_read;
    QHash<QByteArray, std::int64_t> m_ids;
    QHash<std::int64_t, QByteArray> m_bodies;
};

} // namespace millrace

#pragma once

#include "core/store/store.h"

#include <QTest>

#include <optional>

namespace millrace::test {

/// Opens what is kept in \a data, does \a work with it and closes it.
template <class Work>
void withStore(const QString &data, Work work)
{
    DataLock::Attempt lock = DataLock::take(data);
    QVERIFY(lock.holder == DataLock::Holder::Us);
    Store store(std::move(lock.lock), data, data + QStringLiteral("/results"));
    std::optional<RestoredJobs> first;
    bool isOpen = false;
    store
        .open([&first](RestoredJobs piece) {
            if (!first)
                first = std::move(piece);
        })
        .addCallback([&isOpen](const LoadReport &) { isOpen = true; });
    QTRY_VERIFY(isOpen);
    work(store, *first);
    bool isFlushed = false;
    store.flush().addCallback([&isFlushed] { isFlushed = true; });
    QTRY_VERIFY(isFlushed);
}

} // namespace millrace::test

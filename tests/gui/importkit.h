#pragma once

#include "tests/support/windowkit.h"
#include "ui/importing/importsheet.h"

#include <QLabel>

namespace millrace::test {

/// The import sheet that is open, once it has read its list.
inline ImportSheet *sheet(const WindowKit &kit)
{
    ImportSheet *found = nullptr;
    (void)QTest::qWaitFor([&] { return (found = kit.dialog<ImportSheet>()) && !found->isReading(); });
    return found;
}

/// What the labels of \a parent say, as far as they can be seen.
inline QStringList texts(const QWidget *parent)
{
    QStringList all;
    for (const QLabel *label : parent->findChildren<QLabel *>()) {
        if (label->isVisible())
            all << label->text();
    }
    return all;
}

} // namespace millrace::test

#include "app/datadirectory.h"

#include <QStandardPaths>

namespace millrace {

using namespace Qt::StringLiterals;

DataDirectory DataDirectory::at(const QString &path)
{
    if (!path.isEmpty())
        return {path, path + u"/settings.ini"_s, path + u"/results"_s};
    const auto place = [](QStandardPaths::StandardLocation location) {
        return QStandardPaths::writableLocation(location) + u"/millrace"_s;
    };
    const QString data = place(QStandardPaths::GenericDataLocation);
    return {data, place(QStandardPaths::GenericConfigLocation) + u"/settings.ini"_s, data + u"/results"_s};
}

} // namespace millrace

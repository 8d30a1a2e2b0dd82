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
    return {place(QStandardPaths::GenericDataLocation),
            place(QStandardPaths::GenericConfigLocation) + u"/settings.ini"_s,
            QStandardPaths::writableLocation(QStandardPaths::DownloadLocation) + u"/Millrace"_s};
}

} // namespace millrace

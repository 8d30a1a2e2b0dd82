#include "app/datadirectory.h"

#include <QDir>
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

QString wholeFolder(const QString &path, const QString &base)
{
    if (path.isEmpty())
        return {};
    if (path == u'~' || path.startsWith("~/"_L1))
        return QDir::cleanPath(QDir::homePath() + path.sliced(1));
    return QDir::cleanPath(QDir(base).absoluteFilePath(path));
}

} // namespace millrace

#include "core/runners/command/commandenvironment.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <unistd.h>

namespace millrace {

namespace {

using namespace std::string_view_literals;

constexpr std::array passedOn{
    "PATH"sv,     "HOME"sv,   "USER"sv,    "LOGNAME"sv,    "SHELL"sv,           "LANG"sv,           "TZ"sv,
    "LANGUAGE"sv, "TMPDIR"sv, "DISPLAY"sv, "XAUTHORITY"sv, "WAYLAND_DISPLAY"sv, "XDG_RUNTIME_DIR"sv};

QByteArrayView nameOf(const QByteArray &entry)
{
    const qsizetype equals = entry.indexOf('=');
    return QByteArrayView(entry).first(equals < 0 ? entry.size() : equals);
}

bool isPassedOn(const QByteArray &entry)
{
    const QByteArrayView name = nameOf(entry);
    return name.startsWith("LC_") ||
           std::find(passedOn.begin(), passedOn.end(), std::string_view(name.data(), size_t(name.size()))) !=
               passedOn.end();
}

/// Replaces the entry of the same name, or adds it.
void put(QList<QByteArray> &entries, const QByteArray &entry)
{
    const auto sameName = [name = nameOf(entry)](const QByteArray &other) { return nameOf(other) == name; };
    const auto at = std::find_if(entries.begin(), entries.end(), sameName);
    if (at == entries.end())
        entries.append(entry);
    else
        *at = entry;
}

QList<QByteArray> allowed()
{
    QList<QByteArray> entries{"PATH=/usr/local/bin:/usr/bin:/bin",
                              "HOME=" + QFile::encodeName(QDir::homePath())};
    for (char *const *variable = environ; *variable; ++variable) {
        const QByteArray entry(*variable);
        if (entry.contains('=') && isPassedOn(entry))
            put(entries, entry);
    }
    put(entries, "TERM=dumb");
    return entries;
}

} // namespace

CommandEnvironment::Ptr CommandEnvironment::make(const QList<QByteArray> &added)
{
    static const QList<QByteArray> base = allowed();
    auto made = std::make_shared<CommandEnvironment>();
    made->m_entries = base;
    for (const QByteArray &entry : added)
        put(made->m_entries, entry);
    made->m_text = made->m_entries.join('\n');
    return made;
}

bool isEnvironmentEntry(const QByteArray &entry)
{
    return entry.indexOf('=') > 0 && !entry.contains('\0') && !entry.startsWith("MILLRACE_");
}

} // namespace millrace

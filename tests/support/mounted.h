#pragma once

#include <QFile>
#include <QTemporaryDir>

#include <sys/mount.h>

namespace millrace::test {

/// A file system of its own for as long as it lives, where the test may mount one.
class Mounted
{
public:
    explicit Mounted(const char *type, const char *options = "", unsigned long flags = 0)
        : m_isThere(::mount("none", QFile::encodeName(path()).constData(), type, flags, options) == 0)
    {}
    ~Mounted()
    {
        if (m_isThere)
            ::umount2(QFile::encodeName(path()).constData(), MNT_DETACH);
    }
    Mounted(const Mounted &) = delete;
    Mounted &operator=(const Mounted &) = delete;

    [[nodiscard]] bool isThere() const { return m_isThere; }
    [[nodiscard]] QString path() const { return m_folder.path(); }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    /// Takes all the room that is left, until makeRoom().
    [[nodiscard]] bool fill()
    {
        m_ballast.setFileName(path(QStringLiteral("ballast")));
        if (!m_ballast.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return false;
        while (m_ballast.write(QByteArray(4096, 'x')) == 4096) {
        }
        return true;
    }
    void makeRoom() { m_ballast.remove(); }

private:
    QTemporaryDir m_folder;
    QFile m_ballast;
    bool m_isThere;
};

} // namespace millrace::test

#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace millrace::test {

/// A folder of certificates that nobody trusts but who is told to, made with openssl: NAME.pem, and its key, NAME.key.
class Certificates
{
public:
    /// Makes one for the host \a name. False if openssl didn't.
    [[nodiscard]] bool make(const QString &name) const
    {
        using namespace Qt::StringLiterals;
        QProcess openssl;
        openssl.setWorkingDirectory(m_folder.path());
        openssl.setProcessChannelMode(QProcess::MergedChannels);
        openssl.start(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, //
                                     u"-days"_s, u"2"_s, u"-subj"_s, u"/CN="_s + name, u"-addext"_s,
                                     u"subjectAltName=DNS:"_s + name, u"-keyout"_s, name + u".key"_s,
                                     u"-out"_s, name + u".pem"_s});
        if (openssl.waitForFinished() && openssl.exitCode() == 0)
            return true;
        qWarning("openssl: %s %s", qPrintable(openssl.errorString()), openssl.readAll().constData());
        return false;
    }

    [[nodiscard]] QString certificate(const QString &name) const { return file(name, "pem"); }
    [[nodiscard]] QString key(const QString &name) const { return file(name, "key"); }

private:
    [[nodiscard]] QString file(const QString &name, const char *suffix) const
    {
        return m_folder.filePath(name + u'.' + QLatin1StringView(suffix));
    }

    QTemporaryDir m_folder;
};

} // namespace millrace::test

#pragma once

#include <QByteArray>

namespace millrace::test {

/// While it lives, a variable such as http_proxy names a proxy on this machine, and no_proxy nothing.
class ProxyEnvironment
{
public:
    ProxyEnvironment(const char *variable, quint16 port) : m_variable(variable), m_before(qgetenv("no_proxy"))
    {
        qputenv(m_variable, "http://127.0.0.1:" + QByteArray::number(port));
        qunsetenv("no_proxy");
    }
    ~ProxyEnvironment()
    {
        qunsetenv(m_variable);
        qputenv("no_proxy", m_before);
    }
    ProxyEnvironment(const ProxyEnvironment &) = delete;
    ProxyEnvironment &operator=(const ProxyEnvironment &) = delete;

private:
    const char *m_variable;
    QByteArray m_before;
};

} // namespace millrace::test

#pragma once

#include <QCoreApplication>
#include <QString>

namespace millrace::text {

/// \a source in the user's language; all our words share one context. lupdate -tr-function-alias
/// translate+=word.
[[nodiscard]] inline QString word(const char *source)
{
    return QCoreApplication::translate("Millrace", source);
}

} // namespace millrace::text

#include "ui/text/httpwords.h"

#include "core/queue/httpstatus.h"

namespace millrace::text {

QString httpStatusText(int status)
{
    const std::string_view words = httpStatusWords(status);
    const QString number = QString::number(status);
    return words.empty()
               ? number
               : number + QLatin1Char(' ') + QLatin1StringView(words.data(), qsizetype(words.size()));
}

} // namespace millrace::text

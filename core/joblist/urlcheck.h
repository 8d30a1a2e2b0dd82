#pragma once

#include <QByteArrayView>

namespace millrace {

/// The scheme a text begins with: the letters before "://", or before ":" for those schemes that need no
/// slashes. Empty if it begins with none.
[[nodiscard]] QByteArrayView urlScheme(QByteArrayView text);

/// True for an http or https URL that can be asked for: a host, a port that exists, no blanks, no control
/// characters. What stands in the path is the server's business.
/// \cost one scan; no QUrl is made for an ordinary one.
[[nodiscard]] bool isFetchableUrl(QByteArrayView url);

} // namespace millrace

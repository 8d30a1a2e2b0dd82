#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace millrace {

/// Foreign text as it may be shown: one line, nothing in it that hides or reorders what stands around it.
///
/// Control characters come out as their pictures (␊), a tab as a blank, bidirectional and zero-width characters as
/// "<U+202E>", bytes that are no UTF-8 as "<FF>". Longer text is cut to \a characters, the last of them "…".
/// \cost one pass over what is shown; plain ASCII is copied.
[[nodiscard]] QString visibleText(QByteArrayView utf8, int characters = 512);
[[nodiscard]] QString visibleText(QStringView text, int characters = 512);
/// How many bytes of \a utf8 visibleText() shows in full: all of them, unless it has to cut.
[[nodiscard]] qsizetype visibleBytes(QByteArrayView utf8, int characters);

/// \a url with the password of its authority replaced by "***"; the same bytes, not copied, where there is
/// none.
[[nodiscard]] QByteArray maskedUrl(const QByteArray &url);

/// \a line with the passwords of all URLs in it replaced by "***". Only what can be nothing but a password is
/// masked: no blank, quote, `$` or other character that means something to a shell, so that no command can
/// hide there.
[[nodiscard]] QByteArray maskedLine(const QByteArray &line);

/// True if the name in "NAME: VALUE" says that the value is a secret.
[[nodiscard]] bool isSecretHeader(QByteArrayView header);
/// "NAME: VALUE" with the value replaced by "***" where it is a secret.
[[nodiscard]] QByteArray maskedHeader(const QByteArray &header);

} // namespace millrace

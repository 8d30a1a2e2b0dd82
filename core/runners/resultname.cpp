#include "core/runners/resultname.h"

#include <QList>
#include <QString>

#include <algorithm>

namespace millrace {

namespace {

constexpr std::uint64_t rangeSize = 1000;
constexpr qsizetype mostBytes = 120;
constexpr qsizetype mostSuffixBytes = 16;
constexpr qsizetype mostBytesRead = 4096;

/// Separators, what other systems' file names can't hold, and what hides or reorders the text around it.
bool isUnsafe(char32_t c)
{
    if (c < 0x80)
        return c < 0x20 || c == 0x7f || QByteArrayView("/\\:*?\"<>|").contains(static_cast<char>(c));
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return c == QChar::ReplacementCharacter;
    }
}

/// As most names are: nothing in it is to be cleaned, but perhaps how it begins and ends.
bool isPlain(QByteArrayView name)
{
    return !name.isEmpty() && name.front() != '.' && name.front() != ' ' &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x80 && !isUnsafe(static_cast<char32_t>(c));
           });
}

/// \a name without what is unsafe in it.
QByteArray safe(QByteArrayView name)
{
    QString clean;
    for (const uint c : QString::fromUtf8(name).toUcs4()) {
        if (clean.isEmpty() && (c == '.' || c == ' '))
            continue;
        clean += QStringView(QChar::fromUcs4(isUnsafe(c) ? U'_' : char32_t(c)));
    }
    return clean.toUtf8();
}

/// At most \a size bytes of \a utf8, whole characters only.
QByteArrayView cut(QByteArrayView utf8, qsizetype size)
{
    if (utf8.size() <= size)
        return utf8;
    while (size > 0 && (utf8[size] & 0xc0) == 0x80)
        --size;
    return utf8.first(size);
}

QByteArray bounded(const QByteArray &name)
{
    if (name.size() <= mostBytes)
        return name;
    const qsizetype dot = name.lastIndexOf('.');
    const qsizetype suffix = dot > 0 && name.size() - dot <= mostSuffixBytes ? name.size() - dot : 0;
    return cut(name, mostBytes - suffix).toByteArray() + name.last(suffix);
}

QByteArray digits(JobNumber number)
{
    return QByteArray::number(static_cast<qulonglong>(number));
}

} // namespace

QByteArray rangeFolderName(JobNumber number)
{
    const auto first = static_cast<std::uint64_t>(number) / rangeSize * rangeSize;
    return digits(JobNumber(first)) + '-' + digits(JobNumber(first + rangeSize - 1));
}

QByteArray cleanFileName(QByteArrayView wanted)
{
    wanted = wanted.sliced(std::max(wanted.lastIndexOf('/'), wanted.lastIndexOf('\\')) + 1);
    if (wanted.size() > mostBytesRead)
        wanted = wanted.last(mostBytesRead);
    QByteArray name = bounded(isPlain(wanted) ? wanted.toByteArray() : safe(wanted));
    while (name.endsWith('.') || name.endsWith(' '))
        name.chop(1);
    return name.isEmpty() ? QByteArrayLiteral("result") : name;
}

QByteArray resultFileName(JobNumber number, int attempt, QByteArrayView cleaned, int collision)
{
    QByteArray name = digits(number);
    if (attempt > 1)
        name += '.' + QByteArray::number(attempt);
    if (collision > 1)
        name += '~' + QByteArray::number(collision);
    return name += '-' + cleaned.toByteArray();
}

QByteArray partFileName(JobNumber number, int attempt, QByteArrayView stream, int collision)
{
    QByteArray name = digits(number) + '.' + QByteArray::number(attempt);
    if (collision > 1)
        name += '~' + QByteArray::number(collision);
    return name += '.' + stream.toByteArray() + ".part";
}

} // namespace millrace

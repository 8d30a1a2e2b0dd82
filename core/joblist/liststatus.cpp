#include "core/joblist/liststatus.h"

#include "core/joblist/joblistreader.h"
#include "core/joblist/plaintextparser.h"

#include <QCryptographicHash>
#include <QStringDecoder>
#include <QStringEncoder>
#include <QUtf8StringView>

#include <algorithm>
#include <utility>

namespace millrace {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype enoughToTell = 65'536;
constexpr qsizetype sumLength = 8;
constexpr QByteArrayView markBegin(" [millrace ");
constexpr QByteArrayView utf8Mark("\xEF\xBB\xBF");

/// What a comment of ours names the line by that it is about.
QByteArray sumOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).first(sumLength / 2).toHex();
}

/// The checksum in a comment of ours; empty for any other line.
QByteArrayView sumIn(QByteArrayView line)
{
    constexpr qsizetype markLength = markBegin.size() + sumLength + 1;
    if (line.size() <= markLength || !line.startsWith("# ") || !line.endsWith(']'))
        return {};
    const QByteArrayView mark = line.last(markLength);
    const QByteArrayView sum = mark.sliced(markBegin.size(), sumLength);
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return mark.startsWith(markBegin) && std::all_of(sum.begin(), sum.end(), isHex) ? sum : QByteArrayView();
}

bool isPlainList(QByteArrayView list)
{
    const JobList head = readJobList(list.first(std::min(list.size(), enoughToTell)), {});
    return head.format == ListFormat::PlainText &&
           std::none_of(head.problems.begin(), head.problems.end(), [](const ListProblem &problem) {
               return problem.reason == ListProblem::Reason::NotAList;
           });
}

} // namespace

ListStatus::ListStatus(QByteArray list) : m_list(std::move(list))
{
    if (m_list.startsWith("\xFF\xFE"))
        m_encoding = Encoding::Utf16LittleEndian;
    else if (m_list.startsWith("\xFE\xFF"))
        m_encoding = Encoding::Utf16BigEndian;
    if (m_encoding != Encoding::Utf8)
        m_begin = 2;
    else if (m_list.startsWith(utf8Mark.toByteArray()))
        m_begin = utf8Mark.size();
    if (!isPlainList(m_list)) {
        m_verdict = Verdict::NotPlainText;
        return;
    }
    forEachLine([this](const Line &line) {
        if (line.kind == LineKind::Job)
            ++m_jobs[line.text].lines;
        else if (line.kind == LineKind::Ours)
            m_earlier[sumIn(line.text).toByteArray()].push_back(line.text);
    });
    if (m_jobs.isEmpty())
        m_verdict = Verdict::NoJobs;
}

bool ListStatus::wants(const JobSpec &spec) const
{
    if (!m_jobs.contains(spec.what))
        return false;
    // JSON may ask for a command that is called like a URL.
    const bool isUrl = classifyPlainLine(spec.what).kind == PlainLine::Kind::Fetch;
    return isUrl == (spec.kind == JobKind::Fetch);
}

void ListStatus::add(const JobSpec &spec, const QString &sentence)
{
    if (!wants(spec))
        return;
    Job &job = m_jobs[spec.what];
    // A list that was put twice is told of the second time: the oldest goes.
    if (job.sentences.size() < job.lines)
        job.sentences.push_back(sentence);
    else
        job.sentences[std::exchange(job.oldest, (job.oldest + 1) % job.lines)] = sentence;
}

QByteArray ListStatus::commentFor(const QByteArray &text, Result &result)
{
    Job &job = m_jobs[text];
    const QByteArray sum = sumOf(text);
    const std::size_t nth = job.used++;
    if (nth < job.sentences.size()) {
        ++result.known;
        const QString &sentence = job.sentences[(job.oldest + nth) % job.sentences.size()];
        return sentence.isEmpty() ? QByteArray()
                                  : "# " + sentence.toUtf8() + markBegin.toByteArray() + sum + ']';
    }
    const auto earlier = m_earlier.constFind(sum);
    return earlier != m_earlier.cend() && nth < earlier->size() ? (*earlier)[nth] : QByteArray();
}

ListStatus::Result ListStatus::take()
{
    Result result;
    result.list.reserve(m_list.size() + m_list.size() / 2);
    result.list = m_list.first(m_begin);
    forEachLine([this, &result](const Line &line) {
        if (line.kind == LineKind::Ours)
            return;
        if (line.kind == LineKind::Job) {
            ++result.jobs;
            if (const QByteArray comment = commentFor(line.text, result); !comment.isEmpty()) {
                ++result.told;
                result.list += encoded(comment) + lineEnd(line);
            }
        }
        result.list += QByteArrayView(m_list).sliced(line.begin, line.end - line.begin);
    });
    return result;
}

template <class Take>
void ListStatus::forEachLine(Take take) const
{
    for (qsizetype begin = m_begin; begin < m_list.size();) {
        const qsizetype end = endOfLine(begin);
        take(lineAt(begin, end));
        begin = end;
    }
}

qsizetype ListStatus::endOfLine(qsizetype begin) const
{
    if (m_encoding == Encoding::Utf8) {
        const qsizetype feed = m_list.indexOf('\n', begin);
        return feed < 0 ? m_list.size() : feed + 1;
    }
    const qsizetype low = m_encoding == Encoding::Utf16LittleEndian ? 0 : 1;
    for (qsizetype at = begin; at + 1 < m_list.size(); at += 2) {
        if (m_list[at + low] == '\n' && m_list[at + 1 - low] == '\0')
            return at + 2;
    }
    return m_list.size();
}

// As the parser sees it, so that what is a job here is one there.
ListStatus::Line ListStatus::lineAt(qsizetype begin, qsizetype end) const
{
    Line line{begin, end, LineKind::Other, {}};
    QByteArray text = decoded(QByteArrayView(m_list).sliced(begin, end - begin));
    if (text.endsWith('\n'))
        text.chop(text.endsWith("\r\n") ? 2 : 1);
    else if (text.endsWith('\r'))
        text.chop(1);
    if (text.startsWith(utf8Mark.toByteArray()))
        text = text.sliced(utf8Mark.size());
    if (text.contains('\0') || text.size() > static_cast<qsizetype>(ListLimits().maxLine) ||
        !QUtf8StringView(text).isValidUtf8())
        return line;
    const PlainLine plain = classifyPlainLine(text);
    if (plain.kind == PlainLine::Kind::Fetch || plain.kind == PlainLine::Kind::Command) {
        line.kind = LineKind::Job;
        line.text = plain.text.toByteArray();
    } else if (!sumIn(text).isEmpty()) {
        line.kind = LineKind::Ours;
        line.text = text;
    }
    return line;
}

QByteArray ListStatus::decoded(QByteArrayView raw) const
{
    if (m_encoding == Encoding::Utf8)
        return raw.toByteArray();
    QStringDecoder decoder(m_encoding == Encoding::Utf16LittleEndian ? QStringDecoder::Utf16LE
                                                                     : QStringDecoder::Utf16BE,
                           QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(raw);
    return text.toUtf8();
}

QByteArray ListStatus::encoded(const QByteArray &utf8) const
{
    if (m_encoding == Encoding::Utf8)
        return utf8;
    QStringEncoder encoder(m_encoding == Encoding::Utf16LittleEndian ? QStringEncoder::Utf16LE
                                                                     : QStringEncoder::Utf16BE);
    QByteArray bytes = encoder.encode(QString::fromUtf8(utf8));
    return bytes;
}

// A last line without one gets what the list has elsewhere.
QByteArray ListStatus::lineEnd(const Line &line) const
{
    const auto endOf = [this](qsizetype begin, qsizetype end) {
        const QByteArray text = decoded(QByteArrayView(m_list).sliced(begin, end - begin));
        return text.endsWith("\r\n") ? "\r\n" : text.endsWith('\n') ? "\n" : "";
    };
    QByteArray own = endOf(line.begin, line.end);
    if (own.isEmpty())
        own = endOf(m_begin, endOfLine(m_begin));
    return encoded(own.isEmpty() ? QByteArray("\n") : own);
}

} // namespace millrace

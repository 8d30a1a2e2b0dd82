#include "core/joblist/jobobject.h"

#include "core/joblist/plaintextparser.h"
#include "core/queue/visibletext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace millrace {

using namespace Qt::StringLiterals;
using Reason = ListProblem::Reason;

namespace {

constexpr qsizetype shownBytes = 1024;
constexpr double week = 7 * 24 * 3600;

// --- values, each way; reading is false for what can't be meant -----------------------------------------------

bool readText(const QJsonValue &value, QByteArray &text)
{
    text = value.toString().toUtf8();
    return value.isString();
}

bool readText(const QJsonValue &value, QString &text)
{
    text = value.toString();
    return value.isString() && !text.contains(QChar(u'\0'));
}

template <class List>
bool readTexts(const QJsonValue &value, List &texts)
{
    const QJsonArray array = value.toArray();
    return value.isArray() && std::all_of(array.begin(), array.end(), [&texts](const QJsonValue &each) {
               return readText(each, texts.emplace_back());
           });
}

bool readSeconds(const QJsonValue &value, std::chrono::milliseconds &length)
{
    const double seconds = value.toDouble(-1);
    if (seconds < 0 || seconds > week)
        return false;
    length = std::chrono::milliseconds(std::llround(seconds * 1000));
    return true;
}

QJsonValue seconds(std::chrono::milliseconds length)
{
    return static_cast<double>(length.count()) / 1000;
}

bool readRetry(const QJsonValue &value, std::optional<RetryPolicy> &retry)
{
    const QJsonObject object = value.toObject();
    RetryPolicy policy;
    policy.attempts = object["attempts"_L1].toInt(policy.attempts);
    policy.factor = object["factor"_L1].toDouble(policy.factor);
    policy.jitter = object["jitter"_L1].toBool(policy.jitter);
    const auto read = [&object](QLatin1StringView name, std::chrono::milliseconds &length) {
        return !object.contains(name) || readSeconds(object[name], length);
    };
    retry = policy;
    return value.isObject() && read("firstDelay"_L1, retry->firstDelay) && read("cap"_L1, retry->cap) &&
           policy.attempts >= 1 && policy.attempts <= 100 && policy.factor >= 1 && policy.factor <= 100;
}

QJsonValue retryObject(const RetryPolicy &retry)
{
    return QJsonObject{{u"attempts"_s, retry.attempts},
                       {u"firstDelay"_s, seconds(retry.firstDelay)},
                       {u"factor"_s, retry.factor},
                       {u"cap"_s, seconds(retry.cap)},
                       {u"jitter"_s, retry.jitter}};
}

QJsonValue textOrNothing(const QByteArray &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(QString::fromUtf8(text));
}

QJsonValue textsOrNothing(const QList<QByteArray> &texts)
{
    QJsonArray array;
    for (const QByteArray &text : texts)
        array.append(QString::fromUtf8(text));
    return array.isEmpty() ? QJsonValue() : QJsonValue(array);
}

QJsonValue maskedHeaders(QList<QByteArray> headers)
{
    for (QByteArray &header : headers)
        header = maskedHeader(header);
    return textsOrNothing(headers);
}

// --- the table of members -------------------------------------------------------------------------------------

enum class For : std::uint8_t { Both, Fetch, Command };

struct Member
{
    QLatin1StringView name;
    For kind;
    bool (*read)(const QJsonValue &value, JobOptions &options);
    QJsonValue (*write)(const JobOptions &options); // null where it is the default
};

using V = const QJsonValue &;
using C = const JobOptions &;
// clang-format off
constexpr std::array members{
    Member{"tags"_L1, For::Both, [](V v, JobOptions &o) { return readTexts(v, o.tags); },
        [](C o) { return o.tags.isEmpty() ? QJsonValue() : QJsonValue(QJsonArray::fromStringList(o.tags)); }},
    Member{"timeout"_L1, For::Both, [](V v, JobOptions &o) { return readSeconds(v, o.timeout); },
        [](C o) { return o.timeout.count() > 0 ? seconds(o.timeout) : QJsonValue(); }},
    Member{"retry"_L1, For::Both, [](V v, JobOptions &o) { return readRetry(v, o.retry); },
        [](C o) { return o.retry ? retryObject(*o.retry) : QJsonValue(); }},
    Member{"method"_L1, For::Fetch, [](V v, JobOptions &o) { return readText(v, o.method); },
        [](C o) { return textOrNothing(o.method); }},
    Member{"headers"_L1, For::Fetch, [](V v, JobOptions &o) { return readTexts(v, o.headers); },
        [](C o) { return maskedHeaders(o.headers); }},
    Member{"body"_L1, For::Fetch, [](V v, JobOptions &o) { return readText(v, o.body); },
        [](C o) { return textOrNothing(o.body); }},
    Member{"output"_L1, For::Fetch, [](V v, JobOptions &o) { return readText(v, o.outputName); },
        [](C o) { return textOrNothing(o.outputName.toUtf8()); }},
    Member{"directory"_L1, For::Command, [](V v, JobOptions &o) { return readText(v, o.workingDirectory); },
        [](C o) { return textOrNothing(o.workingDirectory.toUtf8()); }},
    Member{"environment"_L1, For::Command, [](V v, JobOptions &o) { return readTexts(v, o.environment); },
        [](C o) { return textsOrNothing(o.environment); }},
    Member{"input"_L1, For::Command, [](V v, JobOptions &o) { return readText(v, o.standardInput); },
        [](C o) { return textOrNothing(o.standardInput); }},
    Member{"safeToRepeat"_L1, For::Command,
        [](V v, JobOptions &o) { o.safeToRepeat = v.toBool(); return v.isBool(); },
        [](C o) { return o.safeToRepeat ? QJsonValue(true) : QJsonValue(); }},
};
// clang-format on

bool isFor(For kind, JobKind job)
{
    return kind == For::Both || (kind == For::Fetch) == (job == JobKind::Fetch);
}

JobObjectFault badMember(QLatin1StringView name, const QJsonValue &value)
{
    QByteArray text = QJsonDocument(QJsonObject{{name, value}}).toJson(QJsonDocument::Compact);
    text = text.sliced(1, text.size() - 2); // Without its braces.
    return {Reason::BadMember, text.first(std::min(text.size(), shownBytes))};
}

bool isGiven(const QJsonValue &value)
{
    return !value.isUndefined() && !value.isNull();
}

/// What is to be done, by whichever of its names; more than one is a contradiction.
std::optional<JobObjectFault> readWhat(const QJsonObject &object, JobSpec &spec)
{
    const QJsonValue kind = object["kind"_L1];
    const bool saysCommand = kind == "command"_L1 || isGiven(object["command"_L1]);
    const bool saysFetch = kind == "fetch"_L1 || isGiven(object["url"_L1]);
    if (isGiven(kind) && kind != "command"_L1 && kind != "fetch"_L1)
        return badMember("kind"_L1, kind);
    if (saysCommand && saysFetch)
        return badMember(isGiven(object["url"_L1]) ? "url"_L1 : "command"_L1,
                         object[isGiven(object["url"_L1]) ? "url"_L1 : "command"_L1]);
    if (!saysCommand && !saysFetch)
        return JobObjectFault{};
    spec.kind = saysFetch ? JobKind::Fetch : JobKind::Command;
    const QLatin1StringView own = saysFetch ? "url"_L1 : "command"_L1;
    const QLatin1StringView name = isGiven(object[own]) ? own : "what"_L1;
    if (name == own && isGiven(object["what"_L1]) && object["what"_L1] != object[own])
        return badMember("what"_L1, object["what"_L1]);
    if (!isGiven(object[name]))
        return JobObjectFault{};
    if (!readText(object[name], spec.what))
        return badMember(name, object[name]);
    return std::nullopt;
}

std::optional<JobObjectFault> checkWhat(const JobSpec &spec)
{
    const PlainLine plain = classifyPlainLine(spec.what);
    if (spec.what.contains('\0'))
        return JobObjectFault{Reason::NulInLine, spec.what};
    if (spec.kind == JobKind::Command)
        return spec.what.trimmed().isEmpty() ? std::optional(JobObjectFault{}) : std::nullopt;
    if (plain.kind == PlainLine::Kind::SchemeRefused)
        return JobObjectFault{Reason::SchemeRefused, spec.what};
    if (plain.kind != PlainLine::Kind::Fetch || plain.text.size() != spec.what.size())
        return JobObjectFault{Reason::BadUrl, spec.what};
    return std::nullopt;
}

std::optional<JobObjectFault> readPlace(const QJsonObject &object, JobSpec &spec)
{
    const QJsonValue priority = object["priority"_L1], key = object["key"_L1];
    const double number = priority.toDouble();
    const bool isWhole = number == std::floor(number) && std::abs(number) <= std::numeric_limits<int>::max();
    if (isGiven(priority) && (!priority.isDouble() || !isWhole))
        return badMember("priority"_L1, priority);
    spec.priority = static_cast<int>(number);
    if (isGiven(key) && !readText(key, spec.key))
        return badMember("key"_L1, key);
    return std::nullopt;
}

bool isMasked(const JobOptions &options)
{
    return std::any_of(options.headers.begin(), options.headers.end(), [](QByteArrayView header) {
        return isSecretHeader(header) && header.endsWith("***");
    });
}

} // namespace

std::optional<JobObjectFault> JobObjectReader::read(const QJsonObject &object, JobSpec &spec)
{
    spec = {};
    for (const auto step : {readWhat, readPlace}) {
        if (auto fault = step(object, spec))
            return fault;
    }
    if (auto fault = checkWhat(spec))
        return fault;
    JobOptions options;
    for (const Member &member : members) {
        const QJsonValue value = object[member.name];
        if (isGiven(value) && !(isFor(member.kind, spec.kind) && member.read(value, options)))
            return badMember(member.name, value);
    }
    if (isMasked(options))
        return JobObjectFault{Reason::MaskedPassword, spec.what};
    if (options == JobOptions())
        return std::nullopt;
    if (!m_last || *m_last != options)
        m_last = std::make_shared<const JobOptions>(std::move(options));
    spec.options = m_last;
    return std::nullopt;
}

void forEachOption(const JobSpec &spec,
                   const std::function<void(QLatin1StringView name, const QJsonValue &value)> &tell)
{
    if (!spec.options)
        return;
    for (const Member &member : members) {
        const QJsonValue value = isFor(member.kind, spec.kind) ? member.write(*spec.options) : QJsonValue();
        if (!value.isNull())
            tell(member.name, value);
    }
}

} // namespace millrace

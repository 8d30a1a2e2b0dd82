#include "ui/text/figures.h"

#include "ui/text/words.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace millrace::text {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

/// The user's locale; a bare "C" would not group digits.
QLocale shown()
{
    const QLocale locale;
    return locale.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : locale;
}

/// Three figures at the most: "9.87", "98.7", "987" with \a decimals as the upper limit.
QString figures(double value, int decimals = 2)
{
    const int needed = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return shown().toString(value, 'f', std::min(needed, decimals));
}

QDateTime local(WallTime then)
{
    return QDateTime::fromMSecsSinceEpoch(then.time_since_epoch().count());
}

QString clockTime(const QDateTime &moment)
{
    return moment.toString(u"HH:mm"_s);
}

/// "14:20", with the day where it isn't today.
QString dayAndTime(const QDateTime &moment, const QDateTime &now)
{
    const qint64 days = now.date().daysTo(moment.date());
    if (days == 0)
        return clockTime(moment);
    if (days == 1)
        return word("tomorrow %1").arg(clockTime(moment));
    if (std::abs(days) < 7)
        return shown().toString(moment, u"ddd HH:mm"_s);
    return shown().toString(moment, moment.date().year() == now.date().year() ? u"d MMM"_s : u"d MMM yyyy"_s);
}

} // namespace

QString count(qint64 n)
{
    return shown().toString(n);
}

QString shortCount(qint64 n)
{
    if (n < 1000)
        return count(n);
    if (n < 999'500)
        return word("%1k").arg(figures(std::floor(double(n) / 100) / 10, 1));
    return word("%1M").arg(figures(double(n) / 1e6, 1));
}

QString duration(milliseconds length)
{
    const qint64 ms = std::max<qint64>(0, length.count());
    if (ms < 1000)
        return word("%1 ms").arg(ms);
    if (ms < 9950)
        return word("%1 s").arg(shown().toString(double(ms) / 1000, 'f', 1));
    const qint64 s = (ms + 500) / 1000;
    if (s < 60)
        return word("%1 s").arg(s);
    if (s < 3600)
        return u"%1:%2"_s.arg(s / 60).arg(s % 60, 2, 10, '0'_L1);
    if (s < 86'400)
        return u"%1:%2:%3"_s.arg(s / 3600).arg(s / 60 % 60, 2, 10, '0'_L1).arg(s % 60, 2, 10, '0'_L1);
    return word("%1 d %2 h").arg(s / 86'400).arg(s / 3600 % 24);
}

QString roughDuration(milliseconds length)
{
    const double s = double(length.count()) / 1000;
    if (s < 5)
        return word("a few seconds");
    if (s < 55)
        return word("about %1 s").arg(qRound(s / 5) * 5);
    if (s < 3600 - 90)
        return word("about %1 min").arg(std::max(1, qRound(s / 60)));
    if (s < 86'400)
        return word("about %1 h").arg(shown().toString(qRound(s / 1800) / 2.0));
    return word("about %1 days").arg(qRound(s / 86'400));
}

QString bytes(qint64 n)
{
    static constexpr const char *units[] = {"%1 B", "%1 KiB", "%1 MiB", "%1 GiB", "%1 TiB", "%1 PiB"};
    double value = double(std::max<qint64>(0, n));
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < std::size(units)) {
        value /= 1024;
        ++unit;
    }
    return word(units[unit]).arg(unit == 0 ? count(n) : figures(value, 1));
}

QString rate(double jobsPerSecond)
{
    if (!(jobsPerSecond > 0))
        return {};
    if (jobsPerSecond >= 0.95)
        return word("%1 jobs/s")
            .arg(jobsPerSecond < 9.95 ? figures(jobsPerSecond, 1) : count(qRound64(jobsPerSecond)));
    return word("%1 jobs/min").arg(figures(jobsPerSecond * 60, 0));
}

QString percent(double share)
{
    // Never "100%" before the end.
    const int whole = share >= 1 ? 100 : std::min(99, int(std::floor(share * 100)));
    return word("%1%").arg(std::max(0, whole));
}

QString relativeTime(WallTime then, WallTime now)
{
    if (then == WallTime{})
        return {};
    const milliseconds ago = now - then;
    if (ago < -1ms)
        return word("in %1").arg(duration(-ago));
    if (ago < 5s)
        return word("just now");
    if (ago < 60s)
        return word("%1 s ago").arg(ago / 1s);
    if (ago < 60min)
        return word("%1 min ago").arg(ago / 1min);
    return dayAndTime(local(then), local(now));
}

QString exactTime(WallTime then)
{
    if (then == WallTime{})
        return {};
    const QDateTime moment = local(then);
    return shown().toString(moment.date(), QLocale::LongFormat) + u", "_s +
           moment.toString(u"HH:mm:ss.zzz"_s);
}

QString estimate(const std::optional<QueueEstimate> &estimate, WallTime now)
{
    if (!estimate)
        return word("done: unknown");
    if (estimate->most < 1min)
        return word("done within a minute");
    const QDateTime today = local(now);
    const QDateTime first = local(now + estimate->least);
    const QDateTime last = local(now + estimate->most);
    const QString from = dayAndTime(first, today);
    if (from == dayAndTime(last, today))
        return word("done %1").arg(from);
    if (first.date() == last.date())
        return word("done %1–%2").arg(from, clockTime(last));
    return word("done %1 – %2").arg(from, dayAndTime(last, today));
}

QString counted(qint64 n, const QString &one, const QString &many)
{
    return (n == 1 ? one : many).arg(count(n));
}

} // namespace millrace::text

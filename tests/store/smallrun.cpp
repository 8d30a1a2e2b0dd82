#include "tests/store/smallrun.h"

#include <QTest>

#include <algorithm>

namespace millrace::test {

namespace {

constexpr int jobs = 12;

/// Each job's records in the order they were noted.
std::vector<JobRecord> versions(int number, std::size_t upTo)
{
    std::vector<JobRecord> all;
    const auto batches = script();
    for (std::size_t batch = 0; batch < upTo; ++batch) {
        for (const JobRecord &record : batches[batch]) {
            if (record.number == JobNumber{quint64(number)})
                all.push_back(record);
        }
    }
    return all;
}

JobState mapped(const JobRecord &record)
{
    if (!isUnderway(record.state))
        return record.state;
    return record.spec.kind == JobKind::Fetch ? JobState::Pending : JobState::Interrupted;
}

} // namespace

/// What the small run notes, batch by batch.
std::vector<std::vector<JobRecord>> script()
{
    std::vector<std::vector<JobRecord>> batches(4);
    for (int n = 1; n <= jobs; ++n) {
        const JobRecord job = n % 2 == 0 ? fetch(n) : command(n, QByteArray(qsizetype{n} * 400, 'x'));
        batches[0].push_back(job);
        if (n % 3 != 0)
            batches[1].push_back(underway(job));
        if (n % 3 == 1)
            batches[2].push_back(ended(underway(job)));
    }
    batches[3].push_back(fetch(jobs + 1));
    return batches;
}

/// All that was acknowledged is there, in the state that was noted last or one noted later; nothing else is.
QByteArray complaint(const StoreFixture &f, std::size_t acknowledged)
{
    const std::size_t all = script().size();
    for (int n = 1; n <= jobs + 1; ++n) {
        const auto known = versions(n, acknowledged);
        const auto possible = versions(n, all);
        const auto count = std::count_if(f.restored.begin(), f.restored.end(), [n](const JobRecord &record) {
            return record.number == JobNumber{quint64(n)};
        });
        if (count > 1)
            return "job " + QByteArray::number(n) + " is there twice";
        if (count == 0 && !known.empty())
            return "job " + QByteArray::number(n) + " is lost";
        if (count == 0)
            continue;
        const JobRecord &found = *f.find(n);
        const std::size_t from = known.empty() ? 0 : known.size() - 1;
        const bool fits = std::any_of(
            possible.begin() + std::ptrdiff_t(from), possible.end(), [&found](const JobRecord &record) {
                return mapped(record) == found.state && record.attempt == found.attempt &&
                       record.spec.what == found.spec.what;
            });
        if (!fits)
            return "job " + QByteArray::number(n) +
                   " is in a state that it never was in: " + QByteArray::number(int(found.state)) +
                   " attempt " + QByteArray::number(found.attempt) +
                   (f.report.changesMissing ? " missing" : "") +
                   (f.report.keptAside.isEmpty() ? "" : " aside") + " ack " +
                   QByteArray::number(int(acknowledged));
    }
    if (!f.report.keptAside.isEmpty() || f.report.damaged > 0)
        return "the database was damaged";
    return {};
}

/// Runs the script; returns how many batches were acknowledged.
std::size_t play(StoreFixture &f, Until until, const std::function<void(std::size_t)> &saved)
{
    std::size_t acknowledged = 0;
    for (const auto &batch : script()) {
        std::vector<const JobRecord *> pointers;
        pointers.reserve(batch.size());
        for (const JobRecord &record : batch)
            pointers.push_back(&record);
        f.store->note(pointers);
        auto done = std::make_shared<bool>(false);
        auto flushed =
            f.store->flush().addCallback([done] { *done = true; }).addErrback([](const Failure &) {});
        const auto isOver = [&] { return *done || (until == Until::Trouble && !f.troubles.empty()); };
        if (!QTest::qWaitFor(isOver, 60'000) || !*done)
            return acknowledged;
        ++acknowledged;
        if (saved)
            saved(acknowledged);
    }
    return acknowledged;
}

} // namespace millrace::test

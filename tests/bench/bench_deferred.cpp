// A Deferred made, given k callbacks and fired, beside what others offer for the same.
#include "core/deferred/deferred.h"

#include "tests/bench/deferredpeers.h"
#include "tests/bench/measure.h"
#include "tests/support/allocations.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

using namespace millrace;
using namespace millrace::bench;

namespace {

long withDeferred(int k, long n)
{
    auto [deferred, resolver] = makeDeferred<long>();
    Deferred<long> chain = std::move(deferred);
    for (int i = 0; i < k; ++i)
        chain = std::move(chain).addCallback([n](long value) { return value + n; });
    resolver.callback(n);
    return chain.isSettled() ? n : -1;
}

struct Budget
{
    int k;
    double nanoseconds;
    long allocations;
};
constexpr Budget budgets[] = {{1, 30, 1}, {3, 70, 2}, {10, 200, 5}};
constexpr double timesFasterThanQFuture = 20;
constexpr double timesTheMinimalChain = 1.5;

std::map<int, double> askTwisted()
{
    std::map<int, double> figures;
    const std::unique_ptr<FILE, int (*)(FILE *)> pipe(popen(PEER_TWISTED, "r"), pclose);
    int k = 0;
    double nanosecondsTaken = 0;
    while (pipe && std::fscanf(pipe.get(), "%d %lf", &k, &nanosecondsTaken) == 2)
        figures[k] = nanosecondsTaken;
    return figures;
}

long allocationsOf(int k)
{
    const test::Allocations counted;
    withDeferred(k, 1);
    return static_cast<long>(counted.count());
}

struct Figures
{
    Best ours, qfuture, minimal, coroutines, boost;
};

Figures measure(int k)
{
    const auto round = [k](int calls, long (*work)(int, long)) {
        return nanoseconds(calls, [k, work](int i) { return work(k, i); });
    };
    Figures best;
    // Many short rounds, in turn: the best of each is one that nothing else on the machine disturbed.
    for (int i = 0; i < 300; ++i) {
        best.ours.add(round(2000, withDeferred));
        best.minimal.add(round(2000, withMinimalChain));
        best.qfuture.add(round(100, withQFuture));
        best.coroutines.add(round(1000, withCoroutines));
#ifdef HAVE_BOOST_THREAD
        best.boost.add(round(200, withBoost));
#endif
    }
    return best;
}

void report(const Budget &budget, const std::map<int, double> &twisted)
{
    const Figures best = measure(budget.k);
    const double ours = best.ours.value();
    const long allocations = allocationsOf(budget.k);
    const Row row{"deferred", "k=" + std::to_string(budget.k), "ns", ours, allocations, {}, 0, {}, -1};
    const auto print = [&row](const char *peer, double value, const std::string &budgetText, int ok) {
        Row with = row;
        with.peer = peer;
        with.peerValue = value;
        with.budget = budgetText;
        with.ok = ok;
        with.print();
    };
    char limit[96];
    std::snprintf(limit, sizeof limit, "<= %.0f ns, <= %ld allocations, >= 20x", budget.nanoseconds,
                  budget.allocations);
    print("QFuture::then", best.qfuture.value(), limit,
          ours <= budget.nanoseconds && allocations <= budget.allocations &&
              best.qfuture.value() / ours >= timesFasterThanQFuture);
    print("hand-written minimal chain", best.minimal.value(), "<= 1.5 of its time",
          ours <= timesTheMinimalChain * best.minimal.value());
    print("QCoro::Task", best.coroutines.value(), "", -1);
#ifdef HAVE_BOOST_THREAD
    print("Boost.Thread future", best.boost.value(), "", -1);
#endif
    if (const auto found = twisted.find(budget.k); found != twisted.end())
        print("Twisted Deferred", found->second, "", -1);
}

} // namespace

int main()
{
    const auto twisted = askTwisted();
    for (const Budget &budget : budgets)
        report(budget, twisted);
}

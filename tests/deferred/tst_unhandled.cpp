// Failures that nobody handled are reported, once; handled ones are not.
#include "core/deferred/deferred.h"

#include "tests/support/probe.h"
#include "tests/support/unhandled.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace millrace;
using test::UnhandledFailures;

using Messages = std::vector<std::string>;

class TestUnhandled : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFailureAtTheEndOfADroppedChainIsReportedOnce()
    {
        UnhandledFailures reports;
        {
            auto chain = fail<int>(Error("lost")).addCallback([](int n) { return n; });
            QVERIFY(reports.messages.empty());
        }
        QCOMPARE(reports.messages, (Messages{"lost"}));
    }

    void theReportSaysWhereTheDeferredWasMade()
    {
        UnhandledFailures reports;
        const int line = __LINE__ + 1;
        auto ends = makeDeferred();
        ends.deferred = {};
        ends.resolver.errback(Error("lost"));
        QCOMPARE(reports.lines, (std::vector<int>{line}));
    }

    void aHandledFailureIsSilent()
    {
        UnhandledFailures reports;
        fail(Error("handled")).addErrback([](const Failure &) {});
        QVERIFY(reports.messages.empty());
    }

    void aFailureThatIsHandledLaterIsSilent()
    {
        UnhandledFailures reports;
        auto chain = fail(Error("handled"));
        auto later = std::move(chain).addErrback([](const Failure &) {});
        later = {};
        QVERIFY(reports.messages.empty());
    }

    void aChainDroppedBeforeItFailsIsReportedWhenItDoes()
    {
        UnhandledFailures reports;
        auto ends = makeDeferred();
        ends.deferred = {};
        QVERIFY(reports.messages.empty());
        ends.resolver.errback(Error("too late to be handled"));
        QCOMPARE(reports.messages, (Messages{"too late to be handled"}));
    }

    void aFailureHandedToAnOuterChainIsReportedByThatOneOnly()
    {
        UnhandledFailures reports;
        succeed().addCallback([] { return fail(Error("inner")); });
        QCOMPARE(reports.messages, (Messages{"inner"}));
        succeed().addCallback([] { return fail(Error("inner")); }).addErrback([](const Failure &) {});
        QCOMPARE(reports.messages.size(), 1u);
    }

    void theSameFailureInTwoChainsIsReportedOnce()
    {
        UnhandledFailures reports;
        const Failure failure = Failure::of(Error("shared"));
        static_cast<void>(fail(failure));
        static_cast<void>(fail(failure));
        QCOMPARE(reports.messages, (Messages{"shared"}));
    }

    void anAbandonedResolverIsReportedIfNobodyListens()
    {
        UnhandledFailures reports;
        {
            const auto ends = makeDeferred<int>();
        }
        QCOMPARE(reports.messages, (Messages{AbandonedError().message()}));
    }

    void aCancelledDeferredThatIsDroppedIsReported()
    {
        UnhandledFailures reports;
        {
            auto [deferred, resolver] = makeDeferred();
            deferred.cancel();
        }
        QCOMPARE(reports.messages, (Messages{CancelledError().message()}));
    }

    void withoutAHookItIsALineOnStandardError()
    {
        std::array<int, 2> ends{};
        QCOMPARE(::pipe2(ends.data(), O_CLOEXEC), 0);
        const int standardError = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
        const UnhandledFailureHook previous = setUnhandledFailureHook({});
        ::dup2(ends[1], STDERR_FILENO);
        static_cast<void>(fail(Error("nobody caught it")));
        ::dup2(standardError, STDERR_FILENO);
        setUnhandledFailureHook(previous);
        ::close(standardError);
        ::close(ends[1]); // Now the pipe has an end.
        std::string written(1000, '\0');
        const auto length = ::read(ends[0], written.data(), written.size());
        ::close(ends[0]);
        QVERIFY(length >= 0);
        written.resize(static_cast<std::size_t>(length));
        QVERIFY2(written.starts_with("Unhandled failure: nobody caught it (the Deferred was made at "),
                 written.c_str());
        QVERIFY2(written.find("tst_unhandled.cpp:") != std::string::npos, written.c_str());
        QCOMPARE(std::count(written.begin(), written.end(), '\n'), 1);
        QVERIFY2(written.ends_with(")\n"), written.c_str());
    }

    void theHookMayUseDeferredsItself()
    {
        int inner = 0;
        const UnhandledFailureHook previous =
            setUnhandledFailureHook([&](const Failure &failure, const std::source_location &) {
                fail(failure).addErrback([&](const Failure &) { ++inner; });
            });
        static_cast<void>(fail(Error("seen by the hook")));
        setUnhandledFailureHook(previous);
        QCOMPARE(inner, 1);
    }
};

QTEST_APPLESS_MAIN(TestUnhandled)
#include "tst_unhandled.moc"

// Failures, outcomes and the errors: made, looked into and thrown.
#include "core/deferred/failure.h"

#include "core/deferred/errors.h"
#include "core/deferred/failuregroup.h"
#include "core/deferred/outcome.h"

#include <QTest>

#include <memory>
#include <stdexcept>
#include <string>

using namespace millrace;

class TestFailure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsErrorAndTheBasesOfIt()
    {
        const Failure failure = Failure::of(TimeoutError("slow"));
        QVERIFY(failure.is<TimeoutError>());
        QVERIFY(failure.is<Error>());
        QVERIFY(failure.is<std::exception>());
        QVERIFY(!failure.is<CancelledError>());
        QCOMPARE(failure.as<TimeoutError>()->message(), std::string("slow"));
        QVERIFY(!failure.as<std::runtime_error>());
    }

    void raisesWhatItWasMadeOf()
    {
        QVERIFY_THROWS_EXCEPTION(CancelledError, Failure::of(CancelledError()).raise());
        QVERIFY_THROWS_EXCEPTION(TimeoutError,
                                 std::rethrow_exception(Failure::of(TimeoutError()).exceptionPtr()));
    }

    void takesTheExceptionBeingHandled()
    {
        try {
            throw std::out_of_range("far away");
        } catch (...) {
            const Failure failure = Failure::current();
            QVERIFY(failure.is<std::logic_error>());
            QCOMPARE(failure.message(), std::string("far away"));
            QVERIFY_THROWS_EXCEPTION(std::out_of_range, failure.raise());
        }
    }

    void carriesWhatIsNoException()
    {
        try {
            throw 42;
        } catch (...) {
            const Failure failure = Failure::current();
            QVERIFY(!failure.is<std::exception>());
            QCOMPARE(failure.message(), std::string("Something was thrown that is not a std::exception."));
            try {
                failure.raise();
            } catch (int n) {
                QCOMPARE(n, 42);
            }
        }
    }

    void outsideOfACatchBlockThereIsABadException()
    {
        QVERIFY(Failure::current().is<std::bad_exception>());
        QVERIFY(Failure::from(nullptr).is<std::bad_exception>());
    }

    void copiesShareTheErrorAndAreEqual()
    {
        const Failure one = Failure::of(Error("one"));
        const Failure copy = one; // NOLINT: the copy is what is tested
        QVERIFY(one == copy);
        QCOMPARE(one.as<Error>(), copy.as<Error>());
        QVERIFY(one != Failure::of(Error("one")));
    }

    void everyErrorSaysASentence()
    {
        for (const Error &error :
             {Error(CancelledError()), Error(TimeoutError()), Error(AbandonedError()), Error(QueueStopped()),
              Error(AlreadyCalledError()), Error(EmptyDeferredError()), Error(SelfWaitError()),
              Error(WrongThreadError()), Error(DestroyedError()), Error(UnknownKeyError()),
              Error(QueueOverflow()), Error(QueueUnderflow())}) {
            QVERIFY2(error.message().size() > 20, error.what());
            QVERIFY2(error.message().ends_with('.'), error.what());
            QCOMPARE(std::string(error.what()), error.message());
        }
    }

    void firstErrorKnowsWhichAndWhy()
    {
        const FirstError error(3, Failure::of(Error("no such host")));
        QCOMPARE(error.index(), 3u);
        QCOMPARE(error.failure().message(), std::string("no such host"));
        QCOMPARE(error.message(), std::string("Number 3 of a list failed: no such host"));
    }

    void aFailureGroupKnowsEveryReason()
    {
        const FailureGroup group({Failure::of(Error("A.")), Failure::of(TimeoutError("B."))});
        QCOMPARE(group.failures().size(), 2u);
        QVERIFY(group.failures()[1].is<TimeoutError>());
        QCOMPARE(group.message(), std::string("None of 2 succeeded: A. B."));
    }

    void anOutcomeIsAValueOrAFailure()
    {
        Outcome<std::unique_ptr<int>> value(std::make_unique<int>(4));
        QVERIFY(value.hasValue());
        QCOMPARE(*value.value(), 4);
        QCOMPARE(*std::move(value).value(), 4);
        const Outcome<int> failed(Failure::of(Error("no")));
        QVERIFY(!failed.hasValue());
        QCOMPARE(failed.failure().message(), std::string("no"));
        QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(failed.value()));
        const Outcome<> nothing;
        QVERIFY(nothing.hasValue());
        nothing.value();
        QVERIFY_THROWS_EXCEPTION(std::bad_variant_access, static_cast<void>(nothing.failure()));
    }

    void anOutcomeOfAFailureTypeKnowsWhichItIs()
    {
        const Outcome<Error> value(Error("a value that happens to be an error"));
        QVERIFY(value.hasValue());
    }
};

QTEST_APPLESS_MAIN(TestFailure)
#include "tst_failure.moc"

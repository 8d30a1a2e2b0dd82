#include "core/interop/signals.h"

#include <QMetaMethod>
#include <QTest>
#include <QThread>

#include <memory>
#include <tuple>

using namespace millrace;

class Sender : public QObject
{
    Q_OBJECT

public:
    using QObject::isSignalConnected;

Q_SIGNALS:
    void plain();
    void number(int n);
    void both(int n, const QString &text);
};

class TestSignals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firesOnceWithTheSignalsArgument();
    void aSignalWithoutArgumentsFiresWithNothing();
    void severalArgumentsComeAsATuple();
    void signalsThatOnlyTheirClassMayEmitWorkToo();
    void aDestroyedSenderErrbacks();
    void cancellingDisconnects();
    void aCallbackMayDestroyTheSender();
    void aCallbackMayMakeItEmitAgain();
    void aSenderOfAnotherThreadIsSaid();
};

void TestSignals::firesOnceWithTheSignalsArgument()
{
    Sender sender;
    int got = 0;
    fromSignal(&sender, &Sender::number).addCallback([&](int n) { got += n; });
    Q_EMIT sender.number(3);
    Q_EMIT sender.number(100);
    QCOMPARE(got, 3);
}

void TestSignals::aSignalWithoutArgumentsFiresWithNothing()
{
    Sender sender;
    bool fired = false;
    Deferred<void> deferred = fromSignal(&sender, &Sender::plain).addCallback([&] { fired = true; });
    Q_EMIT sender.plain();
    QVERIFY(fired);
}

void TestSignals::severalArgumentsComeAsATuple()
{
    Sender sender;
    std::tuple<int, QString> got;
    fromSignal(&sender, &Sender::both).addCallback([&](std::tuple<int, QString> t) { got = std::move(t); });
    Q_EMIT sender.both(4, QStringLiteral("four"));
    QVERIFY(got == std::tuple(4, QStringLiteral("four")));
}

void TestSignals::signalsThatOnlyTheirClassMayEmitWorkToo()
{
    QObject object;
    QString name;
    fromSignal(&object, &QObject::objectNameChanged).addCallback([&](QString n) { name = std::move(n); });
    object.setObjectName(QStringLiteral("mill"));
    QCOMPARE(name, QStringLiteral("mill"));
}

void TestSignals::aDestroyedSenderErrbacks()
{
    bool abandoned = false;
    {
        Sender sender;
        fromSignal(&sender, &Sender::plain).addErrback<AbandonedError>([&](const auto &) {
            abandoned = true;
        });
        QVERIFY(!abandoned);
    }
    QVERIFY(abandoned);
}

void TestSignals::cancellingDisconnects()
{
    Sender sender;
    bool cancelled = false;
    bool fired = false;
    auto deferred = fromSignal(&sender, &Sender::plain)
                        .addCallbacks([&] { fired = true; },
                                      [&](const Failure &f) { cancelled = f.is<CancelledError>(); });
    const QMetaMethod plain = QMetaMethod::fromSignal(&Sender::plain);
    const QMetaMethod destroyed = QMetaMethod::fromSignal(&QObject::destroyed);
    QVERIFY(sender.isSignalConnected(plain));
    QVERIFY(sender.isSignalConnected(destroyed));
    deferred.cancel();
    QVERIFY(cancelled);
    QVERIFY(!sender.isSignalConnected(plain));
    QVERIFY(!sender.isSignalConnected(destroyed));
    Q_EMIT sender.plain();
    QVERIFY(!fired);
}

void TestSignals::aCallbackMayDestroyTheSender()
{
    auto sender = std::make_unique<Sender>();
    fromSignal(sender.get(), &Sender::number).addCallback([&](int) { sender.reset(); });
    Q_EMIT sender->number(1);
    QVERIFY(!sender);
}

void TestSignals::aCallbackMayMakeItEmitAgain()
{
    Sender sender;
    int fired = 0;
    fromSignal(&sender, &Sender::plain).addCallback([&] {
        ++fired;
        Q_EMIT sender.plain();
    });
    Q_EMIT sender.plain();
    QCOMPARE(fired, 1);
}

void TestSignals::aSenderOfAnotherThreadIsSaid()
{
    QThread other; // It need not run.
    Sender sender;
    sender.moveToThread(&other);
    QVERIFY_THROWS_EXCEPTION(WrongThreadError, static_cast<void>(fromSignal(&sender, &Sender::plain)));
}

QTEST_APPLESS_MAIN(TestSignals)
#include "tst_signals.moc"

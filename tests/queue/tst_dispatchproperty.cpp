#include "tests/queue/dispatchordeal.h"

#include <QTest>

using namespace millrace::test;

/// 100,000 random operations beside a model: every job ends exactly once, sizes are exact, nothing launches that may
/// not, in no other order.
class tst_DispatchProperty : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queueAndModelAgree_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<int>("steps");
        QTest::newRow("long") << 1u << 100'000;
        for (unsigned seed = 2; seed < 50; ++seed) // Many short lives: stops of all kinds.
            QTest::addRow("seed %u", seed) << seed << 500;
        const unsigned any = std::random_device()();
        QTest::addRow("seed %u", any) << any << 20'000;
    }
    void queueAndModelAgree()
    {
        QFETCH(unsigned, seed);
        QFETCH(int, steps);
        Ordeal ordeal(seed);
        for (int i = 0; i < steps; ++i) {
            ordeal.step();
            if (const char *difference = ordeal.difference(i % 32 == 0))
                QFAIL(qPrintable(QStringLiteral("step %1: %2").arg(i).arg(QLatin1StringView(difference))));
            QVERIFY2(ordeal.isMoveRight(), qPrintable(QString::number(i)));
        }
        QVERIFY(ordeal.endsWell());
    }
};

QTEST_APPLESS_MAIN(tst_DispatchProperty)
#include "tst_dispatchproperty.moc"

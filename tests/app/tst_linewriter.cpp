#include "app/headless/linewriter.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <thread>

#include <unistd.h>

using namespace millrace;

class LineWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
    void init() { QCOMPARE(::pipe(m_ends.data()), 0); }
    void cleanup();
    void writesEverythingInItsOrder();
    void writesWhatIsLeftWhenDestroyed();
    void blocksNobodyWhenNobodyReads();
    void tellsOnceThatNobodyReadsAnyMore();

private:
    QByteArray readToTheEnd();
    void close(int &end);

    std::array<int, 2> m_ends{};
};

void LineWriterTest::cleanup()
{
    for (int &end : m_ends)
        close(end);
}

void LineWriterTest::close(int &end)
{
    if (end >= 0)
        ::close(end);
    end = -1;
}

QByteArray LineWriterTest::readToTheEnd()
{
    QByteArray all, piece(65536, Qt::Uninitialized);
    for (ssize_t count = 0; (count = ::read(m_ends[0], piece.data(), 65536)) > 0;)
        all += piece.first(count);
    return all;
}

void LineWriterTest::writesEverythingInItsOrder()
{
    QByteArray read;
    std::thread reader([this, &read] { read = readToTheEnd(); });
    QByteArray written;
    {
        LineWriter writer(m_ends[1]);
        for (int i = 0; i < 20'000; ++i) {
            const QByteArray line = QByteArray::number(i) + '\n';
            writer.write(line);
            written += line;
        }
    }
    close(m_ends[1]);
    reader.join();
    QCOMPARE(read, written);
}

void LineWriterTest::writesWhatIsLeftWhenDestroyed()
{
    {
        LineWriter writer(m_ends[1]);
        writer.write("last\n");
    }
    close(m_ends[1]);
    QCOMPARE(readToTheEnd(), "last\n");
}

void LineWriterTest::blocksNobodyWhenNobodyReads()
{
    auto writer = std::make_unique<LineWriter>(m_ends[1]);
    QSignalSpy congested(writer.get(), &LineWriter::congested);
    const QByteArray line(1'000'000, 'x');
    for (int i = 0; i < 30; ++i)
        writer->write(line);
    QCOMPARE(congested.size(), 1);
    QCOMPARE(congested.at(0).at(0).toBool(), true);
    qsizetype read = 0;
    std::thread reader([this, &read] { read = readToTheEnd().size(); });
    const bool told = congested.wait();
    writer.reset();
    close(m_ends[1]);
    reader.join();
    QVERIFY(told);
    QCOMPARE(congested.at(1).at(0).toBool(), false);
    QCOMPARE(read, qsizetype{30'000'000});
}

void LineWriterTest::tellsOnceThatNobodyReadsAnyMore()
{
    LineWriter writer(m_ends[1]);
    QSignalSpy failed(&writer, &LineWriter::failed);
    close(m_ends[0]);
    writer.write("a\n");
    QVERIFY(failed.wait());
    writer.write("b\n");
    QVERIFY(!failed.wait(20));
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.at(0).at(0).toInt(), EPIPE);
}

QTEST_GUILESS_MAIN(LineWriterTest)
#include "tst_linewriter.moc"

#include "app/handover/handoverclient.h"
#include "app/handover/handovermessage.h"
#include "app/handover/handoverplace.h"
#include "app/handover/handoverserver.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <random>

using namespace millrace;
using namespace Qt::StringLiterals;

class HandoverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void handsListsOver();
    void tellsWhenNobodyListens();
    void takesOverADeadSocket();
    void isPrivate();
    void refusesAFolderThatOthersCanEnter();
    void keepsDataDirectoriesApart();
    void refusesWhatIsNoMessage_data();
    void refusesWhatIsNoMessage();
    void refusesATooLongMessageAtItsLength();
    void servesSixteenAtATime();
    void decodesNothingFromNoise();
    void namesOnlyAbsoluteFiles();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_place;
};

namespace {

QByteArray withLength(const QByteArray &message)
{
    QByteArray length(4, Qt::Uninitialized);
    qToBigEndian(static_cast<quint32>(message.size()), length.data());
    return length + message;
}

} // namespace

void HandoverTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder->path()));
    m_place = handoverPlace(m_folder->filePath(u"data"_s));
}

void HandoverTest::handsListsOver()
{
    HandoverServer server;
    QVERIFY(server.listen(m_place));
    QSignalSpy received(&server, &HandoverServer::received);
    HandoverClient client;
    QSignalSpy ended(&client, &HandoverClient::ended);
    client.send(m_place, {ListSource::file(u"/tmp/a b"_s).in(u"/srv/ü"_s),
                          ListSource::text(u"standard input"_s, "true\n")});
    QVERIFY(ended.wait());
    QCOMPARE(ended.at(0).at(0).toBool(), true);
    QTRY_COMPARE(received.size(), 1);
    const auto sources = received.at(0).at(0).value<std::vector<ListSource>>();
    QCOMPARE(sources.size(), std::size_t{2});
    QCOMPARE(sources[0].bytes, "/tmp/a b");
    QCOMPARE(sources[0].name, u"a b"_s);
    QCOMPARE(sources[0].folder, u"/srv/ü"_s);
    QVERIFY(sources[1].folder.isEmpty());
    QCOMPARE(sources[1].kind, ListSource::Kind::Text);
    QCOMPARE(sources[1].bytes, "true\n");
}

void HandoverTest::tellsWhenNobodyListens()
{
    HandoverClient client;
    QSignalSpy ended(&client, &HandoverClient::ended);
    client.send(m_place, {});
    QVERIFY(ended.size() == 1 || ended.wait());
    QCOMPARE(ended.at(0).at(0).toBool(), false);
}

void HandoverTest::takesOverADeadSocket()
{
    QVERIFY(makePrivateFolder(m_place));
    QFile dead(m_place);
    QVERIFY(dead.open(QIODevice::WriteOnly));
    dead.close();
    HandoverServer server;
    QVERIFY(server.listen(m_place));
    handsListsOver();
}

void HandoverTest::isPrivate()
{
    HandoverServer server;
    QVERIFY(server.listen(m_place));
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                      QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QCOMPARE(QFileInfo(QFileInfo(m_place).path()).permissions() & others, QFile::Permissions());
}

void HandoverTest::refusesAFolderThatOthersCanEnter()
{
    const QString folder = QFileInfo(m_place).path();
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x7755)));
    HandoverServer server;
    QVERIFY(!server.listen(m_place));
}

void HandoverTest::keepsDataDirectoriesApart()
{
    QVERIFY(handoverPlace(u"/a"_s) != handoverPlace(u"/b"_s));
    QCOMPARE(handoverPlace(m_folder->path()), handoverPlace(m_folder->path() + u"/./"_s));
}

void HandoverTest::refusesWhatIsNoMessage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray good = encodeHandover({ListSource::text(u"a"_s, "true")});
    QTest::newRow("garbage") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QTest::newRow("empty") << withLength({});
    QTest::newRow("cut") << withLength(good.chopped(2));
    QTest::newRow("more behind") << withLength(good + "x");
    QTest::newRow("more than said") << withLength(good) + "x";
}

void HandoverTest::refusesWhatIsNoMessage()
{
    QFETCH(QByteArray, bytes);
    HandoverServer server;
    QVERIFY(server.listen(m_place));
    QSignalSpy received(&server, &HandoverServer::received);
    QLocalSocket socket;
    socket.connectToServer(m_place);
    socket.write(bytes);
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    QCOMPARE(received.size(), 0);
}

void HandoverTest::refusesATooLongMessageAtItsLength()
{
    HandoverServer server;
    QVERIFY(server.listen(m_place));
    QLocalSocket socket;
    socket.connectToServer(m_place);
    socket.write(withLength(QByteArray(longestHandover + 1, 'x')).first(4));
    QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
    HandoverClient client;
    QSignalSpy ended(&client, &HandoverClient::ended);
    client.send(m_place, {ListSource::text(u"a"_s, QByteArray(longestHandover, 'x'))});
    QVERIFY(ended.wait());
    QCOMPARE(ended.at(0).at(0).toBool(), false);
}

void HandoverTest::servesSixteenAtATime()
{
    HandoverServer server;
    QVERIFY(server.listen(m_place));
    std::vector<std::unique_ptr<QLocalSocket>> idle;
    for (int i = 0; i < 20; ++i) {
        idle.push_back(std::make_unique<QLocalSocket>());
        idle.back()->connectToServer(m_place);
    }
    const auto open = [&idle] {
        return std::count_if(idle.begin(), idle.end(), [](const auto &socket) {
            return socket->state() == QLocalSocket::ConnectedState;
        });
    };
    QTRY_COMPARE(open(), 16);
    idle.clear();
    handsListsOver();
}

void HandoverTest::decodesNothingFromNoise()
{
    std::mt19937 random(3);
    const QByteArray good = encodeHandover({ListSource::file(u"/a"_s), ListSource::text(u"b"_s, "c")});
    for (int run = 0; run < 5000; ++run) {
        QByteArray bytes = good;
        for (int i = 0; i < 3; ++i)
            bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
                static_cast<char>(random());
        const auto sources = decodeHandover(bytes); // Whatever comes of it: no crash, no gigabytes.
        QVERIFY(!sources || sources->size() < 10'000);
    }
}

void HandoverTest::namesOnlyAbsoluteFiles()
{
    ListSource source = ListSource::file(u"relative"_s);
    QVERIFY(!decodeHandover(encodeHandover({source})));
}

QTEST_GUILESS_MAIN(HandoverTest)
#include "tst_handover.moc"

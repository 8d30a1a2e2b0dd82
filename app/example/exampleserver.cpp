#include "app/example/exampleserver.h"

#include <QBuffer>
#include <QHostAddress>
#include <QImage>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <array>

namespace millrace {

namespace {

constexpr qint64 longestRequest = 16'384;
constexpr std::chrono::milliseconds patience{10'000};
constexpr std::chrono::milliseconds slowStep{500};
constexpr int slowSteps = 8;

QByteArray picture()
{
    QImage image(320, 200, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, qRgb(x * 255 / image.width(), 120, y * 255 / image.height()));
    }
    QBuffer bytes;
    image.save(&bytes, "PNG");
    return bytes.data();
}

struct Page
{
    QByteArrayView path;
    QByteArrayView status;
    QByteArrayView type;
    QByteArray (*body)();
};
const std::array pages{
    Page{"/page.html", "200 OK", "text/html",
         [] { return QByteArray("<!doctype html>\n<title>Example</title>\n<p>Shown as source.\n"); }},
    Page{"/numbers.json", "200 OK", "application/json",
         [] {
             return QByteArray(
                 "{\"name\": \"example\", \"numbers\": [1, 2, 3], \"nested\": {\"yes\": true}}\n");
         }},
    Page{"/picture.png", "200 OK", "image/png", &picture},
    Page{"/broken", "500 Internal Server Error", "text/plain",
         [] { return QByteArray("It does this on purpose.\n"); }},
};

QByteArray head(QByteArrayView status, QByteArrayView type, qsizetype length, const QByteArray &more = {})
{
    QByteArray head("HTTP/1.1 ");
    head.append(status).append("\r\nContent-Type: ").append(type);
    head.append("\r\nContent-Length: " + QByteArray::number(length) + "\r\nConnection: close\r\n" + more +
                "\r\n");
    return head;
}

void close(QTcpSocket *peer, const QByteArray &bytes)
{
    peer->write(bytes);
    peer->disconnectFromHost();
}

// A body that takes its time, for a progress bar to look at.
void answerSlowly(QTcpSocket *peer, int step)
{
    const QByteArray piece(4'096, static_cast<char>('a' + step));
    if (step == 0)
        peer->write(head("200 OK", "text/plain", piece.size() * slowSteps));
    if (step == slowSteps)
        return peer->disconnectFromHost();
    peer->write(piece);
    QTimer::singleShot(slowStep, peer, [peer, step] { answerSlowly(peer, step + 1); });
}

} // namespace

ExampleServer::ExampleServer(QObject *parent) : QObject(parent), m_server(std::make_unique<QTcpServer>())
{
    connect(m_server.get(), &QTcpServer::newConnection, this, &ExampleServer::admit);
    m_server->listen(QHostAddress::LocalHost);
}

ExampleServer::~ExampleServer() = default;

QByteArray ExampleServer::list() const
{
    const QByteArray here = "http://127.0.0.1:" + QByteArray::number(m_server->serverPort());
    return "# Nothing of this leaves your computer: the pages come from Millrace itself.\n" + here +
           "/page.html\n" + here + "/numbers.json\n" + here + "/picture.png\n" + here + "/slow.txt\n" + here +
           "/moved\n" + here + "/broken\n" + here + "/missing\n" +
           "echo Hello from a command\n"
           "for i in 1 2 3 4 5; do echo step $i of 5; sleep 1; done\n"
           "echo This one fails on purpose >&2; exit 3\n";
}

void ExampleServer::admit()
{
    while (QTcpSocket *peer = m_server->nextPendingConnection()) {
        connect(peer, &QTcpSocket::disconnected, peer, &QObject::deleteLater);
        connect(peer, &QTcpSocket::readyRead, this, [this, peer] { read(peer); });
        QTimer::singleShot(patience, peer, [peer] { peer->abort(); });
    }
}

void ExampleServer::read(QTcpSocket *peer)
{
    const QByteArray request = peer->peek(longestRequest);
    if (!request.contains("\r\n\r\n")) {
        if (request.size() >= longestRequest)
            peer->abort();
        return;
    }
    peer->disconnect(this); // One answer a connection.
    peer->readAll();
    const QByteArrayList words = request.first(request.indexOf('\r')).split(' ');
    answer(peer, words.size() == 3 && words.first() == "GET" ? words.at(1) : QByteArray());
}

void ExampleServer::answer(QTcpSocket *peer, const QByteArray &path)
{
    if (path == "/slow.txt")
        return answerSlowly(peer, 0);
    if (path == "/moved")
        return close(peer, head("302 Found", "text/plain", 0, "Location: /page.html\r\n"));
    for (const Page &page : pages) {
        if (page.path == path) {
            const QByteArray body = page.body();
            return close(peer, head(page.status, page.type, body.size()) + body);
        }
    }
    close(peer, head("404 Not Found", "text/plain", 0));
}

} // namespace millrace

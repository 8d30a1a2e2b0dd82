#include "core/runners/fetch/fetchanswer.h"
#include "core/runners/fetch/fetchurl.h"
#include "core/runners/fetch/httptext.h"
#include "core/runners/resultname.h"

#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The small readers of what servers and lists write: URLs, dates, names.
class tst_FetchText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsUrls_data();
    void readsUrls();
    void resolvesRelativeOnes();
    void readsRetryAfter_data();
    void readsRetryAfter();
    void readsProposedNames_data();
    void readsProposedNames();
    void namesAreCutBetweenCharacters();
    void keepsHeadersWithoutTheirSecrets();
    void keepsHeadersUpToABound();
};

void tst_FetchText::readsUrls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("text"); // Empty: refused.
    QTest::addColumn<QByteArray>("origin");
    const auto row = [](const char *title, const QByteArray &url, const QByteArray &text,
                        const QByteArray &origin) { QTest::newRow(title) << url << text << origin; };
    row("plain", "http://example.org/a?b#c", "http://example.org/a?b", "http://example.org:80");
    row("upper case", "HTTPS://Example.ORG/A", "https://Example.ORG/A", "https://example.org:443");
    row("a port of its own", "http://example.org:8080", "http://example.org:8080/",
        "http://example.org:8080");
    row("a blank", "http://example.org/a b", "http://example.org/a%20b", "http://example.org:80");
    row("a path beyond ASCII", "http://example.org/\xc3\xa4", "http://example.org/%c3%a4",
        "http://example.org:80");
    row("a host beyond ASCII",
        "http://b\xc3\xbc"
        "cher.example:81/",
        "http://xn--bcher-kva.example:81/", "http://xn--bcher-kva.example:81");
    row("with a user before it",
        "http://u:p@b\xc3\xbc"
        "cher.example/",
        "http://u:p@xn--bcher-kva.example/", "http://xn--bcher-kva.example:80");
    row("IPv6", "http://[::1]:81/", "http://[::1]:81/", "http://[::1]:81");
    row("no scheme", "example.org/a", {}, {});
    row("another scheme", "ftp://example.org/", {}, {});
    row("javascript", "javascript:alert(1)", {}, {});
    row("no host", "http:///a", {}, {});
    row("nothing", {}, {}, {});
    row("a port too far", "http://example.org:99999/", {}, {});
    row("a NUL", QByteArray("http://example.org/\0x", 21), {}, {});
    row("a tab", "http://example.org/\tx", {}, {});
    row("a DEL", "http://example.org/\x7f", {}, {});
    row("a host that looks like another", "http://good.example\\@evil.example/", {}, {});
    row("a host that is no name",
        "http://a\xe2\x80\xae"
        "b\xff.example/",
        {}, {});
}

void tst_FetchText::readsUrls()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, origin);
    const FetchUrl read(url);
    QVERIFY2(read.isValid() == !text.isEmpty(), qPrintable(read.error()));
    QCOMPARE(read.error().isEmpty(), read.isValid());
    if (!read.isValid())
        return;
    QCOMPARE(read.text(), text);
    QCOMPARE(read.origin(), origin);
}

void tst_FetchText::resolvesRelativeOnes()
{
    const FetchUrl base("https://u:p@example.org/a/b?c");
    QCOMPARE(base.resolved("../d").text(), "https://u:p@example.org/d");
    QCOMPARE(base.resolved("?e").text(), "https://u:p@example.org/a/b?e");
    QCOMPARE(base.resolved("//other.example/x").host(), "other.example");
    QVERIFY(!base.resolved("javascript:x").isValid());
    QVERIFY(!base.resolved("/a\rb").isValid());
    QCOMPARE(base.text(), "https://u:p@example.org/a/b?c");
}

void tst_FetchText::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("seconds"); // -1: none.
    QTest::newRow("seconds") << QByteArray("120") << 120;
    QTest::newRow("zero") << QByteArray("0") << 0;
    QTest::newRow("a date") << QByteArray("Thu, 01 Jan 1970 00:10:00 GMT") << 90;
    QTest::newRow("a date that is over") << QByteArray("Thu, 01 Jan 1970 00:00:01 GMT") << 0;
    QTest::newRow("too far") << QByteArray("99999999999999999999") << 864'000;
    QTest::newRow("a date too far") << QByteArray("Fri, 01 Jan 2100 00:00:00 GMT") << 864'000;
    QTest::newRow("negative") << QByteArray("-5") << -1;
    QTest::newRow("words") << QByteArray("later") << -1;
    QTest::newRow("nothing") << QByteArray() << -1;
}

void tst_FetchText::readsRetryAfter()
{
    QFETCH(QByteArray, value);
    QFETCH(int, seconds);
    const std::chrono::system_clock::time_point now(510s);
    const auto wait = parseRetryAfter(value, now);
    QCOMPARE(wait.has_value(), seconds >= 0);
    if (wait)
        QCOMPARE(wait->count(), qint64{seconds} * 1000);
}

void tst_FetchText::readsProposedNames_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("a token") << QByteArray("attachment; filename=a.txt") << QByteArray("a.txt");
    QTest::newRow("quoted") << QByteArray("attachment; filename=\"a; b\\\".txt\"; x=1")
                            << QByteArray("a; b\".txt");
    QTest::newRow("extended") << QByteArray("attachment; filename*=utf-8'de'%C3%A4.txt; filename=x")
                              << QByteArray("\xc3\xa4.txt");
    QTest::newRow("extended in another charset")
        << QByteArray("a; filename*=iso-8859-1''%E4; filename=x") << QByteArray("x");
    QTest::newRow("no quote at the end") << QByteArray("a; filename=\"abc") << QByteArray("abc");
    QTest::newRow("a backslash at the end") << QByteArray("a; filename=\"abc\\") << QByteArray("abc\\");
    QTest::newRow("none") << QByteArray("inline") << QByteArray();
    QTest::newRow("empty") << QByteArray("a; filename=") << QByteArray();
    QTest::newRow("only semicolons") << QByteArray(";;;=;;") << QByteArray();
    QTest::newRow("extended without quotes")
        << QByteArray("a; filename*=utf-8; filename=x") << QByteArray("x");
}

void tst_FetchText::readsProposedNames()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, name);
    QCOMPARE(dispositionFileName(value), name);
}

void tst_FetchText::namesAreCutBetweenCharacters()
{
    for (int length = 30; length < 60; ++length) {
        const QByteArray name = cleanFileName(QByteArray("\xf0\x9f\x98\x80").repeated(length) + ".jpeg");
        QVERIFY(name.size() <= 120);
        QVERIFY(name.endsWith(".jpeg"));
        QVERIFY(QString::fromUtf8(name).toUtf8() == name);
        QVERIFY(!QString::fromUtf8(name).contains(QChar::ReplacementCharacter));
    }
}

void tst_FetchText::keepsHeadersWithoutTheirSecrets()
{
    FetchAnswer answer;
    answer.add("HTTP/1.1 302 Found\r\n");
    answer.add("Set-Cookie: session=s3cret; HttpOnly\r\n");
    answer.add("Location: https://me:s3cret@example.org/\r\n");
    answer.add("X-Kept: as it is\r\n");
    QVERIFY2(!answer.headers().contains("s3cret"), answer.headers().constData());
    QVERIFY(answer.headers().contains("Set-Cookie: session="));
    QVERIFY(answer.headers().contains("@example.org/"));
    QVERIFY(answer.headers().contains("X-Kept: as it is\r\n"));
    QCOMPARE(answer.location(), "https://me:s3cret@example.org/");
}

void tst_FetchText::keepsHeadersUpToABound()
{
    FetchAnswer answer;
    answer.add("HTTP/1.1 200 OK\r\n");
    for (int line = 0; line < 300; ++line)
        answer.add("X-Long: " + QByteArray(1000, 'x') + "\r\n");
    answer.add("Content-Type: text/" + QByteArray(100'000, 'x') + "\r\n");
    answer.add("Content-Length: 5\r\n");
    QVERIFY(answer.headers().size() < 17 * 1024);
    QVERIFY(answer.headers().endsWith("lines more)\r\n"));
    QVERIFY(answer.contentType().size() <= 256);
    QCOMPARE(answer.length(), 5); // what it says counts all the same
}

QTEST_GUILESS_MAIN(tst_FetchText)
#include "tst_fetchtext.moc"

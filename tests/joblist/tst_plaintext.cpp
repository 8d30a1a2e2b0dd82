#include "core/joblist/plaintextparser.h"
#include "core/joblist/urlcheck.h"

#include <QTest>

using namespace millrace;
using Kind = PlainLine::Kind;

Q_DECLARE_METATYPE(millrace::PlainLine::Kind)

class PlainTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatALineIs_data();
    void tellsWhatALineIs();
    void takesOffTheBlanksAroundALine();
    void keepsABlankThatABackslashProtects();
    void recognisesBinariesByTheirBeginning_data();
    void recognisesBinariesByTheirBeginning();
};

void PlainTextTest::tellsWhatALineIs_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char *line, Kind kind) { QTest::newRow(line) << QByteArray(line) << kind; };

    row("", Kind::Blank);
    row(" \t ", Kind::Blank);
    row("# a comment", Kind::Blank);
    row("   # an indented comment", Kind::Blank);

    row("http://example.org", Kind::Fetch);
    row("HTTPS://EXAMPLE.org/", Kind::Fetch);
    row("https://example.org:8443/a?b=c#d", Kind::Fetch);
    row("https://user:secret@example.org/", Kind::Fetch);
    row("http://127.0.0.1:8080/x", Kind::Fetch);
    row("http://[::1]:8080/x", Kind::Fetch);
    row("https://b\xC3\xBC"
        "cher.example/\xC3\xA4",
        Kind::Fetch);
    row("http://example.org/{a}|b^c\"<>", Kind::Fetch);
    row("http://host_with_underscores/", Kind::Fetch);
    row("http://example.org?at=a@b:c", Kind::Fetch);
    row("http://example.org:/", Kind::Fetch);

    row("http://", Kind::BadUrl);
    row("http:///path", Kind::BadUrl);
    row("http:example.org", Kind::BadUrl);
    row("http://example.org/a b", Kind::BadUrl);
    row("http://example.org/a\tb", Kind::BadUrl);
    row("http://example.org/a\rhttp://example.org/b", Kind::BadUrl);
    row("http://example.org:99999/", Kind::BadUrl);
    row("http://example.org:0/", Kind::BadUrl);
    row("http://example.org:80x/", Kind::BadUrl);
    row("http://[::1/", Kind::BadUrl);
    row("http://exa<mple.org/", Kind::BadUrl);
    row("https://:443/", Kind::BadUrl);
    row("https://user@/", Kind::BadUrl);
    row("https://example.org\\@other.example/", Kind::BadUrl);
    row("https://example.org@other.example@third.example/", Kind::BadUrl);

    row("ftp://example.org/x", Kind::SchemeRefused);
    row("file:///etc/passwd", Kind::SchemeRefused);
    row("FILE:/etc/passwd", Kind::SchemeRefused);
    row("javascript:alert(1)", Kind::SchemeRefused);
    row("JavaScript: alert(1)", Kind::SchemeRefused);
    row("data:text/html,x", Kind::SchemeRefused);
    row("mailto:a@example.org", Kind::SchemeRefused);
    row("magnet:?xt=urn:btih:0", Kind::SchemeRefused);
    row("git+ssh://example.org/x", Kind::SchemeRefused);
    row("s3://bucket/key and more", Kind::SchemeRefused);

    row("true", Kind::Command);
    row("foo:bar", Kind::Command);
    row("curl http://example.org", Kind::Command);
    row("http GET example.org", Kind::Command);
    row("http :8080/path", Kind::Command);
    row("https", Kind::Command);
    row("URL=http://example.org make fetch", Kind::Command);
    row(": http://example.org", Kind::Command);
    row("//host/share", Kind::Command);
    row("echo '# not a comment'", Kind::Command);
    row("./a.sh # what the shell makes of it", Kind::Command);
    row("<img src=\"/dev/zero\">", Kind::Command);
}

void PlainTextTest::tellsWhatALineIs()
{
    QFETCH(QByteArray, line);
    QFETCH(Kind, kind);
    QCOMPARE(classifyPlainLine(line).kind, kind);
}

void PlainTextTest::takesOffTheBlanksAroundALine()
{
    QCOMPARE(classifyPlainLine(" \thttp://example.org/ \t").text, QByteArrayView("http://example.org/"));
    QCOMPARE(classifyPlainLine("  echo  a  b  ").text, QByteArrayView("echo  a  b"));
}

void PlainTextTest::keepsABlankThatABackslashProtects()
{
    QCOMPARE(classifyPlainLine("touch a\\ ").text, QByteArrayView("touch a\\ "));
    QCOMPARE(classifyPlainLine("touch a\\   ").text, QByteArrayView("touch a\\ "));
}

void PlainTextTest::recognisesBinariesByTheirBeginning_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("binary");
    QTest::newRow("program") << QByteArray("\x7f"
                                           "ELF\x02\x01\x01\0\0",
                                           9)
                             << true;
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n", 8) << true;
    QTest::newRow("document") << QByteArray("%PDF-1.4\n%text") << true;
    QTest::newRow("zeros") << QByteArray(4096, '\0') << true;
    QTest::newRow("UTF-16 without a mark") << QByteArray("e\0c\0h\0o\0 \0a\0b\0c\0d\0", 18) << true;
    QByteArray noise;
    for (quint32 state = 1; noise.size() < 8192; state = state * 1664525 + 1013904223)
        noise.append(static_cast<char>(state >> 24));
    QTest::newRow("noise") << noise << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("one NUL") << QByteArray("a\0b", 3) << false;
    QTest::newRow("colours") << QByteArray("printf '\x1b[1m'\n").repeated(9) << false;
    QTest::newRow("Latin-1") << QByteArray("echo caf\xe9\n").repeated(9) << false;
    QTest::newRow("Japanese") << QByteArray("echo \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\n").repeated(9)
                              << false;
}

void PlainTextTest::recognisesBinariesByTheirBeginning()
{
    QFETCH(QByteArray, head);
    QFETCH(bool, binary);
    QCOMPARE(looksBinary(head), binary);
}

QTEST_APPLESS_MAIN(PlainTextTest)
#include "tst_plaintext.moc"

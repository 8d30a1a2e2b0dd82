#include "core/queue/jobspec.h"
#include "core/queue/visibletext.h"

#include <QTest>

using namespace millrace;
using namespace Qt::StringLiterals;

namespace {

JobSpec fetch(const QByteArray &url)
{
    JobSpec spec;
    spec.kind = JobKind::Fetch;
    spec.what = url;
    return spec;
}

JobSpec command(const QByteArray &line)
{
    JobSpec spec;
    spec.what = line;
    return spec;
}

} // namespace

class tst_JobSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHostIsWhatTheCapCounts_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("plain") << "http://example.org/a"_ba
                               << "example.org"_ba;
        QTest::newRow("upper case") << "HTTPS://Example.ORG/a"_ba
                                    << "example.org"_ba;
        QTest::newRow("no path") << "http://example.org"_ba
                                 << "example.org"_ba;
        QTest::newRow("query at once") << "http://example.org?q=/@x"_ba
                                       << "example.org"_ba;
        QTest::newRow("own port") << "http://example.org:8080/"_ba
                                  << "example.org:8080"_ba;
        QTest::newRow("the scheme's port") << "http://example.org:80/"_ba
                                           << "example.org"_ba;
        QTest::newRow("the scheme's port, tls") << "https://example.org:0443/"_ba
                                                << "example.org"_ba;
        QTest::newRow("the other scheme's port") << "https://example.org:80/"_ba
                                                 << "example.org:80"_ba;
        QTest::newRow("empty port") << "http://example.org:/"_ba
                                    << "example.org"_ba;
        QTest::newRow("user") << "http://me:p@ss@example.org/"_ba
                              << "example.org"_ba;
        QTest::newRow("IPv6") << "http://[::1]/"_ba
                              << "[::1]"_ba;
        QTest::newRow("IPv6 and port") << "http://[::1]:81/"_ba
                                       << "[::1]:81"_ba;
        QTest::newRow("no URL") << "example.org"_ba
                                << ""_ba;
    }
    void theHostIsWhatTheCapCounts()
    {
        QFETCH(QByteArray, url);
        QTEST(hostOf(fetch(url)), "host");
        QCOMPARE(hostOf(command(url)), QByteArray());
    }

    void shownTextHidesPasswordsAndNothingElse_data()
    {
        QTest::addColumn<bool>("isFetch");
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QString>("shown");
        QTest::newRow("none") << true << "http://a/b@c:d"_ba << u"http://a/b@c:d"_s;
        QTest::newRow("user only") << true << "http://me@a/"_ba << u"http://me@a/"_s;
        QTest::newRow("password") << true << "http://me:secret@a/"_ba << u"http://me:***@a/"_s;
        QTest::newRow("password with @ and :") << true << "http://me:s:e@cret@a/"_ba << u"http://me:***@a/"_s;
        QTest::newRow("in a command") << false << "curl -o x http://me:secret@a/ ftp://b:c@d"_ba
                                      << u"curl -o x http://me:***@a/ ftp://b:***@d"_s;
        QTest::newRow("no command hides") << false << "echo ://a:$(rm)@b ://a:`rm`@b ://a:;rm -r x@b"_ba
                                          << u"echo ://a:$(rm)@b ://a:`rm`@b ://a:;rm -r x@b"_s;
    }
    void shownTextHidesPasswordsAndNothingElse()
    {
        QFETCH(bool, isFetch);
        QFETCH(QByteArray, what);
        QTEST(shownText(isFetch ? fetch(what) : command(what)), "shown");
    }

    void whatHidesIsMadeVisible_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "grün 猫 😀"_ba << u"grün 猫 😀"_s;
        QTest::newRow("control") << QByteArray("a\n\x1b[0m\x7f\0b", 9) << u"a␊␛[0m␡␀b"_s;
        QTest::newRow("tab") << "a\tb"_ba << u"a b"_s;
        QTest::newRow("bidirectional") << "a\u202Eb\u2066c"_ba << u"a<U+202E>b<U+2066>c"_s;
        QTest::newRow("zero width") << "a\u200Bb\uFEFFc\u00ADd"_ba << u"a<U+200B>b<U+FEFF>c<U+00AD>d"_s;
        QTest::newRow("tags") << "a\U000E0041b"_ba << u"a<U+E0041>b"_s;
        QTest::newRow("next line") << "a\u0085b\u2028c"_ba << u"a<U+0085>b<U+2028>c"_s;
        QTest::newRow("no UTF-8") << "a\xFF\xC3(\xE2\x82"_ba << u"a<FF><C3>(<E2><82>"_s;
        QTest::newRow("overlong, surrogate") << "\xC0\xAF\xED\xA0\x80"_ba << u"<C0><AF><ED><A0><80>"_s;
    }
    void whatHidesIsMadeVisible()
    {
        QFETCH(QByteArray, bytes);
        QTEST(visibleText(bytes), "shown");
    }

    void longTextIsCut()
    {
        QCOMPARE(visibleText("123456789"_ba, 9), u"123456789"_s);
        QCOMPARE(visibleText("1234567890"_ba, 9), u"12345678…"_s);
        QCOMPARE(visibleText("1234567\u202E"_ba, 9), u"1234567<…"_s);
        QCOMPARE(visibleText("1234567😀0"_ba, 9), u"1234567…"_s);
        QCOMPARE(visibleText(QString(1000, u'ü')).size(), 512);
        QCOMPARE(shownText(command(QByteArray(1'000'000, 'x')), 10).size(), 10);
    }
};

QTEST_APPLESS_MAIN(tst_JobSpec)
#include "tst_jobspec.moc"

#!/usr/bin/env python3
"""Plants each mistake that check.py is there to find, and its harmless neighbour, and looks what is found.

usage: tst_structure.py QT_HEADERS
"""

import sys

sys.dont_write_bytecode = True

from arrows import QtHeaders, check_arrows  # noqa: E402
from houserules import RULES, check_rules  # noqa: E402
from sourcetree import Source  # noqa: E402

# The rule that must speak up (None: none may), the file, its text.
PLANTED = [
    ("arrow", "core/deferred/a.h", '#pragma once\n#include <QString>\n'),
    ("arrow", "core/deferred/a.h", '#pragma once\n#include <QtCore/qglobal.h>\n'),
    ("arrow", "core/deferred/a.h", '#pragma once\n#include "core/queue/jobid.h"\n'),
    (None, "core/deferred/a.h", '#pragma once\n#include <memory>\n#include "core/deferred/clock.h"\n'),
    ("arrow", "core/queue/a.cpp", '#include <QTimer>\n'),
    ("arrow", "core/queue/a.cpp", '#include "core/store/store.h"\n'),
    ("arrow", "core/queue/a.cpp", '#include <QNetworkReply>\n'),
    (None, "core/queue/a.cpp", '#include <QObject>\n#include "core/deferred/deferred.h"\n'),
    ("arrow", "core/joblist/a.cpp", '#include "core/queue/jobqueue.h"\n'),
    (None, "core/joblist/a.cpp", '#include "core/queue/jobspec.h"\n#include <QThread>\n'),
    ("arrow", "core/runners/fetch/a.cpp", '#include "ui/text/jobtext.h"\n'),
    ("arrow", "core/runners/fetch/a.cpp", '#include <QPainter>\n'),
    (None, "core/runners/fetch/a.cpp", '#include <QImageReader>\n#include <curl/curl.h>\n#include <qcorotask.h>\n'),
    ("arrow", "core/store/a.cpp", '#include "core/runners/fetch/fetchrunner.h"\n'),
    (None, "core/store/a.cpp", '#include <sqlite3.h>\n'),
    ("arrow", "ui/window/a.cpp", '#include "core/runners/command/commandrunner.h"\n'),
    ("arrow", "ui/window/a.cpp", '#include "core/store/store.h"\n'),
    ("arrow", "ui/window/a.cpp", '#include <QNetworkAccessManager>\n'),
    ("arrow", "ui/window/a.cpp", '#include <QtNetwork/QTcpSocket>\n'),
    ("arrow", "ui/window/a.cpp", '#include <QProcess>\n'),
    ("arrow", "ui/window/a.cpp", '#include <qcorotask.h>\n'),
    ("arrow", "ui/window/a.cpp", '#include "app/settings.h"\n'),
    ("arrow", "ui/window/a.cpp", '#include "../models/jobtablemodel.h"\n'),
    (None, "ui/window/a.cpp", '#include <QTableView>\n#include "core/joblist/joblistreader.h"\n'),
    ("arrow", "app/a.cpp", '#include "tests/support/probe.h"\n'),
    (None, "app/a.cpp", '#include <QLocalServer>\n#include "core/store/store.h"\n'),

    ("long-file", "ui/a.cpp", "int a;\n" * 301),
    (None, "ui/a.cpp", "int a;\n" * 300),
    ("long-function", "ui/a.cpp", "void f()\n{\n" + "    g();\n" * 51 + "}\n"),
    (None, "ui/a.cpp", "void f()\n{\n" + "    g();\n" * 50 + "}\n\nclass A\n{\n" + "    int a;\n" * 60 + "};\n"),
    ("connect-context", "ui/a.cpp", "connect(a, &A::b, [this](int c, int d) { e(c, d); });\n"),
    ("connect-context", "ui/a.cpp", "QTimer::singleShot(0, [this] { b(); });\n"),
    (None, "ui/a.cpp", "connect(a, &A::b, this, [this](int c) { d(c); });\nconnect(a, &A::b, c, &C::d);\n"),
    (None, "ui/a.cpp", "// connect(a, &A::b, [this] { c(); });\n"),
    ("capture-by-reference", "core/a.cpp", "std::move(d).addCallback([&] { return e; });\n"),
    ("capture-by-reference", "ui/a.cpp", "connect(a, &A::b, this,\n        [&, c] { d(); });\n"),
    (None, "ui/a.cpp", "std::sort(a.begin(), a.end(), [&](int b, int c) { return d[b] < d[c]; });\n"),
    ("pragma-once", "ui/a.h", "int a;\n"),
    ("file-name", "ui/MainWindow.cpp", "int a;\n"),
    ("nested-loop", "ui/a.cpp", "dialog.exec();\n"),
    ("nested-loop", "ui/a.cpp", "QMessageBox::question(this, a, b);\n"),
    ("nested-loop", "ui/a.cpp", "QFileDialog::getOpenFileNames(this);\n"),
    ("nested-loop", "app/a.cpp", "QEventLoop loop;\n"),
    ("nested-loop", "app/main.cpp", "return application.exec();\nreturn dialog->exec();\n"),
    (None, "app/main.cpp", "return application.exec();\n"),
    (None, "core/a.cpp", "sqlite3_exec(a);\n::execve(a, b, c);\n"),
    ("process-events", "ui/a.cpp", "QCoreApplication::processEvents();\n"),
    ("wait-for", "app/a.cpp", "process.waitForFinished();\n"),
    ("wait-for", "core/runners/a.cpp", "QCoro::waitFor(task);\n"),
    (None, "tests/app/tst_a.cpp", "process.waitForFinished();\n"),
    ("pause", "tests/app/tst_a.cpp", "QTest::qWait(20);\n"),
    (None, "tests/ui/look.cpp", "QTest::qWait(20);\n"),
    (None, "tests/app/tst_a.cpp", "QTest::qWaitFor(done);\n"),
    ("sleep", "core/a.cpp", "std::this_thread::sleep_for(a);\n"),
    ("sleep", "tests/ui/tst_a.cpp", "QThread::msleep(20);\n"),
    ("old-connect", "ui/a.cpp", "connect(a, SIGNAL(b()), c, SLOT(d()));\n"),
    (None, "ui/a.cpp", "QDBusConnection::sessionBus().connect(a, b, c, this, SLOT(d()));\n"),
    (None, "core/a.cpp", "auto a = waitForRoom(b);\n"),
    ("whole-module", "ui/a.cpp", "#include <QtWidgets>\n"),
    ("shell-out", "app/a.cpp", 'std::system("true");\n'),
    ("debug-print", "ui/a.cpp", "qDebug() << a;\n"),
    ("coroutine-room", "ui/a.cpp", "co_await a;\n"),
    (None, "core/runners/fetch/a.cpp", "co_await a;\n"),
    ("vague-name", "ui/a.cpp", "class JobManager {};\n"),
    ("machine-path", "tests/a.sh", "cd /home/somebody/src\n"),
    ("machine-path", "ui/a.cpp", "// as ../shared says\n"),
    (None, "ui/a.cpp", 'u"/tmp/x"_s; u"https://example.org/work/a"_s;\n'),
    ("tag-line", "core/queue/a.cpp", "/// What it is. \\cost O(n)\n"),
    ("leftover", "ui/a.cpp", "// TODO later\n"),
    ("leftover", "README.md", ">>>>>>> theirs\n"),
]


def main(qt_headers):
    qt = QtHeaders(qt_headers)
    wrong = 0
    for rule, path, text in PLANTED:
        sources = [Source(path, text)]
        found = {finding.rule for finding in check_arrows(sources, qt) + check_rules(sources)}
        if found != ({rule} if rule else set()):
            wrong += 1
            print(f"FAIL: {path} with {text[:60]!r}: expected {rule}, found {sorted(found) or None}")
    untried = {rule.name for rule in RULES} - {rule for rule, _, _ in PLANTED}
    for name in sorted(untried):
        wrong += 1
        print(f"FAIL: nothing is planted for {name}")
    print(f"{len(PLANTED)} planted, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#include "core/store/datalock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace millrace;
using Holder = DataLock::Holder;

class TestDataLock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneProgramOwnsADirectory();
    void aKilledOwnerLeavesNoLock();
    void aStartedProgramDoesNotKeepTheLock();
    void aLockFileThatWasRemovedIsNotHeldByTwo();
    void aDirectoryThatCannotBeMadeIsTold();

private:
    QTemporaryDir m_directory;
};

void TestDataLock::oneProgramOwnsADirectory()
{
    const QString path = m_directory.filePath(u"one"_s);
    auto first = DataLock::take(path);
    QVERIFY(first.holder == Holder::Us && first.lock.isHeld());
    const auto second = DataLock::take(path);
    QVERIFY(second.holder == Holder::Somebody && !second.lock.isHeld());
    QCOMPARE(second.pid, getpid());
    QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    first.lock = DataLock();
    QVERIFY(DataLock::take(path).holder == Holder::Us);
}

void TestDataLock::aKilledOwnerLeavesNoLock()
{
    const QString path = m_directory.filePath(u"killed"_s);
    int ready[2];
    QCOMPARE(pipe(ready), 0);
    const pid_t owner = fork();
    if (owner == 0) {
        const auto taken = DataLock::take(path);
        const char byte = taken.holder == Holder::Us ? 'y' : 'n';
        if (write(ready[1], &byte, 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    char byte = 0;
    QCOMPARE(read(ready[0], &byte, 1), 1);
    QCOMPARE(byte, 'y');
    const auto refused = DataLock::take(path);
    QVERIFY(refused.holder == Holder::Somebody);
    QCOMPARE(refused.pid, owner);
    kill(owner, SIGKILL);
    waitpid(owner, nullptr, 0);
    QVERIFY(DataLock::take(path).holder == Holder::Us);
    close(ready[0]);
    close(ready[1]);
}

void TestDataLock::aStartedProgramDoesNotKeepTheLock()
{
    const QString path = m_directory.filePath(u"inherited"_s);
    auto taken = DataLock::take(path);
    const pid_t child = fork();
    if (child == 0) {
        execlp("sleep", "sleep", "30", nullptr);
        _exit(127);
    }
    // Until the child has become the other program, it has our descriptors.
    QTRY_VERIFY(QFileInfo(u"/proc/%1/exe"_s.arg(child)).symLinkTarget() !=
                QFileInfo(u"/proc/self/exe"_s).symLinkTarget());
    taken.lock = DataLock();
    QVERIFY(DataLock::take(path).holder == Holder::Us);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
}

void TestDataLock::aLockFileThatWasRemovedIsNotHeldByTwo()
{
    const QString path = m_directory.filePath(u"removed"_s);
    const auto first = DataLock::take(path);
    QVERIFY(QFile::remove(path + u"/lock"_s));
    const auto second = DataLock::take(path); // a new file: this one is the lock now
    QVERIFY(second.holder == Holder::Us);
    QVERIFY(DataLock::take(path).holder == Holder::Somebody);
}

void TestDataLock::aDirectoryThatCannotBeMadeIsTold()
{
    QFile file(m_directory.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto attempt = DataLock::take(file.fileName() + u"/data"_s);
    QVERIFY(attempt.holder == Holder::Nobody);
    QVERIFY(!attempt.error.isEmpty());
}

QTEST_GUILESS_MAIN(TestDataLock)
#include "tst_datalock.moc"

#include "tests/support/windowkit.h"
#include "ui/details/background.h"
#include "ui/details/resultview.h"

#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <array>

using namespace millrace;
using namespace millrace::test;
using namespace Qt::StringLiterals;

namespace {

/// As many files as there are threads, none of which answers before it is told to.
class DeadFiles
{
public:
    explicit DeadFiles(QObject *context)
    {
        for (BackgroundLoad &load : m_loads) {
            load.start(
                context,
                [state = m_state] {
                    state->reading.release();
                    state->answers.acquire();
                    return 0;
                },
                [](int) {});
        }
        m_state->reading.acquire(BackgroundLoad::threads);
    }
    ~DeadFiles() { m_state->answers.release(BackgroundLoad::threads); }
    DeadFiles(const DeadFiles &) = delete;
    DeadFiles &operator=(const DeadFiles &) = delete;

private:
    struct State
    {
        QSemaphore reading, answers;
    };
    std::shared_ptr<State> m_state = std::make_shared<State>();
    std::array<BackgroundLoad, BackgroundLoad::threads> m_loads;
};

constexpr const char *deadFile = "a dead file";
constexpr int ended = 42;

/// What theProgramEndsThoughAFileIsDead() starts.
int endWithADeadFile(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QObject context;
    BackgroundLoad load;
    const auto reading = std::make_shared<QSemaphore>();
    load.start(
        &context,
        [reading] {
            reading->release();
            QSemaphore().acquire(); // Nobody will ever release it.
            return 0;
        },
        [](int) {});
    reading->acquire();
    return ended;
}

/// Writes down which results it is to compare.
class ComparingHost : public ScriptedHost
{
public:
    std::vector<JobNumber> compared;
    void compareResult(JobNumber job, int, std::function<void(bool)> answer) override
    {
        compared.push_back(job);
        answer(false);
    }
};

} // namespace

/// What is read off the GUI thread for somebody who looks on.
class TestBackground : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsReadIsHandedOver();
    void whatWasSupersededIsNotBegun();
    void whatWasDroppedIsNotHandedOver();
    void deadFilesTakeNoThreadThatOthersWaitFor();
    void theProgramEndsThoughAFileIsDead();
    void ofResultsThatWerePassedByNoneIsCompared();
};

void TestBackground::whatIsReadIsHandedOver()
{
    BackgroundLoad load;
    int got = 0;
    load.start(
        this, [] { return 7; }, [&got](int read) { got = read; });
    QTRY_COMPARE(got, 7);
}

void TestBackground::whatWasSupersededIsNotBegun()
{
    auto begun = std::make_shared<std::atomic<int>>(0);
    QList<int> got;
    BackgroundLoad load;
    {
        const DeadFiles dead(this);
        for (int file = 0; file < 10; ++file) {
            load.start(
                this,
                [begun, file] {
                    ++*begun;
                    return file;
                },
                [&got](int read) { got << read; });
        }
    }
    QTRY_COMPARE(got, QList<int>{9});
    QCOMPARE(begun->load(), 1);
}

void TestBackground::whatWasDroppedIsNotHandedOver()
{
    const auto answer = std::make_shared<QSemaphore>();
    const auto reading = std::make_shared<QSemaphore>();
    BackgroundLoad dropped, other;
    int got = 0;
    dropped.start(
        this,
        [reading, answer] {
            reading->release();
            answer->acquire();
            return 1;
        },
        [&got](int read) { got += read; });
    reading->acquire();
    dropped.drop();
    answer->release();
    {
        const DeadFiles all(this); // Begins once that one has ended.
    }
    other.start(
        this, [] { return 10; }, [&got](int read) { got += read; });
    QTRY_VERIFY(got >= 10);
    QCOMPARE(got, 10);
}

void TestBackground::deadFilesTakeNoThreadThatOthersWaitFor()
{
    const DeadFiles dead(this);
    QCOMPARE(QThreadPool::globalInstance()->activeThreadCount(), 0);
    const auto sorted = std::make_shared<QSemaphore>();
    QThreadPool::globalInstance()->start([sorted] { sorted->release(); });
    QTRY_COMPARE(sorted->available(), 1);
}

void TestBackground::theProgramEndsThoughAFileIsDead()
{
    QProcess program;
    const QSignalSpy finished(&program, &QProcess::finished);
    program.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(deadFile)});
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
    QCOMPARE(program.exitCode(), ended);
}

void TestBackground::ofResultsThatWerePassedByNoneIsCompared()
{
    const QTemporaryDir folder;
    auto outcome = std::make_shared<JobOutcome>();
    outcome->folder = folder.path();
    outcome->file = u"result"_s;
    write(folder, outcome->file, "what it printed");
    ComparingHost host;
    ResultView view(host);
    for (int number = 1; number <= 10; ++number) {
        JobRecord job;
        job.id = JobId{static_cast<std::uint32_t>(number), 1};
        job.number = JobNumber{static_cast<quint64>(number)};
        job.state = JobState::Finished;
        job.outcome = outcome;
        view.show(job);
    }
    QTRY_VERIFY(!host.compared.empty());
    QCOMPARE(host.compared, std::vector<JobNumber>{JobNumber{10}});
}

int main(int argc, char **argv)
{
    if (argc == 2 && QByteArrayView(argv[1]) == QByteArrayView(deadFile))
        return endWithADeadFile(argc, argv);
    const QApplication app(argc, argv);
    TestBackground test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_background.moc"

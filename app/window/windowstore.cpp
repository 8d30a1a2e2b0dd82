#include "app/window/windowstore.h"

#include "app/storetext.h"
#include "app/window/datalockwait.h"
#include "app/window/widthbound.h"
#include "ui/window/mainwindow.h"
#include "ui/window/windowparts.h"

namespace millrace {

namespace {

constexpr std::chrono::seconds again{1};

} // namespace

WindowStore::WindowStore(Program &program, MainWindow &window, const DataDirectory &data, QObject *parent)
    : QObject(parent), m_program(program), m_window(window), m_data(data)
{}

WindowStore::~WindowStore() = default;

void WindowStore::open(DataLock::Attempt lock, const QueueSettings &settings)
{
    m_settings = settings;
    take(std::move(lock));
}

void WindowStore::take(DataLock::Attempt lock)
{
    if (lock.holder == DataLock::Holder::Us) {
        if (m_wait)
            m_window.setStoreTrouble({});
        Q_EMIT owned();
        return openStore(std::move(lock.lock));
    }
    m_window.setStoreTrouble(lockSentence(lock, m_data.path));
    if (m_wait)
        return;
    m_wait = std::make_unique<DataLockWait>(m_data.path, again);
    connect(m_wait.get(), &DataLockWait::tried, this,
            [this](const std::shared_ptr<DataLock::Attempt> &attempt) { take(std::move(*attempt)); });
}

void WindowStore::watch()
{
    connect(&m_program, &Program::troubled, this,
            [this](const StoreTrouble &trouble) { m_window.setStoreTrouble(storeTroubleSentence(trouble)); });
    connect(&m_program, &Program::recovered, this, [this] { m_window.setStoreTrouble({}); });
    connect(&m_program, &Program::rebuilt, this, [this](const LoadReport &report) {
        m_window.showNotice(damageSentence(report), Banner::Subject::Store);
    });
}

void WindowStore::openStore(DataLock lock)
{
    watch();
    const auto settle = [settings = m_settings,
                         &window = m_window](const std::optional<QueueSettings> &kept) {
        QueueSettings settled = kept.value_or(settings);
        settled.hostCap = settings.hostCap;
        settled.width = boundedWidth(settled.width, window); // Before anything launches.
        return settled;
    };
    m_program.openStore(std::move(lock), m_data, settle)
        .addCallback([this](const LoadReport &report) { takeReport(report); })
        .addErrback<StoreRefusedError>([this](const StoreRefusedError &error) {
            m_isKeeping = false;
            m_window.setStoreTrouble(refusalSentence(error.reason, m_data.path));
            m_program.queue().setWidth(boundedWidth(m_settings.width, m_window));
            Q_EMIT restored();
        })
        .addErrback([](const Failure &) {}); // Abandoned: the program ends before all jobs were read.
}

void WindowStore::takeReport(const LoadReport &report)
{
    const QString damage = damageSentence(report);
    if (!damage.isEmpty())
        m_window.showNotice(damage, Banner::Subject::Store);
    RestoredCounts counts;
    counts.all = static_cast<qint64>(report.restored);
    counts.again = static_cast<qint64>(report.requeued);
    counts.interrupted = static_cast<qint64>(report.interrupted);
    counts.isDoubtful = report.changesMissing;
    m_window.showRestored(counts);
    Q_EMIT restored();
}

} // namespace millrace

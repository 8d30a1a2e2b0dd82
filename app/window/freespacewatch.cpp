#include "app/window/freespacewatch.h"

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

#include <mutex>
#include <thread>

namespace millrace {

namespace {

// The folder, or what is above it where it does not exist yet.
QString existing(QString folder)
{
    while (!QFileInfo::exists(folder) && !QDir(folder).isRoot())
        folder = QFileInfo(folder).path();
    return folder;
}

} // namespace

/// Outlives the watch while a measurement is underway.
struct FreeSpaceWatch::Answer
{
    std::mutex mutex;
    FreeSpaceWatch *watch;
    bool isUnderway = false; // GUI thread only.
};

FreeSpaceWatch::FreeSpaceWatch(const QString &folder, QObject *parent)
    : QObject(parent), m_folder(folder), m_answer(std::make_shared<Answer>())
{
    m_answer->watch = this;
    connect(&m_timer, &QTimer::timeout, this, &FreeSpaceWatch::measure);
    m_timer.start(std::chrono::seconds(10));
    measure();
}

FreeSpaceWatch::~FreeSpaceWatch()
{
    const std::scoped_lock lock(m_answer->mutex);
    m_answer->watch = nullptr;
}

void FreeSpaceWatch::measure()
{
    if (std::exchange(m_answer->isUnderway, true))
        return;
    // Not of a pool, which the program's end waits for.
    std::thread([answer = m_answer, folder = m_folder] {
        const qint64 bytes = QStorageInfo(existing(folder)).bytesAvailable();
        const std::scoped_lock lock(answer->mutex);
        if (!answer->watch)
            return;
        QMetaObject::invokeMethod(
            answer->watch,
            [watch = answer->watch, bytes] {
                watch->m_answer->isUnderway = false;
                Q_EMIT watch->measured(bytes);
            },
            Qt::QueuedConnection);
    }).detach();
}

} // namespace millrace

#include "core/runners/resultswriter.h"

#include "core/runners/resultsworker.h"

namespace millrace {

namespace {

constexpr qint64 mostOfOne = 4 << 20;
constexpr qint64 mostOfAll = 64 << 20;
constexpr qint64 fewOfOne = 64 << 10;

} // namespace

ResultsWriter::ResultsWriter(ResultsFolder &folder)
    : m_folder(folder), m_worker(std::make_unique<Worker>(folder))
{}

ResultsWriter::~ResultsWriter() = default;

ResultsWriter::FileRef ResultsWriter::open(JobNumber number, int attempt, QByteArray stream,
                                           QByteArray wanted)
{
    return FileRef(new File{number, attempt, std::move(stream), std::move(wanted)});
}

ResultsWriter::FileRef ResultsWriter::adopt(PartFile part)
{
    FileRef file(new File{JobNumber{}, 1, {}, {}});
    file->part = std::move(part);
    return file;
}

void ResultsWriter::append(const FileRef &file, QByteArray bytes)
{
    if (bytes.isEmpty())
        return;
    file->backlog += bytes.size();
    m_worker->backlog += bytes.size();
    m_worker->ask({Order::What::Write, file, std::move(bytes), {}, {}, Haste::None});
}

bool ResultsWriter::isBehind(const FileRef &file) const
{
    return file->backlog > mostOfOne || (m_worker->backlog > mostOfAll && file->backlog > fewOfOne);
}

void ResultsWriter::whenWritten(const FileRef &file, std::function<void()> tell)
{
    m_worker->ask({Order::What::Notify, file, {}, std::move(tell), {}});
}

bool ResultsWriter::hasFailed(const FileRef &file)
{
    return file->failed;
}

void ResultsWriter::keep(const FileRef &file, Told told, Haste haste)
{
    m_worker->ask({Order::What::Keep, file, {}, {}, std::move(told), haste});
}

void ResultsWriter::tryRoom(qint64 bytes, Told told)
{
    m_worker->ask({Order::What::Try, nullptr, {}, {}, std::move(told), Haste::AtOnce, bytes});
}

void ResultsWriter::discard(const FileRef &file, std::function<void()> told)
{
    m_worker->ask({Order::What::Discard, file, {}, std::move(told), {}});
}

} // namespace millrace

#include "core/store/flightrecorder.h"

#include "core/store/checksum.h"
#include "core/store/datawriter.h"
#include "core/store/filesystem.h"
#include "core/store/optionscodec.h"
#include "core/store/outcomefields.h"
#include "core/store/resultfiles.h"

#include <QDataStream>
#include <QFile>

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace millrace {

namespace {

constexpr std::size_t halfSize = 524'288;
constexpr std::size_t frontSize = 64;
constexpr std::size_t fileSize = frontSize + 2 * halfSize;
/// An outcome with more than this in headers and environment is recorded without them.
constexpr qsizetype largest = 16'384;

/// Before each entry; a size of 0 ends a half.
struct Head
{
    std::uint64_t size = 0;
    std::int64_t sum = 0;
};

/// At the front of the file.
struct Front
{
    std::int64_t revision = 0;
    std::int64_t sum = 0;
};

std::int64_t sumOf(std::int64_t revision)
{
    return Checksum(0x72657669).add(revision).value();
}

std::int64_t sumOf(const char *data, std::size_t size)
{
    return Checksum(0x666c69676874).add(std::string_view(data, size)).value();
}

std::size_t padded(std::size_t size)
{
    return (size + 7) / 8 * 8;
}

QString path(const QString &directory)
{
    return directory + u"/millrace.recorder"_s;
}

template <class T>
concept IsDuration = requires(T duration)
{
    duration.count();
};

void put(DataWriter &out, const auto &field)
{
    if constexpr (IsDuration<std::decay_t<decltype(field)>>)
        out << qint64(field.count());
    else if constexpr (std::is_enum_v<std::decay_t<decltype(field)>> ||
                       std::is_integral_v<std::decay_t<decltype(field)>>)
        out << qint64(field);
    else
        out << field;
}

void put(DataWriter &out, const std::optional<std::chrono::milliseconds> &field)
{
    out << qint64(field ? field->count() : -1);
}

template <class Field>
void take(QDataStream &in, Field &field)
{
    qint64 number = 0;
    if constexpr (std::is_same_v<Field, std::optional<std::chrono::milliseconds>>) {
        in >> number;
        if (number >= 0)
            field = std::chrono::milliseconds(number);
    } else if constexpr (IsDuration<Field>) {
        in >> number;
        field = Field(number);
    } else if constexpr (std::is_enum_v<Field> || std::is_integral_v<Field>) {
        in >> number;
        field = static_cast<Field>(number);
    } else {
        in >> field;
    }
}

void encode(const NotedJob &job, bool isWhole, QByteArray &bytes, bool brief)
{
    DataWriter out(bytes);
    for (const std::int64_t number :
         {stored(job.number), std::int64_t(job.state), std::int64_t(job.attempt), std::int64_t(job.priority),
          std::int64_t(job.position), stored(job.queuedAt), stored(job.startedAt), stored(job.endedAt),
          stored(job.heldUntil)})
        out << qint64(number);
    out << isWhole << (job.outcome != nullptr);
    if (isWhole)
        out << quint16(job.queue) << quint8(job.kind) << qint32(job.asked) << job.what << job.key
            << encodedOptions(job.options.get());
    if (!job.outcome)
        return;
    std::optional<JobOutcome> cut;
    if (brief) {
        cut = *job.outcome;
        cut->headers = cut->environment = {};
    }
    const JobOutcome &outcome = cut ? *cut : *job.outcome;
    out << ResultPlace{outcome.folder, outcome.file}.text({}) << outcome.errorFile << outcome.environment;
    eachOutcomeField(outcome, [&out](const auto &field) { put(out, field); });
    out << job.lastLine;
}

void decodeSpec(QDataStream &in, NotedJob &job)
{
    quint16 queue = 0;
    quint8 kind = 0;
    qint32 asked = 0;
    QByteArray options;
    bool understood = true;
    in >> queue >> kind >> asked >> job.what >> job.key >> options;
    job.queue = QueueId(queue);
    job.kind = JobKind(kind);
    job.asked = asked;
    job.options = decodedOptions(options, understood);
}

FlightRecorder::Entry decode(const QByteArray &bytes)
{
    FlightRecorder::Entry entry;
    NotedJob &job = entry.job;
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    bool hasOutcome = false;
    std::array<qint64, 9> numbers{};
    for (qint64 &number : numbers)
        in >> number;
    job.number = JobNumber(quint64(numbers[0]));
    job.state = JobState(quint8(numbers[1]));
    job.attempt = int(numbers[2]);
    job.priority = int(numbers[3]);
    job.position = std::uint64_t(numbers[4]);
    job.queuedAt = wallTime(numbers[5]);
    job.startedAt = wallTime(numbers[6]);
    job.endedAt = wallTime(numbers[7]);
    job.heldUntil = wallTime(numbers[8]);
    in >> entry.isWhole >> hasOutcome;
    if (entry.isWhole)
        decodeSpec(in, job);
    if (hasOutcome) {
        auto outcome = std::make_shared<JobOutcome>();
        QString place;
        in >> place >> outcome->errorFile >> outcome->environment;
        ResultPlace at = ResultPlace::of(place, {});
        outcome->folder = std::move(at.folder);
        outcome->file = std::move(at.file);
        eachOutcomeField(*outcome, [&in](auto &field) { take(in, field); });
        in >> job.lastLine;
        job.outcome = std::move(outcome);
    }
    return entry;
}

} // namespace

FlightRecorder::FlightRecorder(const QString &directory, std::chrono::milliseconds pause)
    : m_path(QFile::encodeName(path(directory))), m_pause(pause)
{
    map();
}

void FlightRecorder::map()
{
    m_tryAgainAt = std::chrono::steady_clock::now() + m_pause;
    const int file = open(m_path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return;
    // With its blocks reserved, writing to the memory can't meet a full disk (which would be a SIGBUS).
    if (reserveBlocks(file, fileSize)) {
        void *memory = mmap(nullptr, fileSize, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0);
        m_memory = memory == MAP_FAILED ? nullptr : static_cast<std::byte *>(memory);
    } else {
        static_cast<void>(ftruncate(file, 0)); // what it got may be the last there is
    }
    close(file);
    if (m_memory) {
        std::memset(m_memory + frontSize, 0, sizeof(Head));
        std::memset(m_memory + frontSize + halfSize, 0, sizeof(Head));
    }
}

FlightRecorder::~FlightRecorder()
{
    if (m_memory)
        munmap(m_memory, fileSize);
}

std::vector<FlightRecorder::Entry> FlightRecorder::read(const QString &directory)
{
    std::array<std::vector<Entry>, 2> halves;
    QFile file(path(directory));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray all = file.read(fileSize);
    for (std::size_t half = 0; half < 2 && std::size_t(all.size()) == fileSize; ++half) {
        const char *at = all.constData() + frontSize + half * halfSize;
        const char *end = at + halfSize;
        for (Head head; at + sizeof head < end; at += sizeof head + padded(head.size)) {
            std::memcpy(&head, at, sizeof head);
            if (head.size == 0 || head.size > std::size_t(end - at) - sizeof head ||
                sumOf(at + sizeof head, head.size) != head.sum)
                break;
            halves[half].push_back(decode(QByteArray(at + sizeof head, qsizetype(head.size))));
        }
    }
    // Which half is the older doesn't matter: of each job, only what goes beyond its row is believed.
    halves[0].insert(halves[0].end(), halves[1].begin(), halves[1].end());
    return std::move(halves[0]);
}

std::int64_t FlightRecorder::durableRevision(const QString &directory)
{
    QFile file(path(directory));
    Front front;
    if (!file.open(QIODevice::ReadOnly) ||
        file.read(reinterpret_cast<char *>(&front), sizeof front) != sizeof front)
        return 0;
    return front.sum == sumOf(front.revision) ? front.revision : 0;
}

bool FlightRecorder::isThere(const QString &directory)
{
    return QFile::exists(path(directory));
}

void FlightRecorder::clear(const QString &directory)
{
    unlink(QFile::encodeName(path(directory)).constData());
}

void FlightRecorder::record(const NotedJob &job, bool isWhole, JobJournal::Mark mark)
{
    if (!m_memory)
        return;
    encode(job, isWhole, m_buffer, false);
    if (m_buffer.size() > largest)
        encode(job, isWhole, m_buffer, true);
    const auto size = std::size_t(m_buffer.size());
    const std::size_t needed = 2 * sizeof(Head) + padded(size);
    if (m_halves[m_current].used + needed > halfSize) {
        if (m_halves[1 - m_current].used > 0)
            return;
        m_current = 1 - m_current;
    }
    Half &half = m_halves[m_current];
    if (half.used + needed > halfSize)
        return;
    std::byte *at = m_memory + frontSize + m_current * halfSize + half.used;
    const Head head{size, sumOf(m_buffer.constData(), size)};
    std::memcpy(at + sizeof head, m_buffer.constData(), size);
    std::memset(at + sizeof head + padded(size), 0, sizeof head);
    std::memcpy(at, &head, sizeof head);
    half.used += sizeof head + padded(size);
    half.last = mark;
}

void FlightRecorder::forget(JobJournal::Mark mark, std::int64_t revision)
{
    if (!m_memory && std::chrono::steady_clock::now() >= m_tryAgainAt)
        map();
    if (!m_memory)
        return;
    const Front front{revision, sumOf(revision)};
    std::memcpy(m_memory, &front, sizeof front);
    for (std::size_t half = 0; half < 2; ++half) {
        if (m_halves[half].used == 0 || m_halves[half].last > mark)
            continue;
        std::memset(m_memory + frontSize + half * halfSize, 0, sizeof(Head));
        m_halves[half] = {};
    }
}

} // namespace millrace

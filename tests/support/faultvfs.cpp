#include "tests/support/faultvfs.h"

#include <QTest>

#include <cstring>
#include <new>
#include <sqlite3.h>

namespace millrace::test {

namespace {

using Fault = FaultVfs::Fault;
using Step = FaultVfs::Step;

/// SQLite allocates it, with room for the real file behind it.
struct File
{
    sqlite3_file base;
    FaultVfs *owner;
    QString *path;

    sqlite3_file *real() { return reinterpret_cast<sqlite3_file *>(this + 1); }
};

File &of(sqlite3_file *file)
{
    return *reinterpret_cast<File *>(file);
}

int codeOf(Fault fault, int whatElse)
{
    return fault == Fault::Full ? SQLITE_FULL : whatElse;
}

int closeFile(sqlite3_file *file)
{
    const int code = of(file).real()->pMethods->xClose(of(file).real());
    delete of(file).path;
    return code;
}

int readFile(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    return of(file).real()->pMethods->xRead(of(file).real(), data, size, offset);
}

int writeFile(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    File &self = of(file);
    const Fault fault = self.owner->next();
    const bool isTorn = fault == Fault::Torn;
    if (fault != Fault::None && fault != Fault::LostSync && !isTorn)
        return codeOf(fault, SQLITE_IOERR_WRITE);
    const int part = isTorn ? size / 2 : size;
    self.owner->record(
        {Step::Kind::Write, *self.path, offset, QByteArray(static_cast<const char *>(data), part)});
    const int code = self.real()->pMethods->xWrite(self.real(), data, part, offset);
    return isTorn ? SQLITE_IOERR_WRITE : code;
}

int truncateFile(sqlite3_file *file, sqlite3_int64 size)
{
    File &self = of(file);
    if (const Fault fault = self.owner->next();
        fault == Fault::Once || fault == Fault::Torn || fault == Fault::Kill)
        return SQLITE_IOERR_TRUNCATE; // a full disk takes less
    self.owner->record({Step::Kind::Truncate, *self.path, size, {}});
    return self.real()->pMethods->xTruncate(self.real(), size);
}

int syncFile(sqlite3_file *file, int flags)
{
    File &self = of(file);
    if (const Fault fault = self.owner->next(); fault != Fault::None)
        return codeOf(fault, SQLITE_IOERR_FSYNC);
    self.owner->record({Step::Kind::Sync, *self.path, 0, {}});
    return self.real()->pMethods->xSync(self.real(), flags);
}

int sizeOfFile(sqlite3_file *file, sqlite3_int64 *size)
{
    return of(file).real()->pMethods->xFileSize(of(file).real(), size);
}

int lockFile(sqlite3_file *file, int level)
{
    return of(file).real()->pMethods->xLock(of(file).real(), level);
}

int unlockFile(sqlite3_file *file, int level)
{
    return of(file).real()->pMethods->xUnlock(of(file).real(), level);
}

int checkReserved(sqlite3_file *file, int *result)
{
    return of(file).real()->pMethods->xCheckReservedLock(of(file).real(), result);
}

int control(sqlite3_file *file, int operation, void *argument)
{
    return of(file).real()->pMethods->xFileControl(of(file).real(), operation, argument);
}

int sectorSize(sqlite3_file *file)
{
    return of(file).real()->pMethods->xSectorSize(of(file).real());
}

int characteristics(sqlite3_file *)
{
    return 0; // promises nothing
}

// Version 1: without shared memory, which an exclusive connection doesn't use.
constexpr sqlite3_io_methods methods{1,        closeFile,  readFile,        writeFile,  truncateFile,
                                     syncFile, sizeOfFile, lockFile,        unlockFile, checkReserved,
                                     control,  sectorSize, characteristics, nullptr,    nullptr,
                                     nullptr,  nullptr,    nullptr,         nullptr};

sqlite3_vfs *system()
{
    return sqlite3_vfs_find("unix");
}

int openFile(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *outFlags)
{
    File &self = *new (file) File{};
    self.owner = static_cast<FaultVfs *>(vfs->pAppData);
    const int code = system()->xOpen(system(), name, self.real(), flags, outFlags);
    if (code != SQLITE_OK)
        return code;
    self.path = new QString(QString::fromUtf8(name ? name : ""));
    self.base.pMethods = &methods;
    return SQLITE_OK;
}

int removeFile(sqlite3_vfs *vfs, const char *name, int syncDirectory)
{
    auto &owner = *static_cast<FaultVfs *>(vfs->pAppData);
    if (const Fault fault = owner.next();
        fault == Fault::Once || fault == Fault::Torn || fault == Fault::Kill)
        return SQLITE_IOERR_DELETE;
    owner.record({Step::Kind::Remove, QString::fromUtf8(name), 0, {}});
    return system()->xDelete(system(), name, syncDirectory);
}

} // namespace

class FaultVfs::Registration
{
public:
    explicit Registration(FaultVfs *owner)
        : m_name("millrace-faults-" + QByteArray::number(quintptr(owner), 16)), m_vfs(*system())
    {
        m_vfs.szOsFile = int(sizeof(File)) + system()->szOsFile;
        m_vfs.zName = m_name.constData();
        m_vfs.pAppData = owner;
        m_vfs.xOpen = openFile;
        m_vfs.xDelete = removeFile;
        sqlite3_vfs_register(&m_vfs, 0);
    }
    ~Registration() { sqlite3_vfs_unregister(&m_vfs); }
    Registration(const Registration &) = delete;
    Registration &operator=(const Registration &) = delete;

    [[nodiscard]] QByteArray name() const { return m_name; }

private:
    QByteArray m_name;
    sqlite3_vfs m_vfs;
};

FaultVfs::FaultVfs()
{
    sqlite3_initialize();
    m_registration = std::make_unique<Registration>(this);
}

FaultVfs::~FaultVfs() = default;

QByteArray FaultVfs::name() const
{
    return m_registration->name();
}

void FaultVfs::arm(Fault fault, int call)
{
    const std::lock_guard lock(m_mutex);
    m_fault = fault;
    m_at = call;
    m_calls = 0;
}

void FaultVfs::awaitCalls(int more) const
{
    const int before = m_calls;
    QTRY_VERIFY_WITH_TIMEOUT(m_calls >= before + more, 60'000);
}

FaultVfs::Fault FaultVfs::next()
{
    const std::lock_guard lock(m_mutex);
    ++m_calls;
    const bool lasts = m_fault == Fault::Full || m_fault == Fault::Kill;
    const bool hits = m_fault != Fault::None && (m_calls == m_at || (lasts && m_calls > m_at));
    return hits ? m_fault : Fault::None;
}

void FaultVfs::startRecording()
{
    const std::lock_guard lock(m_mutex);
    m_isRecording = true;
    m_steps.clear();
}

void FaultVfs::mark(std::int64_t said)
{
    record({Step::Kind::Mark, {}, said, {}});
}

std::vector<FaultVfs::Step> FaultVfs::takeSteps()
{
    const std::lock_guard lock(m_mutex);
    m_isRecording = false;
    return std::exchange(m_steps, {});
}

void FaultVfs::record(Step step)
{
    const std::lock_guard lock(m_mutex);
    if (m_isRecording)
        m_steps.push_back(std::move(step));
}

} // namespace millrace::test

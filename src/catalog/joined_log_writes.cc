// A VFS around SQLite's default one: everything but the log is handed through untouched.
#include "catalog/joined_log_writes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include <sqlite3.h>

namespace amicast::catalog {
namespace {

constexpr const char* vfs_name = "amicast-joined-log-writes";

// SQLite's own layer takes no more than this at once, since a page is never larger than half of it.
constexpr std::size_t joined_bytes_max = 0x1ffff;

sqlite3_vfs* inner_vfs() {
    static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
    return found;
}

// What lies in the memory that SQLite has for an open log, and behind it the inner file. Lives from
// a successful open to the close.
struct LogFile {
    sqlite3_file base{};
    std::vector<std::uint8_t> pending{};  // written and not passed on yet
    sqlite3_int64 pending_at = 0;         // where it goes

    sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods* methods() { return inner()->pMethods; }

    int pass_on() {
        if (pending.empty()) return SQLITE_OK;
        const int written = methods()->xWrite(inner(), pending.data(),
                                              static_cast<int>(pending.size()), pending_at);
        // What could not be written is kept: the error may go to a reader, whose transaction can
        // go on and commit, and then the log must not lack a part of it.
        if (written == SQLITE_OK) pending.clear();
        return written;
    }
};

LogFile& log_of(sqlite3_file* file) {
    return *reinterpret_cast<LogFile*>(file);
}

int close_log(sqlite3_file* file) {
    LogFile& log = log_of(file);
    const int passed = log.pass_on();
    const int closed = log.methods()->xClose(log.inner());
    std::destroy_at(&log);
    return closed != SQLITE_OK ? closed : passed;
}

int read_log(sqlite3_file* file, void* out, int bytes, sqlite3_int64 offset) {
    LogFile& log = log_of(file);
    const int passed = log.pass_on();
    return passed != SQLITE_OK ? passed : log.methods()->xRead(log.inner(), out, bytes, offset);
}

int write_log(sqlite3_file* file, const void* data, int bytes, sqlite3_int64 offset) {
    LogFile& log = log_of(file);
    const auto end = log.pending_at + static_cast<sqlite3_int64>(log.pending.size());
    const std::size_t joined_bytes = log.pending.size() + static_cast<std::size_t>(bytes);
    const bool joins = offset == end && joined_bytes <= joined_bytes_max;
    if (!joins) {
        const int passed = log.pass_on();
        if (passed != SQLITE_OK) return passed;
        log.pending_at = offset;
    }
    const auto* from = static_cast<const std::uint8_t*>(data);
    try {
        log.pending.insert(log.pending.end(), from, from + bytes);
    } catch (const std::bad_alloc&) {
        return SQLITE_IOERR_NOMEM;
    }
    return SQLITE_OK;
}

int truncate_log(sqlite3_file* file, sqlite3_int64 size) {
    LogFile& log = log_of(file);
    const int passed = log.pass_on();
    return passed != SQLITE_OK ? passed : log.methods()->xTruncate(log.inner(), size);
}

int sync_log(sqlite3_file* file, int flags) {
    LogFile& log = log_of(file);
    const int passed = log.pass_on();
    return passed != SQLITE_OK ? passed : log.methods()->xSync(log.inner(), flags);
}

int size_of_log(sqlite3_file* file, sqlite3_int64* size) {
    LogFile& log = log_of(file);
    const int passed = log.pass_on();
    return passed != SQLITE_OK ? passed : log.methods()->xFileSize(log.inner(), size);
}

int lock_log(sqlite3_file* file, int level) {
    return log_of(file).methods()->xLock(log_of(file).inner(), level);
}

int unlock_log(sqlite3_file* file, int level) {
    return log_of(file).methods()->xUnlock(log_of(file).inner(), level);
}

int check_reserved_lock(sqlite3_file* file, int* reserved) {
    return log_of(file).methods()->xCheckReservedLock(log_of(file).inner(), reserved);
}

int control_log(sqlite3_file* file, int operation, void* argument) {
    return log_of(file).methods()->xFileControl(log_of(file).inner(), operation, argument);
}

int sector_size(sqlite3_file* file) {
    return log_of(file).methods()->xSectorSize(log_of(file).inner());
}

int device_characteristics(sqlite3_file* file) {
    return log_of(file).methods()->xDeviceCharacteristics(log_of(file).inner());
}

// Version 1: the log needs neither shared memory nor mapping.
const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = close_log,
    .xRead = read_log,
    .xWrite = write_log,
    .xTruncate = truncate_log,
    .xSync = sync_log,
    .xFileSize = size_of_log,
    .xLock = lock_log,
    .xUnlock = unlock_log,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_log,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    if ((flags & SQLITE_OPEN_WAL) == 0)
        return inner_vfs()->xOpen(inner_vfs(), name, file, flags, flags_out);
    LogFile& log = *std::construct_at(reinterpret_cast<LogFile*>(file));
    const int opened = inner_vfs()->xOpen(inner_vfs(), name, log.inner(), flags, flags_out);
    if (opened == SQLITE_OK) {
        log.base.pMethods = &log_methods;
        return SQLITE_OK;
    }
    // SQLite asks for this even after a failed open, which it does not know of here.
    if (log.inner()->pMethods != nullptr) log.inner()->pMethods->xClose(log.inner());
    std::destroy_at(&log);
    file->pMethods = nullptr;  // not open
    return opened;
}

}  // namespace

const char* joined_log_writes() {
    static const char* const name = []() -> const char* {
        if (inner_vfs() == nullptr) return nullptr;
        // The others of its functions get the inner one's own data, as if it had been asked.
        static sqlite3_vfs vfs = *inner_vfs();
        vfs.pNext = nullptr;
        vfs.zName = vfs_name;
        vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + inner_vfs()->szOsFile;
        vfs.xOpen = open_file;
        return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK ? vfs_name : nullptr;
    }();
    return name;
}

}  // namespace amicast::catalog

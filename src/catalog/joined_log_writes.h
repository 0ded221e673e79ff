// SQLite writes each page of its log with two small writes. This passes a transaction's worth of
// them on as one.
#pragma once

namespace amicast::catalog {

// Makes the file system layer known to SQLite under the name it returns, once per process. Null
// when SQLite does not take it: then its own does as well, only slower.
//
// Only the log (-wal) is treated so. What is written to it stays in memory until it is flushed,
// read back, or grows past a bound. That is sound because nobody else looks at those bytes earlier:
// a commit with synchronous=FULL flushes the log before it shows the new frames to readers, and a
// process that dies before the flush has not answered. What could not be written is tried again by
// whatever comes next, so that an error of the write is at the latest the flush's.
const char* joined_log_writes();

}  // namespace amicast::catalog

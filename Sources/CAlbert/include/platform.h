/* What Swift cannot say about the machine: memory that may fail, files, threads, atomics. Knows nothing of ALBERT.
 * Every function here is hidden in the shipped library. */
#ifndef ALBERT_PLATFORM_H
#define ALBERT_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* --- memory.c ---------------------------------------------------------------------------------------------------- */

/* `byte_count` bytes aligned to 64, not zeroed; NULL when there are none to be had (or byte_count is above PTRDIFF_MAX).
 * A count of 0 gives a valid pointer. Large blocks are asked of the system in huge pages. */
void *albert_memory_allocate(size_t byte_count);
/* The same, all zeros, aligned for any type; pages that are never written take no memory. */
void *albert_memory_allocate_zeros(size_t byte_count);
/* Grows a block from albert_memory_allocate, keeping its first `old_byte_count` bytes; NULL leaves the old block as it was. */
void *albert_memory_grow(void *block, size_t old_byte_count, size_t byte_count);
void albert_memory_free(void *block);
/* Allocations made since the start of the process: tests assert that a warm forward makes none. */
int64_t albert_memory_allocation_count(void);

/* --- file.c ------------------------------------------------------------------------------------------------------ */

/* Opens a regular file for reading: O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, then fstat. `directory` is a descriptor
 * that a relative `path` starts from, or -1 for the working directory. Gives the descriptor, or -errno; -EISDIR for a
 * directory and -EINVAL for anything else that is no regular file. */
int albert_file_open(int directory, const char *path, int64_t *byte_count);
/* Opens a directory to start paths from: the descriptor, or -errno. */
int albert_directory_open(const char *path);
/* Reads exactly `byte_count` bytes at `offset`, through EINTR and short reads: 0, -errno, or 1 when the file ended early. */
int albert_file_read(int file, void *bytes, size_t byte_count, int64_t offset);
/* The file's size now, or -errno. */
int64_t albert_file_size(int file);
/* What tells whether the file at `path`, below an open directory (-1: the current one), was replaced or written to: device, inode, size, time of the last write in
 * nanoseconds. 0 or -errno. */
int albert_file_stamp(int directory, const char *path, int64_t stamp[4]);
void albert_file_close(int file);
/* Puts the first name (in byte order) in the directory `path` that begins with `start` into `name`; false when there is none. */
bool albert_directory_find(const char *path, const char *start, char *name, size_t capacity);
/* Whether `path` (from `directory` or -1) names anything. */
bool albert_file_exists(int directory, const char *path);
/* The system's sentence for an errno, maybe in `text`. Thread-safe. */
const char *albert_system_message(int reason, char *text, size_t capacity);
/* The path of the loaded object (library or program) that holds this code, "" when unknown. Static for the process. */
const char *albert_own_path(void);
/* The path of the running program, "" when unknown. Static for the process. */
const char *albert_program_path(void);

/* --- new_file.c --------------------------------------------------------------------------------------------------- */

/* What writes: each gives 0 or -errno, except where it says otherwise. `directory` is a descriptor that `name` starts from, or
 * -1 for the working directory. */

/* Creates a file that must not exist yet, and never through a link: the descriptor, or -errno. */
int albert_file_create(int directory, const char *name);
/* Writes all `byte_count` bytes at the file's end, through EINTR and short writes. */
int albert_file_append(int file, const void *bytes, size_t byte_count);
/* Waits until the file's bytes (or a directory's names) are on the disk, and closes it in any case. */
int albert_file_finish(int file);
int albert_file_sync(int file);
int albert_file_rename(int from_directory, const char *from, int to_directory, const char *to);
int albert_file_remove(int directory, const char *name);
int albert_directory_make(int directory, const char *name);
/* Makes a directory that nothing else has, called `parent`/.albert-…, and puts its path into `path`. */
int albert_directory_make_temporary(const char *parent, char *path, size_t capacity);
int albert_directory_remove(int directory, const char *name);
/* Locks an open directory against whoever else asks for the lock, until the descriptor is closed: 0, -EWOULDBLOCK where another
 * holds it, or -errno. */
int albert_directory_lock(int directory);
/* Also for children that were forked while it was locked. */
void albert_directory_unlock(int directory);
/* Whether an open directory has been removed meanwhile. */
bool albert_directory_is_removed(int directory);
/* What `name` is, links not followed: 0 nothing, 1 a directory, 2 anything else; or -errno. */
int albert_file_kind(int directory, const char *name);
/* The absolute path without links, to be freed with free(); NULL where there is none. */
char *albert_file_real_path(const char *path);
/* Puts the first name (in byte order) after `after` in the directory `path` that ends with `end` into `name`; false when there is
 * none. */
bool albert_directory_find_after(const char *path, const char *after, const char *end, char *name, size_t capacity);

/* --- watch.c ------------------------------------------------------------------------------------------------------ */

/* How one thread watches or stops the work of another. */
typedef struct albert_watch albert_watch;
albert_watch *albert_watch_new(void); /* NULL without memory */
void albert_watch_free(albert_watch *watch);
/* Claims the watch for one call (false: it is in use) and forgets the last call's progress. */
bool albert_watch_enter(albert_watch *watch);
void albert_watch_leave(albert_watch *watch);
void albert_watch_cancel(albert_watch *watch); /* async-signal-safe */
void albert_watch_reset(albert_watch *watch);
void albert_watch_set_deadline(albert_watch *watch, double seconds); /* negative: none */
/* 0: go on, 1: cancelled, 2: past the deadline. Cheap enough for every few microseconds. NULL: 0. Once it is not 0 it stays
 * until the next enter, whatever is taken back meanwhile. */
int albert_watch_state(albert_watch *watch);
void albert_watch_set_progress(albert_watch *watch, int64_t done, int64_t total); /* NULL: nothing */
void albert_watch_progress(const albert_watch *watch, int64_t *done, int64_t *total);

/* --- call_record.c ------------------------------------------------------------------------------------------------ */

/* Where one call reports its failure, in memory taken beforehand, together with its watch. */
typedef struct albert_call_record albert_call_record;
albert_call_record *albert_call_record_new(void); /* NULL without memory */
void albert_call_record_free(albert_call_record *record);
/* Claims the record for one call (false: it is in use) and forgets the last one's failure. */
bool albert_call_record_begin(albert_call_record *record);
void albert_call_record_end(albert_call_record *record);
/* Between begin and end. Texts are copied, cut where they are too long; control characters become '?'. */
void albert_call_record_fail(albert_call_record *record, int32_t status, const char *place, const char *message,
                             int64_t byte_offset, int32_t system_error);
albert_watch *albert_call_record_watch(albert_call_record *record);
int32_t albert_call_record_status(const albert_call_record *record);
const char *albert_call_record_message(const albert_call_record *record);
const char *albert_call_record_place(const albert_call_record *record);
int64_t albert_call_record_byte_offset(const albert_call_record *record);
int32_t albert_call_record_system_error(const albert_call_record *record);

/* --- threads.c ---------------------------------------------------------------------------------------------------- */

/* Runs task(context, index, thread) for every index below `task_count`, on up to `thread_count` threads, the caller among them,
 * and returns when all are done. Which indices a thread gets is fixed by its number: index i goes to thread i mod
 * thread_count. Where another call holds the pool, or no thread can be started, the caller runs them all: the same results.
 * `thread` is below thread_count, and no two tasks run with the same one at the same time: it picks a task's scratch.
 * Workers spin briefly for the next work, then sleep. The child of a fork() starts without workers and makes its own. */
typedef void albert_task(void *context, int32_t index, int32_t thread);
void albert_threads_run(int32_t thread_count, int32_t task_count, albert_task *task, void *context);
/* min(affinity mask, cgroup quota, ALBERT_NUM_THREADS), at least 1; what albert_threads_set_default said, if it did. */
int32_t albert_threads_default(void);
void albert_threads_set_default(int32_t count); /* 0: back to the machine's */
/* 0 when ALBERT_NUM_THREADS is absent or good, 1 when it is no number from 1 to 1024 (it is then ignored, and reported). */
int albert_threads_environment_error(void);

/* A lock for short sections, in which no lock is made or freed. A fork() waits for those that are held and gives the child all
 * of them free. */
typedef struct albert_lock albert_lock;
albert_lock *albert_lock_new(void); /* NULL without memory */
void albert_lock_free(albert_lock *lock);
void albert_lock_acquire(albert_lock *lock);
void albert_lock_release(albert_lock *lock);

/* Puts the caller's floating-point mode to the default (round to nearest, denormals kept) and gives the old one, for
 * albert_float_mode_leave. */
uint64_t albert_float_mode_enter(void);
void albert_float_mode_leave(uint64_t mode);

/* --- handles.c ---------------------------------------------------------------------------------------------------- */

/* Tokens for objects, safe against stale, foreign and random values. A token is kind, slot and generation packed in a
 * pointer that is never followed; a slot whose generations are used up is retired. Acquiring and releasing take no lock. */
void *albert_handle_open(int32_t kind, void *object); /* NULL: no memory, or 1,048,576 handles open */
/* The object, kept alive until albert_handle_release; NULL when the token is not an open handle of this kind. */
void *albert_handle_acquire(int32_t kind, const void *token);
/* Ends one use; gives the object when it was closed meanwhile and this was the last use: the caller destroys it. */
void *albert_handle_release(const void *token);
/* Closes the handle. False: not an open handle of this kind. `*object` is the object when nobody uses it, for the caller to
 * destroy, else NULL: the last release gives it. */
bool albert_handle_close(int32_t kind, const void *token, void **object);
/* For tests: pretends that the slot of an open handle has seen all but one of its generations; gives the new token. */
void *albert_handle_age(const void *token);

#pragma GCC visibility pop
#endif

// What puts files on the disk. Nothing here replaces a file by writing into it: it is made under another name, finished, and
// renamed.
#include "platform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int starting_at(int directory) { return directory < 0 ? AT_FDCWD : directory; }

int albert_file_create(int directory, const char *name) {
    int file;
    do file = openat(starting_at(directory), name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    while (file < 0 && errno == EINTR);
    return file < 0 ? -errno : file;
}

static int append(int file, const char *next, size_t byte_count) {
    while (byte_count > 0) {
        size_t request = byte_count < (1u << 30) ? byte_count : (1u << 30);
        ssize_t put = write(file, next, request);
        if (put < 0) {
            if (errno == EINTR) continue;
            return -errno;
        }
        next += put;
        byte_count -= (size_t)put;
    }
    return 0;
}

int albert_file_append(int file, const void *bytes, size_t byte_count) {
    // Beyond the process's limit on file sizes the system sends this thread SIGXFSZ, which ends a program that does not
    // expect it: it is held back, and taken away where this write is what it came from.
    sigset_t too_large, before, pending;
    sigemptyset(&too_large);
    sigaddset(&too_large, SIGXFSZ);
    sigpending(&pending);
    if (pthread_sigmask(SIG_BLOCK, &too_large, &before) != 0) return -EINVAL;
    int outcome = append(file, bytes, byte_count);
    if (outcome == -EFBIG && !sigismember(&pending, SIGXFSZ)) sigtimedwait(&too_large, NULL, &(struct timespec){0, 0});
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return outcome;
}

int albert_file_sync(int file) {
    int outcome;
    do outcome = fsync(file);
    while (outcome != 0 && errno == EINTR);
    // A file system that cannot do this for directories says so in one of these ways: then there is nothing to wait for.
    return outcome == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : -errno;
}

int albert_file_finish(int file) {
    int outcome = albert_file_sync(file);
    // Some systems report a failed write only here; after EINTR the descriptor is gone all the same.
    if (close(file) != 0 && errno != EINTR && outcome == 0) outcome = -errno;
    return outcome;
}

int albert_file_rename(int from_directory, const char *from, int to_directory, const char *to) {
    return renameat(starting_at(from_directory), from, starting_at(to_directory), to) == 0 ? 0 : -errno;
}

int albert_file_remove(int directory, const char *name) {
    return unlinkat(starting_at(directory), name, 0) == 0 ? 0 : -errno;
}

int albert_directory_make(int directory, const char *name) {
    return mkdirat(starting_at(directory), name, 0777) == 0 ? 0 : -errno;
}

int albert_directory_make_temporary(const char *parent, char *path, size_t capacity) {
    // Not mkdtemp: it would give the directory to its owner alone, and this one may become the user's.
    static atomic_uint number;
    for (int attempt = 0; attempt < 1000; attempt++) {
        unsigned next = atomic_fetch_add(&number, 1);
        int length = snprintf(path, capacity, "%s/.albert-%ld-%u", parent, (long)getpid(), next);
        if (length < 0 || (size_t)length >= capacity) return -ENAMETOOLONG;
        if (mkdir(path, 0777) == 0) return 0;
        if (errno != EEXIST) return -errno;
    }
    return -EEXIST;
}

int albert_directory_remove(int directory, const char *name) {
    return unlinkat(starting_at(directory), name, AT_REMOVEDIR) == 0 ? 0 : -errno;
}

bool albert_directory_is_removed(int directory) {
    struct stat status;
    return fstat(directory, &status) != 0 || status.st_nlink == 0;
}

int albert_directory_lock(int directory) {
    int outcome;
    do outcome = flock(directory, LOCK_EX | LOCK_NB);
    while (outcome != 0 && errno == EINTR);
    // A file system without locks cannot have two trainings told apart.
    return outcome == 0 || errno == ENOLCK || errno == ENOTSUP ? 0 : -errno;
}

void albert_directory_unlock(int directory) { flock(directory, LOCK_UN); }

int albert_file_kind(int directory, const char *name) {
    struct stat status;
    if (fstatat(starting_at(directory), name, &status, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT ? 0 : -errno;
    return S_ISDIR(status.st_mode) ? 1 : 2;
}

char *albert_file_real_path(const char *path) { return realpath(path, NULL); }

bool albert_directory_find_after(const char *path, const char *after, const char *end, char *name, size_t capacity) {
    DIR *listing = opendir(path);
    if (listing == NULL) return false;
    bool found = false;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        size_t length = strlen(entry->d_name), end_length = strlen(end);
        if (length < end_length || length >= capacity || strcmp(entry->d_name + length - end_length, end) != 0)
            continue;
        if (strcmp(entry->d_name, after) <= 0) continue;
        if (!found || strcmp(entry->d_name, name) < 0) strcpy(name, entry->d_name);
        found = true;
    }
    closedir(listing);
    return found;
}

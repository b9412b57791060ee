// Files are read, never mapped: a mapped file that shrinks kills the process with SIGBUS.
#include "platform.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int albert_file_open(int directory, const char *path, int64_t *byte_count) {
    // O_NONBLOCK: a FIFO must not make the open wait; it has no effect on regular files.
    int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int file;
    do file = openat(directory < 0 ? AT_FDCWD : directory, path, flags);
    while (file < 0 && errno == EINTR);
    if (file < 0) return -errno;
    struct stat status;
    int reason = 0;
    if (fstat(file, &status) != 0) reason = -errno;
    else if (S_ISDIR(status.st_mode)) reason = -EISDIR;
    else if (!S_ISREG(status.st_mode)) reason = -EINVAL;
    if (reason != 0) {
        close(file);
        return reason;
    }
    *byte_count = status.st_size;
    return file;
}

int albert_directory_open(const char *path) {
    int file;
    do file = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    while (file < 0 && errno == EINTR);
    return file < 0 ? -errno : file;
}

int albert_file_read(int file, void *bytes, size_t byte_count, int64_t offset) {
    char *next = bytes;
    while (byte_count > 0) {
        size_t request = byte_count < (1u << 30) ? byte_count : (1u << 30);
        ssize_t got = pread(file, next, request, offset);
        if (got < 0) {
            if (errno == EINTR) continue;
            return -errno;
        }
        if (got == 0) return 1;
        next += got;
        offset += got;
        byte_count -= (size_t)got;
    }
    return 0;
}

int64_t albert_file_size(int file) {
    struct stat status;
    return fstat(file, &status) == 0 ? (int64_t)status.st_size : -(int64_t)errno;
}

int albert_file_stamp(int directory, const char *path, int64_t stamp[4]) {
    struct stat status;
    if (fstatat(directory < 0 ? AT_FDCWD : directory, path, &status, 0) != 0) return -errno;
    stamp[0] = (int64_t)status.st_dev;
    stamp[1] = (int64_t)status.st_ino;
    stamp[2] = status.st_size;
    stamp[3] = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    return 0;
}

void albert_file_close(int file) { close(file); }

bool albert_directory_find(const char *path, const char *start, char *name, size_t capacity) {
    DIR *listing = opendir(path);
    if (listing == NULL) return false;
    bool found = false;
    for (struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (strncmp(entry->d_name, start, strlen(start)) != 0 || strlen(entry->d_name) >= capacity) continue;
        // The first in order, so that the same directory always gives the same answer.
        if (!found || strcmp(entry->d_name, name) < 0) strcpy(name, entry->d_name);
        found = true;
    }
    closedir(listing);
    return found;
}

bool albert_file_exists(int directory, const char *path) {
    // A link that leads nowhere is there: what it stands for must not be taken for left out.
    struct stat unused;
    return fstatat(directory < 0 ? AT_FDCWD : directory, path, &unused, AT_SYMLINK_NOFOLLOW) == 0;
}

static char own_path[PATH_MAX];
static char program_path[PATH_MAX];

// While the library is loaded, because a relative path means something else once the host has gone to another directory.
__attribute__((constructor)) static void find_paths(void) {
    Dl_info object;
    static const char anchor = 0;
    if (dladdr(&anchor, &object) != 0 && object.dli_fname != NULL && realpath(object.dli_fname, own_path) == NULL)
        own_path[0] = 0;
    ssize_t length = readlink("/proc/self/exe", program_path, sizeof program_path - 1);
    program_path[length > 0 ? length : 0] = 0;
}

const char *albert_own_path(void) { return own_path; }

const char *albert_program_path(void) { return program_path; }

const char *albert_system_message(int reason, char *text, size_t capacity) {
    // The GNU form: returns the message, which may or may not be in `text`.
    return strerror_r(reason, text, capacity);
}

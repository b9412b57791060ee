/* Loaded before the C library: the system calls that put files on the disk, each of which can be made the last one of its
 * process, or fail. Nothing happens until fault_arm is called. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>
#include <unistd.h>

static int countdown, reason;

/* The `number`th call from now, counted from 1, fails with `error`; 0: the process is killed there, between two calls. */
void fault_arm(int number, int error) {
    reason = error;
    countdown = number;
}

/* How many of the calls are still to come. */
int fault_left(void) { return countdown; }

static int fails(void) {
    if (countdown == 0 || --countdown > 0) return 0;
    if (reason == 0) kill(getpid(), SIGKILL);
    errno = reason;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
    /* Half of it arrives, as on a full disk. */
    if (fails()) return errno == ENOSPC && count > 1 ? REAL(write)(file, bytes, count / 2), errno = ENOSPC, -1 : -1;
    return REAL(write)(file, bytes, count);
}
int fsync(int file) { return fails() ? -1 : REAL(fsync)(file); }
int renameat(int from_directory, const char *from, int to_directory, const char *to) {
    return fails() ? -1 : REAL(renameat)(from_directory, from, to_directory, to);
}
int mkdir(const char *path, mode_t mode) { return fails() ? -1 : REAL(mkdir)(path, mode); }
int mkdirat(int directory, const char *path, mode_t mode) {
    return fails() ? -1 : REAL(mkdirat)(directory, path, mode);
}
int unlinkat(int directory, const char *path, int flags) {
    return fails() ? -1 : REAL(unlinkat)(directory, path, flags);
}
int openat(int directory, const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
        if (fails()) return -1;
    }
    return REAL(openat)(directory, path, flags, mode);
}

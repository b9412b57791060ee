// How many threads a call uses when nobody says: what the machine, the control group and the user allow.
#include "platform.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_THREADS = 1024 };

static _Atomic int32_t chosen_default;
static int32_t machine_default = 1;
static int environment_error;
static pthread_once_t count_once = PTHREAD_ONCE_INIT;

// The whole cores that a control group's quota allows, rounded up; 0: no quota.
static int32_t quota_from(const char *path, const char *period_path) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    char text[64] = {0};
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = 0;
    char *end;
    long long quota = strtoll(text, &end, 10), period = 0;
    if (end == text || quota <= 0) return 0;
    if (period_path == NULL) {
        period = strtoll(end, NULL, 10);
    } else if ((file = fopen(period_path, "re")) != NULL) {
        length = fread(text, 1, sizeof text - 1, file);
        fclose(file);
        text[length] = 0;
        period = strtoll(text, NULL, 10);
    }
    if (period <= 0) return 0;
    long long cores = quota / period + (quota % period != 0);
    return cores > MOST_THREADS ? MOST_THREADS : (int32_t)cores;
}

static void count_machine(void) {
    cpu_set_t set;
    int32_t count = 1;
    if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
    int32_t quota = quota_from("/sys/fs/cgroup/cpu.max", NULL);
    if (quota == 0) quota = quota_from("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    if (quota > 0 && quota < count) count = quota;
    const char *text = getenv("ALBERT_NUM_THREADS");
    if (text != NULL && *text != 0) {
        char *end;
        errno = 0;
        long wanted = strtol(text, &end, 10);
        if (errno != 0 || *end != 0 || wanted < 1 || wanted > MOST_THREADS) environment_error = 1;
        else if (wanted < count) count = (int32_t)wanted;
    }
    machine_default = count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
}

int32_t albert_threads_default(void) {
    int32_t count = atomic_load(&chosen_default);
    if (count > 0) return count;
    pthread_once(&count_once, count_machine);
    return machine_default;
}

void albert_threads_set_default(int32_t count) { atomic_store(&chosen_default, count); }

int albert_threads_environment_error(void) {
    pthread_once(&count_once, count_machine);
    return environment_error;
}

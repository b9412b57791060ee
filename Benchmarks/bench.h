/* Timing shared by the benchmark programs: medians of repeated runs on the monotonic clock. */
#ifndef ALBERT_BENCH_H
#define ALBERT_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double bench_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static inline int bench_compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double bench_median(double *times, int count) {
    qsort(times, (size_t)count, sizeof *times, bench_compare);
    return times[count / 2];
}

#endif

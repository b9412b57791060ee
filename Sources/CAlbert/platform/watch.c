// One thread works and reports, another looks on and may stop it. All fields are atomic, and cancelling is one store, so
// that a signal handler may do it.
#include "platform.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

struct albert_watch {
    atomic_bool busy;
    atomic_bool cancelled;
    _Atomic int64_t deadline; // CLOCK_MONOTONIC nanoseconds; INT64_MAX: none
    _Atomic int64_t done;
    _Atomic int64_t total;
    // What the call was seen to stop for. It stays for the call: tasks that skipped their work must not be followed by steps
    // that go on because somebody took the cancel back in between.
    _Atomic int stopping;
};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

albert_watch *albert_watch_new(void) {
    albert_watch *watch = calloc(1, sizeof *watch);
    if (watch != NULL) atomic_init(&watch->deadline, INT64_MAX);
    return watch;
}

void albert_watch_free(albert_watch *watch) { free(watch); }

bool albert_watch_enter(albert_watch *watch) {
    bool free_before = false;
    if (!atomic_compare_exchange_strong(&watch->busy, &free_before, true)) return false;
    atomic_store(&watch->stopping, 0);
    albert_watch_set_progress(watch, 0, 0);
    return true;
}

void albert_watch_leave(albert_watch *watch) { atomic_store(&watch->busy, false); }

void albert_watch_cancel(albert_watch *watch) { atomic_store(&watch->cancelled, true); }

void albert_watch_reset(albert_watch *watch) {
    atomic_store(&watch->cancelled, false);
    atomic_store(&watch->deadline, INT64_MAX);
}

void albert_watch_set_deadline(albert_watch *watch, double seconds) {
    // A century is as good as never, and the sum below must not overflow.
    const double century = 3.2e9;
    bool none = seconds < 0 || seconds > century || isnan(seconds);
    atomic_store(&watch->deadline, none ? INT64_MAX : now() + (int64_t)(seconds * 1e9));
}

int albert_watch_state(albert_watch *watch) {
    if (watch == NULL) return 0;
    int state = atomic_load_explicit(&watch->stopping, memory_order_relaxed);
    if (state != 0) return state;
    int64_t deadline = atomic_load_explicit(&watch->deadline, memory_order_relaxed);
    if (atomic_load_explicit(&watch->cancelled, memory_order_relaxed)) state = 1;
    else if (deadline != INT64_MAX && now() >= deadline) state = 2;
    if (state != 0) atomic_store_explicit(&watch->stopping, state, memory_order_relaxed);
    return state;
}

void albert_watch_set_progress(albert_watch *watch, int64_t done, int64_t total) {
    if (watch == NULL) return;
    atomic_store_explicit(&watch->done, done, memory_order_relaxed);
    atomic_store_explicit(&watch->total, total, memory_order_relaxed);
}

void albert_watch_progress(const albert_watch *watch, int64_t *done, int64_t *total) {
    if (done != NULL) *done = atomic_load_explicit(&watch->done, memory_order_relaxed);
    if (total != NULL) *total = atomic_load_explicit(&watch->total, memory_order_relaxed);
}

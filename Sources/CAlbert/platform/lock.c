// A lock for sections of a few instructions.
#include "platform.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct albert_lock {
    atomic_flag taken;
};

albert_lock *albert_lock_new(void) { return calloc(1, sizeof(albert_lock)); }
void albert_lock_free(albert_lock *lock) { free(lock); }

// A spin that yields: sections are a few instructions long, and there is no owner to be lost over a fork().
void albert_lock_acquire(albert_lock *lock) {
    while (atomic_flag_test_and_set_explicit(&lock->taken, memory_order_acquire)) sched_yield();
}

void albert_lock_release(albert_lock *lock) { atomic_flag_clear_explicit(&lock->taken, memory_order_release); }

// A lock for sections of a few instructions, and for processes that fork: fork() copies a lock that another thread holds as
// held, without the thread that would release it. So forking takes every lock first; what they guard is whole in the child.
#include "platform.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct albert_lock {
    atomic_flag taken;
    albert_lock *next, *previous;
};

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER; // guards the list of all locks
static albert_lock *all_locks;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

static void before_fork(void) {
    pthread_mutex_lock(&list_lock);
    for (albert_lock *lock = all_locks; lock != NULL; lock = lock->next) albert_lock_acquire(lock);
}

static void after_fork(void) {
    for (albert_lock *lock = all_locks; lock != NULL; lock = lock->next) albert_lock_release(lock);
    pthread_mutex_unlock(&list_lock);
}

static void install_fork_handlers(void) { pthread_atfork(before_fork, after_fork, after_fork); }

// Never called while a lock is held: forking takes the list first, then the locks.
albert_lock *albert_lock_new(void) {
    pthread_once(&fork_once, install_fork_handlers);
    albert_lock *lock = calloc(1, sizeof *lock);
    if (lock == NULL) return NULL;
    pthread_mutex_lock(&list_lock);
    lock->next = all_locks;
    if (all_locks != NULL) all_locks->previous = lock;
    all_locks = lock;
    pthread_mutex_unlock(&list_lock);
    return lock;
}

void albert_lock_free(albert_lock *lock) {
    if (lock == NULL) return;
    pthread_mutex_lock(&list_lock);
    if (lock->previous == NULL) all_locks = lock->next;
    else lock->previous->next = lock->next;
    if (lock->next != NULL) lock->next->previous = lock->previous;
    pthread_mutex_unlock(&list_lock);
    free(lock);
}

// A spin that yields: sections are a few instructions long.
void albert_lock_acquire(albert_lock *lock) {
    while (atomic_flag_test_and_set_explicit(&lock->taken, memory_order_acquire)) sched_yield();
}

void albert_lock_release(albert_lock *lock) { atomic_flag_clear_explicit(&lock->taken, memory_order_release); }

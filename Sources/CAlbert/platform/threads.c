// The pool of workers. One for the process; a call that finds it taken runs its tasks alone, which is right and, with the
// cores already busy, no slower. No Dispatch and no Swift concurrency: work queued there never runs after fork().
#include "platform.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define RELAX() _mm_pause()
#elif defined(__aarch64__)
#define RELAX() __asm__ volatile("yield")
#else
#define RELAX() sched_yield()
#endif

// Without optimisation every vector of the kernels lives on the stack, and 256 KiB are not enough for them.
#ifdef DEBUG
enum { WORKER_STACK = 8 << 20 };
#else
enum { WORKER_STACK = 256 << 10 };
#endif
enum { MOST_THREADS = 1024, THREAD_BITS = 16, SPIN_ROUNDS = 4000 };

typedef struct pool {
    pthread_mutex_t owner; // held by the call whose work the pool does
    pthread_mutex_t sleep_lock;
    pthread_cond_t wake;
    // [number of the round | threads that take part]: one word, so that a worker which takes no part and comes late
    // cannot mix two rounds up.
    _Atomic uint64_t round;
    _Atomic int32_t unfinished; // workers that take part and have not yet ended
    _Atomic int32_t
        next_task; // whoever is free takes the next one: a thread that the system interrupts holds nobody up
    _Atomic int32_t sleeping;
    int32_t worker_count;
    int32_t task_count;
    albert_task *task;
    void *context;
} pool;

#define FRESH_POOL                                                                                                    \
    (pool) {                                                                                                          \
        .owner = PTHREAD_MUTEX_INITIALIZER, .sleep_lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER \
    }

static pool the_pool = FRESH_POOL;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

typedef struct worker_start {
    int32_t number;
    uint64_t round;
} worker_start;

static void run_share(int32_t number) {
    // Beyond the count it grows by one for each thread: room is left for that.
    for (;;) {
        int32_t index = atomic_fetch_add_explicit(&the_pool.next_task, 1, memory_order_relaxed);
        if (index >= the_pool.task_count) return;
        the_pool.task(the_pool.context, index, number);
    }
}

static uint64_t wait_for_round(uint64_t seen) {
    for (int spin = 0; spin < SPIN_ROUNDS; spin++) {
        uint64_t round = atomic_load_explicit(&the_pool.round, memory_order_acquire);
        if (round != seen) return round;
        RELAX();
    }
    pthread_mutex_lock(&the_pool.sleep_lock);
    atomic_fetch_add(&the_pool.sleeping, 1);
    uint64_t round;
    while ((round = atomic_load(&the_pool.round)) == seen) pthread_cond_wait(&the_pool.wake, &the_pool.sleep_lock);
    atomic_fetch_sub(&the_pool.sleeping, 1);
    pthread_mutex_unlock(&the_pool.sleep_lock);
    return round;
}

static void *work(void *start) {
    worker_start mine = *(worker_start *)start;
    free(start);
    (void)albert_float_mode_enter();
    uint64_t seen = mine.round;
    for (;;) {
        seen = wait_for_round(seen);
        if (mine.number >= (int32_t)(seen & ((1 << THREAD_BITS) - 1))) continue;
        run_share(mine.number);
        atomic_fetch_sub_explicit(&the_pool.unfinished, 1, memory_order_release);
    }
    return NULL;
}

// Workers must leave the host's signals to the host's threads; but not those that an instruction of their own raises: a host may
// serve page faults by a handler, and a blocked one ends the process.
static bool start_worker(int32_t number) {
    worker_start *start = malloc(sizeof *start);
    if (start == NULL) return false;
    *start = (worker_start){number, atomic_load(&the_pool.round)};
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        free(start);
        return false;
    }
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, WORKER_STACK);
    sigset_t all, before;
    sigfillset(&all);
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};
    for (size_t at = 0; at < sizeof own / sizeof *own; at++) sigdelset(&all, own[at]);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    bool started = pthread_create(&thread, &attributes, work, start) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (!started) free(start);
    return started;
}

// fork() copies only the calling thread: the child has no workers, and locks that others held would stay held.
static void forget_workers(void) { the_pool = FRESH_POOL; }
static void install_fork_handler(void) { pthread_atfork(NULL, NULL, forget_workers); }

void albert_threads_run(int32_t thread_count, int32_t task_count, albert_task *task, void *context) {
    if (thread_count > task_count) thread_count = task_count;
    if (thread_count > MOST_THREADS) thread_count = MOST_THREADS;
    bool alone = thread_count <= 1 || task_count > INT32_MAX - MOST_THREADS;
    if (!alone) {
        pthread_once(&fork_once, install_fork_handler);
        alone = pthread_mutex_trylock(&the_pool.owner) != 0;
    }
    if (!alone) {
        while (the_pool.worker_count < thread_count - 1 && start_worker(the_pool.worker_count + 1))
            the_pool.worker_count++;
        if (thread_count > the_pool.worker_count + 1) thread_count = the_pool.worker_count + 1;
        if (thread_count <= 1) {
            pthread_mutex_unlock(&the_pool.owner);
            alone = true;
        }
    }
    if (alone) {
        for (int32_t index = 0; index < task_count; index++) task(context, index, 0);
        return;
    }
    the_pool.task_count = task_count;
    the_pool.task = task;
    the_pool.context = context;
    atomic_store_explicit(&the_pool.next_task, 0, memory_order_relaxed);
    atomic_store_explicit(&the_pool.unfinished, thread_count - 1, memory_order_relaxed);
    uint64_t number = (atomic_load(&the_pool.round) >> THREAD_BITS) + 1;
    atomic_store(&the_pool.round, number << THREAD_BITS | (uint64_t)thread_count);
    if (atomic_load(&the_pool.sleeping) > 0) {
        pthread_mutex_lock(&the_pool.sleep_lock);
        pthread_cond_broadcast(&the_pool.wake);
        pthread_mutex_unlock(&the_pool.sleep_lock);
    }
    run_share(0);
    // With more threads than free cores the last worker may be waiting for this very core.
    for (int spin = 0; atomic_load_explicit(&the_pool.unfinished, memory_order_acquire) > 0; spin++) {
        if (spin < SPIN_ROUNDS) RELAX();
        else sched_yield();
    }
    pthread_mutex_unlock(&the_pool.owner);
}

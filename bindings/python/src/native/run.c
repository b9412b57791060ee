/* How a native call runs: without the GIL, and so that Ctrl-C stops it.
 *
 * Python looks at signals only between its own instructions and only on the main thread. So a long call on the main thread
 * runs on a thread made for it, while the main thread waits and lets Python look every few milliseconds; where a handler
 * raises, the call is cancelled. A thread costs some 30 µs. A call that will be over in 10 ms, judged by the pace of the
 * same object's earlier calls, runs where it is: Ctrl-C waits for it unnoticed. Threads other than the main one, where
 * Python never handles signals, always run their calls themselves. */
#define _GNU_SOURCE
#include "native.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static const double short_call_seconds = 0.010;
static const long look_nanoseconds = 20 * 1000 * 1000;
/* Added to every call's units, so that tiny calls do not make an object look slow. */
static const double unit_margin = 64;

typedef struct {
    native_body *body;
    void *context;
    albert_call *call;
    int32_t status;
    bool done;
    pthread_mutex_t lock;
    pthread_cond_t finished;
} errand;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void *errand_main(void *argument) {
    errand *work = argument;
    int32_t status = work->body(work->context, work->call);
    pthread_mutex_lock(&work->lock);
    work->status = status;
    work->done = true;
    pthread_cond_signal(&work->finished);
    pthread_mutex_unlock(&work->lock);
    return NULL;
}

/* Signals belong to the program's own threads; those that report this thread's own faults stay. */
static int start(pthread_t *thread, errand *work) {
    sigset_t blocked, before;
    sigfillset(&blocked);
    const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGPROF};
    for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigdelset(&blocked, faults[index]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    int failure = pthread_create(thread, NULL, errand_main, work);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

static bool wait_a_moment(errand *work) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += look_nanoseconds;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&work->lock);
    while (!work->done && pthread_cond_clockwait(&work->finished, &work->lock, CLOCK_MONOTONIC, &until) == 0) {}
    bool done = work->done;
    pthread_mutex_unlock(&work->lock);
    return done;
}

/* Tells `progress` how far the call is. */
static int report(PyObject *progress, albert_call *call) {
    int64_t done, total;
    if (albert_call_progress(call, &done, &total) != ALBERT_OK || total == 0) return 0;
    PyObject *answer = PyObject_CallFunction(progress, "LL", (long long)done, (long long)total);
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

/* NO_THREAD: none could be had, and nothing has run. FORKED: this is a child of the process that made the thread. */
typedef enum { FINISHED, NO_THREAD, FORKED } ending;

/* `*interrupted`: a signal handler or `progress` has raised. */
static ending run_aside(errand *work, PyObject *progress, bool *interrupted) {
    pthread_t thread;
    pthread_mutex_init(&work->lock, NULL);
    pthread_cond_init(&work->finished, NULL);
    pid_t process = getpid();
    bool started = start(&thread, work) == 0;
    for (bool done = !started; !done;) {
        PyThreadState *python = PyEval_SaveThread();
        done = wait_a_moment(work);
        PyEval_RestoreThread(python);
        if (done || *interrupted) continue;
        *interrupted = PyErr_CheckSignals() < 0 || (progress && report(progress, work->call) < 0);
        /* What it called may have forked. The child has no such thread to wait for, and perhaps a lock that it held. */
        if (getpid() != process) return FORKED;
        if (*interrupted) albert_call_cancel(work->call);
    }
    if (started) pthread_join(thread, NULL);
    pthread_cond_destroy(&work->finished);
    pthread_mutex_destroy(&work->lock);
    return started ? FINISHED : NO_THREAD;
}

int native_run(module_state *state, pace *speed, double unit_count, native_body *body, void *context) {
    return native_run_watched(state, speed, unit_count, body, context, NULL);
}

int native_run_watched(module_state *state, pace *speed, double unit_count, native_body *body, void *context,
                       PyObject *progress) {
    if (progress == Py_None) progress = NULL;
    errand work = {.body = body, .context = context};
    int32_t status = albert_call_new(&work.call);
    if (status != ALBERT_OK) return failure_raise(state, status, NULL);

    double units = unit_count + unit_margin;
    bool is_short =
        speed != NULL && speed->seconds_per_unit > 0 && speed->seconds_per_unit * units < short_call_seconds;
    bool interrupted = false;
    double begin = now();
    bool runs_here = progress == NULL && (is_short || gettid() != getpid());
    ending end = runs_here ? NO_THREAD : run_aside(&work, progress, &interrupted);
    if (end == FORKED) {
        albert_call_free(work.call);
        return interrupted ? -1 : failure_forked(state);
    }
    if (end == NO_THREAD) {
        PyThreadState *python = PyEval_SaveThread();
        work.status = body(context, work.call);
        PyEval_RestoreThread(python);
    }
    double seen = (now() - begin) / units;
    if (speed != NULL && work.status == ALBERT_OK && unit_count > 0)
        speed->seconds_per_unit = seen > speed->seconds_per_unit / 2 ? seen : speed->seconds_per_unit / 2;

    if (progress != NULL && !interrupted && work.status == ALBERT_OK) interrupted = report(progress, work.call) < 0;
    int outcome = interrupted ? -1 : work.status == ALBERT_OK ? 0 : failure_raise(state, work.status, work.call);
    albert_call_free(work.call);
    return outcome;
}

/* Call objects: a failure is recorded with its place, a cancel and a deadline stop long calls soon, one object serves one
 * call at a time, and a signal handler may cancel. */
#include "check.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static albert_model *model;
static albert_options *options;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* A call that takes many seconds unless it is stopped: a lot of long texts. */
enum { LONG_TEXTS = 20000, LONG_WORDS = 400 };

typedef struct {
    albert_call *call;
    int32_t status;
    double ended;
} long_call;

static void *run_long_call(void *argument) {
    long_call *mine = (long_call *)argument;
    static char text[LONG_WORDS * 6 + 1];
    if (text[0] == 0)
        for (int i = 0; i < LONG_WORDS; i++) memcpy(text + 6 * i, i % 2 ? "house " : "water ", 6);
    int32_t width = 0;
    albert_hidden_size(model, &width, NULL);
    const char **texts = (const char **)malloc(LONG_TEXTS * sizeof *texts);
    for (int i = 0; i < LONG_TEXTS; i++) texts[i] = text;
    float *vectors = (float *)malloc(sizeof(float) * LONG_TEXTS * (size_t)width);
    mine->status =
        albert_encode(model, texts, NULL, LONG_TEXTS, options, vectors, (int64_t)LONG_TEXTS * width, mine->call);
    mine->ended = now();
    free(vectors);
    free(texts);
    return NULL;
}

static void wait_for_progress(albert_call *call) {
    int64_t done = 0, total = 0;
    for (double start = now(); total == 0 && now() - start < 120; usleep(1000))
        albert_call_progress(call, &done, &total);
    CHECK(total > 0 && done <= total, "progress is %lld of %lld", (long long)done, (long long)total);
}

static void failures_are_recorded(void) {
    albert_call *call = NULL;
    CHECK(albert_call_new(&call) == ALBERT_OK, "a call object");
    CHECK(albert_call_status(call) == ALBERT_OK && strcmp(albert_call_message(call), "") == 0, "it begins empty");
    CHECK(albert_call_byte_offset(call) == -1 && albert_call_system_error(call) == 0, "it begins without a place");
    albert_model *none = NULL;
    int32_t status = albert_model_open("/nonexistent/model", NULL, &none, call);
    CHECK(status == ALBERT_E_IO, "a missing directory: %s", albert_status_name(status));
    CHECK(albert_call_status(call) == status, "the status is kept");
    CHECK(strstr(albert_call_place(call), "/nonexistent/model") != NULL, "the place is %s", albert_call_place(call));
    CHECK(albert_call_message(call)[0] != 0, "there is a message");
    CHECK(albert_call_system_error(call) == 2, "the system's error is %d", (int)albert_call_system_error(call));
    CHECK(albert_options_set(options, "threads", "3x", call) == ALBERT_E_ARGUMENT, "threads=3x");
    CHECK(strcmp(albert_call_place(call), "threads") == 0 && albert_call_system_error(call) == 0,
          "the last one is forgotten");
    CHECK(albert_options_set(options, "threads", "2", call) == ALBERT_OK, "threads=2");
    CHECK(albert_call_status(call) == ALBERT_OK && strcmp(albert_call_message(call), "") == 0, "success empties it");
    char *key = (char *)malloc(10000001);
    memset(key, 'k', 10000000);
    key[10000000] = 0;
    CHECK(albert_options_set(options, key, "1", call) == ALBERT_E_ARGUMENT, "a key of 10 MB");
    CHECK(strlen(albert_call_place(call)) <= 100, "is shown in short");
    CHECK(albert_options_set(options, "", "1", call) == ALBERT_E_ARGUMENT, "an empty key");
    /* A key that takes an integer takes no floating-point number, not even one without a fraction. */
    const double numbers[] = {2, 0.5, -1, NAN, INFINITY};
    for (int i = 0; i < 5; i++) {
        CHECK(albert_options_set_float(options, "threads", numbers[i], call) == ALBERT_E_ARGUMENT, "threads=%f",
              numbers[i]);
        CHECK(strcmp(albert_call_place(call), "threads") == 0 &&
                  strstr(albert_call_message(call), "an integer") != NULL,
              "the message says what it takes: %s", albert_call_message(call));
    }
    const double rates[] = {0, -1, NAN, INFINITY, 1e30};
    for (int i = 0; i < 5; i++) {
        CHECK(albert_options_set_float(options, "learning_rate", rates[i], call) == ALBERT_E_ARGUMENT,
              "learning_rate=%f", rates[i]);
        CHECK(strcmp(albert_call_place(call), "learning_rate") == 0, "the place is %s", albert_call_place(call));
    }
    CHECK(albert_options_set_float(options, "learning_rate", 2.5e-4, call) == ALBERT_OK &&
              albert_options_set_int(options, "learning_rate", 1, call) == ALBERT_OK &&
              albert_options_set(options, "learning_rate", "2.5E-4", call) == ALBERT_OK,
          "a rate as a number, a whole number and a text: %s", albert_call_message(call));
    CHECK(albert_options_set_float(options, "no_such_key", 1, call) == ALBERT_E_ARGUMENT, "an unknown key");
    CHECK(strcmp(albert_call_place(call), "no_such_key") == 0 && strstr(albert_call_message(call), "no option") != NULL,
          "is reported as such, not as a wrong type: %s", albert_call_message(call));
    CHECK(albert_call_set_deadline(call, NAN) == ALBERT_E_ARGUMENT, "a deadline of NaN");
    free(key);
    CHECK(albert_call_free(call) == ALBERT_OK && albert_call_free(call) == ALBERT_E_HANDLE, "freeing once and twice");
    CHECK(albert_call_message(call) == NULL && albert_call_place(call) == NULL, "a freed call has no message");
}

static void cancelling(void) {
    long_call mine = {NULL, -1, 0};
    albert_call_new(&mine.call);
    CHECK(albert_call_cancel(mine.call) == ALBERT_OK, "cancel before");
    run_long_call(&mine);
    CHECK(mine.status == ALBERT_E_CANCELLED, "a cancel before the call is not lost: %s",
          albert_status_name(mine.status));
    CHECK(albert_call_reset(mine.call) == ALBERT_OK, "reset");

    pthread_t thread;
    pthread_create(&thread, NULL, run_long_call, &mine);
    wait_for_progress(mine.call);
    albert_result *result = NULL;
    CHECK(albert_fill_mask(model, "a [MASK]", -1, NULL, &result, mine.call) == ALBERT_E_BUSY, "a call object in use");
    double asked = now();
    CHECK(albert_call_cancel(mine.call) == ALBERT_OK && albert_call_cancel(mine.call) == ALBERT_OK, "cancel, twice");
    pthread_join(thread, NULL);
    CHECK(mine.status == ALBERT_E_CANCELLED, "cancelled: %s", albert_status_name(mine.status));
    printf("stopped %.1f ms after the cancel\n", 1000 * (mine.ended - asked));
    CHECK(mine.ended - asked < 0.5, "it took %.0f ms to stop", 1000 * (mine.ended - asked));
    CHECK(albert_call_status(mine.call) == ALBERT_E_CANCELLED, "the call says so");

    CHECK(albert_call_reset(mine.call) == ALBERT_OK, "reset");
    CHECK(albert_fill_mask(model, "a [MASK]", -1, NULL, &result, mine.call) == ALBERT_OK, "call and model go on");
    albert_result_free(result);
    albert_call_free(mine.call);
}

static void deadlines(void) {
    long_call mine = {NULL, -1, 0};
    albert_call_new(&mine.call);
    double start = now();
    CHECK(albert_call_set_deadline(mine.call, 0.2) == ALBERT_OK, "a deadline");
    run_long_call(&mine);
    CHECK(mine.status == ALBERT_E_DEADLINE, "past the deadline: %s", albert_status_name(mine.status));
    printf("stopped %.1f ms after the deadline\n", 1000 * (mine.ended - start - 0.2));
    CHECK(mine.ended - start > 0.19 && mine.ended - start < 1.0, "after %.0f ms", 1000 * (mine.ended - start));
    CHECK(albert_call_set_deadline(mine.call, -1) == ALBERT_OK, "taken back");
    albert_result *result = NULL;
    CHECK(albert_fill_mask(model, "a [MASK]", -1, NULL, &result, mine.call) == ALBERT_OK, "and it goes on");
    albert_result_free(result);
    albert_call_free(mine.call);
}

static albert_call *handled_call;
static volatile sig_atomic_t handled_status = -1;
static void handler(int number) {
    (void)number;
    handled_status = albert_call_cancel(handled_call);
}

static void *raise_later(void *thread) {
    usleep(200000);
    pthread_kill(*(pthread_t *)thread, SIGUSR1);
    return NULL;
}

static void cancelling_from_a_handler(void) {
    long_call mine = {NULL, -1, 0};
    albert_call_new(&mine.call);
    handled_call = mine.call;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigaction(SIGUSR1, &action, NULL);
    pthread_t self = pthread_self(), thread;
    pthread_create(&thread, NULL, raise_later, &self);
    run_long_call(&mine);
    pthread_join(thread, NULL);
    CHECK(handled_status == ALBERT_OK && mine.status == ALBERT_E_CANCELLED, "cancelled by a handler: %s",
          albert_status_name(mine.status));
    albert_call_free(mine.call);
}

/* A call object freed by its owner while the call runs lives until the call returns. */
static void freeing_a_call_in_use(void) {
    long_call mine = {NULL, -1, 0};
    albert_call_new(&mine.call);
    pthread_t thread;
    pthread_create(&thread, NULL, run_long_call, &mine);
    wait_for_progress(mine.call);
    albert_call_set_deadline(mine.call, 0.3);
    CHECK(albert_call_free(mine.call) == ALBERT_OK, "freed while in use");
    CHECK(albert_call_cancel(mine.call) == ALBERT_E_HANDLE, "and then unknown");
    pthread_join(thread, NULL);
    CHECK(mine.status == ALBERT_E_DEADLINE, "its call ends as it would have: %s", albert_status_name(mine.status));
}

int main(void) {
    CHECK(albert_options_new(&options, NULL) == ALBERT_OK, "options");
    CHECK(albert_options_set_int(options, "threads", 2, NULL) == ALBERT_OK, "threads");
    CHECK(albert_model_open(test_model(), options, &model, NULL) == ALBERT_OK, "model");
    failures_are_recorded();
    cancelling();
    deadlines();
    cancelling_from_a_handler();
    freeing_a_call_in_use();
    albert_model_free(model);
    albert_options_free(options);
    return finish();
}

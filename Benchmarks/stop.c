/* How soon a computation stops: the longest time from albert_call_cancel to the call's return, over moments of a forward pass.
 *
 *   stop MODEL_DIRECTORY THREADS [1x512,8x512]
 */
#include <albert.h>

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "bench.h"

static albert_model *model;
static albert_options *options;
static int32_t *ids;
static int64_t *lengths;
static long batch;
static double ended;
static int32_t status;

static int fail(albert_call *call) {
    fprintf(stderr, "%s: %s\n", albert_status_name(albert_call_status(call)), albert_call_message(call));
    return 1;
}

static void *compute(void *call) {
    albert_result *result = NULL;
    status = albert_forward(model, ids, NULL, NULL, lengths, batch, NULL, 0, options, &result, (albert_call *)call);
    ended = bench_now();
    albert_result_free(result);
    return NULL;
}

/* The time of one pass that is cancelled `delay` seconds after its start, counted from the cancel. */
static double stop_after(albert_call *call, double delay) {
    pthread_t thread;
    albert_call_reset(call);
    if (pthread_create(&thread, NULL, compute, call) != 0) exit(1);
    struct timespec pause = {(time_t)delay, (long)((delay - (double)(time_t)delay) * 1e9)};
    nanosleep(&pause, NULL);
    double asked = bench_now();
    albert_call_cancel(call);
    pthread_join(thread, NULL);
    return ended - asked;
}

int main(int argc, char **argv) {
    if (argc < 3) return fprintf(stderr, "usage: stop MODEL_DIRECTORY THREADS [SHAPES]\n"), 2;
    static const char *const outputs[] = {"hidden", "mlm_logits"};
    albert_call *call;
    if (albert_call_new(&call) != ALBERT_OK) return 1;
    if (albert_options_new(&options, call) || albert_options_set(options, "threads", argv[2], call) ||
        albert_model_open(argv[1], options, &model, call))
        return fail(call);
    for (int kind = 0; kind < 2; kind++) {
        char shapes[256];
        snprintf(shapes, sizeof shapes, "%s", argc > 3 ? argv[3] : "1x512,8x512");
        if (albert_options_set(options, "outputs", outputs[kind], call)) return fail(call);
        for (char *rest, *shape = strtok_r(shapes, ",", &rest); shape != NULL; shape = strtok_r(NULL, ",", &rest)) {
            batch = strtol(shape, &shape, 10);
            long length = strtol(shape + 1, NULL, 10), tokens = batch * length;
            ids = malloc(sizeof *ids * (size_t)tokens);
            lengths = malloc(sizeof *lengths * (size_t)batch);
            for (long i = 0; i < tokens; i++) ids[i] = (int32_t)(5 + i * 7919 % 29000);
            for (long i = 0; i < batch; i++) lengths[i] = length;
            double start = bench_now();
            compute(call);
            if (status != ALBERT_OK) return fail(call);
            double whole = ended - start;
            enum { MOMENTS = 20 };
            double waits[MOMENTS];
            int stopped = 0;
            for (int i = 0; i < MOMENTS; i++) {
                double wait = stop_after(call, whole * (i + 0.5) / MOMENTS);
                if (status == ALBERT_E_CANCELLED) waits[stopped++] = wait;
            }
            albert_call_reset(call);
            double median = stopped > 0 ? bench_median(waits, stopped) : 0;
            printf(
                "threads=%s %ldx%ld %s: %.0f ms whole, %d passes stopped after %.1f ms (median), %.1f ms (longest)\n",
                argv[2], batch, length, outputs[kind], whole * 1e3, stopped, median * 1e3,
                stopped > 0 ? waits[stopped - 1] * 1e3 : 0);
            fflush(stdout);
            free(ids);
            free(lengths);
        }
    }
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return 0;
}

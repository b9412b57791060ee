/* Encoder latency on dense shapes: median ms, tokens per second, GFLOP/s.
 *
 *   forward MODEL_DIRECTORY THREADS [1x16,1x128,1x384,8x128,32x64 [DTYPE]]
 */
#include <albert.h>

#include <string.h>

#include "bench.h"

static int fail(albert_call *call) {
    fprintf(stderr, "%s: %s\n", albert_status_name(albert_call_status(call)), albert_call_message(call));
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 3) return fprintf(stderr, "usage: forward MODEL_DIRECTORY THREADS [SHAPES [DTYPE]]\n"), 2;
    char shapes[256];
    snprintf(shapes, sizeof shapes, "%s", argc > 3 ? argv[3] : "1x16,1x128,1x384,8x128,32x64");
    const char *dtype = argc > 4 ? argv[4] : "f32";
    albert_call *call;
    albert_options *options;
    albert_model *model;
    if (albert_call_new(&call) != ALBERT_OK) return 1;
    if (albert_options_new(&options, call) || albert_options_set(options, "threads", argv[2], call) ||
        albert_options_set(options, "dtype", dtype, call) || albert_model_open(argv[1], options, &model, call))
        return fail(call);

    for (char *shape = strtok(shapes, ","); shape != NULL; shape = strtok(NULL, ",")) {
        long batch = strtol(shape, &shape, 10), length = strtol(shape + 1, NULL, 10), tokens = batch * length;
        int32_t *ids = malloc(sizeof *ids * (size_t)tokens);
        int64_t *lengths = malloc(sizeof *lengths * (size_t)batch);
        for (long i = 0; i < tokens; i++) ids[i] = (int32_t)(5 + i * 7919 % 29000);
        for (long i = 0; i < batch; i++) lengths[i] = length;
        enum { MOST_RUNS = 400 };
        double times[MOST_RUNS], end = 0;
        int runs = 0;
        for (int warm = -2; runs < MOST_RUNS && (runs < 5 || bench_now() < end); warm++) {
            if (warm == 0) end = bench_now() + 2;
            albert_result *result;
            double start = bench_now();
            if (albert_forward(model, ids, NULL, NULL, lengths, batch, NULL, 0, options, &result, call))
                return fail(call);
            if (warm >= 0) times[runs++] = bench_now() - start;
            albert_result_free(result);
        }
        double median = bench_median(times, runs);
        double flop = (double)tokens *
                      (12 * (2.0 * (4 * 768 * 768 + 2 * 768 * 3072) + 4.0 * (double)length * 768) + 2 * 128 * 768);
        printf("libalbert %s threads=%s %ldx%ld: median %.2f ms  %.0f tokens/s  %.0f GFLOP/s (base sizes)\n", dtype,
               argv[2], batch, length, median * 1e3, (double)tokens / median, flop / median / 1e9);
        fflush(stdout);
        free(ids);
        free(lengths);
    }
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return 0;
}

/* Eight processes at once, each with its default number of threads, against the same eight one after the other: what crowding
 * costs. Every process opens the model and runs forward passes of 1x128.
 *
 *   crowd MODEL_DIRECTORY [DTYPE]
 */
#include <albert.h>

#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

enum { PROCESSES = 8, PASSES = 5, LENGTH = 128, ROUNDS = 3 };

static int work(const char *directory, const char *dtype) {
    albert_call *call;
    albert_options *options;
    albert_model *model;
    if (albert_call_new(&call) != ALBERT_OK) return 1;
    if (albert_options_new(&options, call) || albert_options_set(options, "dtype", dtype, call) ||
        albert_model_open(directory, options, &model, call))
        return fprintf(stderr, "%s\n", albert_call_message(call)), 1;
    int32_t ids[LENGTH];
    int64_t length = LENGTH;
    for (int i = 0; i < LENGTH; i++) ids[i] = 5 + i * 37 % 9000;
    for (int pass = 0; pass < PASSES; pass++) {
        albert_result *result;
        if (albert_forward(model, ids, NULL, NULL, &length, 1, NULL, 0, options, &result, call)) return 1;
        albert_result_free(result);
    }
    return 0;
}

static double run(int at_once, const char *directory, const char *dtype) {
    double start = bench_now();
    for (int started = 0, ended = 0; ended < PROCESSES;) {
        if (started < PROCESSES && started - ended < at_once) {
            pid_t child = fork();
            if (child < 0) exit(1);
            if (child == 0) _exit(work(directory, dtype));
            started++;
            continue;
        }
        int status;
        if (wait(&status) < 0 || status != 0) exit(1);
        ended++;
    }
    return bench_now() - start;
}

int main(int argc, char **argv) {
    if (argc < 2) return fprintf(stderr, "usage: crowd MODEL_DIRECTORY [DTYPE]\n"), 2;
    const char *dtype = argc > 2 ? argv[2] : "f32";
    double ratios[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        double in_turn = run(1, argv[1], dtype), crowded = run(PROCESSES, argv[1], dtype);
        ratios[round] = crowded / in_turn;
        printf("%s: %d processes one after the other %.2f s, at once %.2f s\n", dtype, PROCESSES, in_turn, crowded);
    }
    printf("%s: at once takes %.2f times as long\n", dtype, bench_median(ratios, ROUNDS));
    return 0;
}

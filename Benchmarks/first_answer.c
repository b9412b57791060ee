/* From process start to the first answer: opens a model, fills one mask, prints the best piece and what it took.
 *
 *   first_answer [MODEL_DIRECTORY [DTYPE]]      run it under /usr/bin/time -v for the whole process
 */
#include <albert.h>

#include <sys/resource.h>

#include "bench.h"

int main(int argc, char **argv) {
    double start = bench_now();
    albert_call *call;
    albert_options *options = NULL;
    albert_model *model;
    albert_result *answers;
    if (albert_call_new(&call) != ALBERT_OK) return 1;
    if (argc > 2 && (albert_options_new(&options, call) || albert_options_set(options, "dtype", argv[2], call)))
        goto failed;
    if (albert_model_open(argc > 1 ? argv[1] : NULL, options, &model, call)) goto failed;
    double opened = bench_now();
    if (albert_fill_mask(model, "The capital of France is [MASK].", -1, NULL, &answers, call)) goto failed;
    double answered = bench_now();
    const char *token;
    if (albert_result_text(answers, "token", 0, &token, NULL, call)) goto failed;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s: open %.1f ms, answer %.1f ms, peak RSS %.1f MB\n", token, (opened - start) * 1e3,
           (answered - opened) * 1e3, (double)usage.ru_maxrss / 1024);
    return 0;
failed:
    fprintf(stderr, "%s\n", albert_call_message(call));
    return 1;
}

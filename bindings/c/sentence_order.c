/* Says how well sentences follow each other, and in which order they would do so best.
 *
 *     sentence_order "He opened the door." "It was dark inside." "So he lit a candle." [-m MODEL_DIRECTORY]
 *
 * At most 8 sentences. Build: cc sentence_order.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>
#include <string.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "sentence_order: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

/* Each sentence with the probability that it follows the one before, and the mean of these. */
static int32_t print_order(albert_result *order, const char *const *sentences, albert_call *call) {
    const float *scores;
    const int32_t *items;
    int32_t status;
    if ((status = albert_result_floats(order, "score", &scores, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(order, "item", &items, NULL, call)) != ALBERT_OK) return status;
    double sum = 0;
    int64_t rows = albert_result_rows(order);
    printf("        %s\n", sentences[items[0]]);
    for (int64_t row = 1; row < rows; row++) {
        printf("%.4f  %s\n", scores[row], sentences[items[row]]);
        sum += scores[row];
    }
    if (rows > 1) printf("coherence %.4f\n", sum / (double)(rows - 1));
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    const char *directory = NULL; /* the model that comes with the library */
    if (argc > 3 && strcmp(argv[argc - 2], "-m") == 0) {
        directory = argv[argc - 1];
        argc -= 2;
    }
    if (argc < 2) {
        fprintf(stderr, "usage: sentence_order SENTENCE... [-m MODEL_DIRECTORY]\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    const char *const *sentences = (const char *const *)(argv + 1);

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_model_open(directory, options, &model, call);
    for (int keep = 1; status == ALBERT_OK && keep >= 0; keep--) {
        albert_result *order = NULL;
        status = albert_options_set_int(options, "keep_order", keep, call);
        if (status == ALBERT_OK)
            status = albert_order_sentences(model, sentences, NULL, argc - 1, options, &order, call);
        if (status == ALBERT_OK) printf(keep ? "as given:\n" : "best order:\n");
        if (status == ALBERT_OK) status = print_order(order, sentences, call);
        albert_result_free(order);
    }
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

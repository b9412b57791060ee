/* Sorts texts into the labels that a model was trained for, all of them with their scores, best first.
 *
 *     classify MODEL_DIRECTORY "I like it." "They came too late."
 *
 * The model is an AlbertForSequenceClassification. Build: cc classify.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "classify: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

static int32_t print_labels(albert_result *labels, char **texts, albert_call *call) {
    const float *scores;
    const int32_t *items;
    int32_t status;
    if ((status = albert_result_floats(labels, "score", &scores, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(labels, "item", &items, NULL, call)) != ALBERT_OK) return status;
    for (int64_t row = 0; row < albert_result_rows(labels); row++) {
        const char *label;
        if ((status = albert_result_text(labels, "label", row, &label, NULL, call)) != ALBERT_OK) return status;
        if (row == 0 || items[row] != items[row - 1]) printf("%s\n", texts[items[row]]);
        printf("%8.4f  %s\n", scores[row], label);
    }
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: classify MODEL_DIRECTORY TEXT...\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    albert_result *labels = NULL;
    char **texts = argv + 2;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    /* As many as there are: the default is the best one. */
    if (status == ALBERT_OK) status = albert_options_set(options, "top_k", "65536", call);
    if (status == ALBERT_OK) status = albert_model_open(argv[1], options, &model, call);
    if (status == ALBERT_OK)
        status = albert_classify(model, (const char *const *)texts, NULL, NULL, NULL, argc - 2, options, &labels, call);
    if (status == ALBERT_OK) status = print_labels(labels, texts, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(labels);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

/* Scores labels that the model has never seen, each on its own: how probably the text is about it.
 *
 *     zero_shot MODEL_DIRECTORY "The ship sails on Sunday." travel cooking politics
 *
 * The model is an AlbertForSequenceClassification that was trained for entailment (MNLI, for example).
 * Build: cc zero_shot.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "zero_shot: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

static int32_t print_labels(albert_result *labels, albert_call *call) {
    const float *scores;
    int32_t status = albert_result_floats(labels, "score", &scores, NULL, call);
    for (int64_t row = 0; status == ALBERT_OK && row < albert_result_rows(labels); row++) {
        const char *label;
        status = albert_result_text(labels, "label", row, &label, NULL, call);
        if (status == ALBERT_OK) printf("%.4f  %s\n", scores[row], label);
    }
    return status;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: zero_shot MODEL_DIRECTORY TEXT LABEL...\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    albert_result *labels = NULL;
    const char *const *arguments = (const char *const *)argv;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_options_set(options, "template", "This text is about {}.", call);
    if (status == ALBERT_OK) status = albert_options_set(options, "multi_label", "true", call);
    if (status == ALBERT_OK) status = albert_model_open(argv[1], options, &model, call);
    if (status == ALBERT_OK)
        status = albert_zero_shot(model, arguments + 2, NULL, 1, arguments + 3, NULL, argc - 3, options, &labels, call);
    if (status == ALBERT_OK) status = print_labels(labels, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(labels);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

/* Fills the masks of a text.
 *
 *     fill_mask "The president of the United [MASK] signed the law." [MODEL_DIRECTORY [TOP_K]]
 *
 * Build: cc fill_mask.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "fill_mask: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

static int32_t print_answers(albert_result *answers, albert_call *call) {
    const float *scores;
    const int32_t *masks;
    int32_t status;
    if ((status = albert_result_floats(answers, "score", &scores, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(answers, "mask", &masks, NULL, call)) != ALBERT_OK) return status;
    for (int64_t row = 0; row < albert_result_rows(answers); row++) {
        const char *token, *sequence;
        if ((status = albert_result_text(answers, "token", row, &token, NULL, call)) != ALBERT_OK) return status;
        if ((status = albert_result_text(answers, "sequence", row, &sequence, NULL, call)) != ALBERT_OK) return status;
        printf("%d  %6.3f  %-12s %s\n", (int)masks[row], scores[row], token, sequence);
    }
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: fill_mask TEXT [MODEL_DIRECTORY [TOP_K]]\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    albert_result *answers = NULL;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_options_set(options, "top_k", argc > 3 ? argv[3] : "5", call);
    /* NULL: the model that comes with the library. */
    if (status == ALBERT_OK) status = albert_model_open(argc > 2 ? argv[2] : NULL, options, &model, call);
    if (status == ALBERT_OK) status = albert_fill_mask(model, argv[1], -1, options, &answers, call);
    if (status == ALBERT_OK) status = print_answers(answers, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(answers);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

/* Chooses the best continuation of a text, or the best answer to a question.
 *
 *     choose MODEL_DIRECTORY "Who wrote the letter?" "My brother did." "It is on the table."
 *
 * The model is an AlbertForMultipleChoice. Build: cc choose.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "choose: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: choose MODEL_DIRECTORY PROMPT CHOICE CHOICE...\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_model *model = NULL;
    albert_result *ranked = NULL;
    char **choices = argv + 3;
    const float *scores = NULL;
    const int32_t *items = NULL;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_model_open(argv[1], NULL, &model, call);
    if (status == ALBERT_OK)
        status = albert_choose(model, argv[2], -1, (const char *const *)choices, NULL, argc - 3, NULL, &ranked, call);
    if (status == ALBERT_OK) status = albert_result_ints(ranked, "item", &items, NULL, call);
    if (status == ALBERT_OK) status = albert_result_floats(ranked, "score", &scores, NULL, call);
    for (int64_t row = 0; status == ALBERT_OK && row < albert_result_rows(ranked); row++)
        printf("%.4f  %s\n", scores[row], choices[items[row]]);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(ranked);
    albert_model_free(model);
    albert_call_free(call);
    return exit_status;
}

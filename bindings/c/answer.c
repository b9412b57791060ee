/* Finds the answer to a question in a text of any length, which comes from standard input.
 *
 *     answer MODEL_DIRECTORY "Who signed the treaty?" [TOP_K] <treaty.txt
 *
 * The model is an AlbertForQuestionAnswering. Build: cc answer.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>
#include <stdlib.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "answer: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

/* All of `file`, to be freed; NULL where it cannot be read. The text may hold NULs, so its length comes with it. */
static char *read_all(FILE *file, int64_t *byte_count) {
    size_t capacity = 1 << 16, count = 0, more;
    char *text = malloc(capacity);
    while (text != NULL && (more = fread(text + count, 1, capacity - count, file)) > 0) {
        count += more;
        if (count < capacity) continue;
        char *larger = realloc(text, capacity *= 2);
        if (larger == NULL) free(text);
        text = larger;
    }
    *byte_count = (int64_t)count;
    return text;
}

static int32_t print_answers(albert_result *answers, albert_call *call) {
    const float *scores;
    const int32_t *starts, *ends;
    int32_t status;
    if ((status = albert_result_floats(answers, "score", &scores, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(answers, "start", &starts, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(answers, "end", &ends, NULL, call)) != ALBERT_OK) return status;
    for (int64_t row = 0; row < albert_result_rows(answers); row++) {
        const char *answer;
        if ((status = albert_result_text(answers, "answer", row, &answer, NULL, call)) != ALBERT_OK) return status;
        printf("%.4f  bytes %d-%d  %s\n", scores[row], (int)starts[row], (int)ends[row],
               answer[0] == 0 ? "(no answer)" : answer);
    }
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: answer MODEL_DIRECTORY QUESTION [TOP_K] <TEXT\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    albert_result *answers = NULL;
    const char *question = argv[2];
    int64_t byte_count = 0;
    char *text = read_all(stdin, &byte_count);
    const char *context = text;

    int32_t status = text == NULL ? ALBERT_E_MEMORY : albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_options_set(options, "top_k", argc > 3 ? argv[3] : "3", call);
    /* The text may hold no answer, and scores from its parts shall compare. */
    if (status == ALBERT_OK) status = albert_options_set(options, "impossible", "true", call);
    if (status == ALBERT_OK) status = albert_options_set(options, "comparable", "true", call);
    if (status == ALBERT_OK) status = albert_model_open(argv[1], options, &model, call);
    if (status == ALBERT_OK)
        status = albert_answer(model, &question, NULL, &context, &byte_count, 1, options, &answers, call);
    if (status == ALBERT_OK) status = print_answers(answers, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    free(text);
    albert_result_free(answers);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

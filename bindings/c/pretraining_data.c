/* Turns text files (a paragraph per line, a blank line between documents) into examples for pre-training.
 *
 *     pretraining_data TOKENIZER NEW_DIRECTORY TEXT_FILE...
 *
 * Build: cc pretraining_data.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "pretraining_data: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: pretraining_data TOKENIZER NEW_DIRECTORY TEXT_FILE...\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_tokenizer *tokenizer = NULL;
    albert_result *counts = NULL;
    const char *const *paths = (const char *const *)(argv + 3);

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_options_set_int(options, "seed", 1, call);
    if (status == ALBERT_OK) status = albert_options_set(options, "masking", "on_reading", call);
    if (status == ALBERT_OK) status = albert_tokenizer_open(argv[1], NULL, &tokenizer, call);
    if (status == ALBERT_OK)
        status = albert_pretraining_data_write(tokenizer, paths, argc - 3, argv[2], options, &counts, call);
    int32_t columns = 0;
    if (status == ALBERT_OK) columns = albert_result_column_count(counts);
    for (int32_t column = 0; status == ALBERT_OK && column < columns; column++) {
        const char *text = NULL, *name = albert_result_column_name(counts, column);
        status = albert_result_text(counts, name, 0, &text, NULL, call);
        if (status == ALBERT_OK) printf("%s %s\n", name, text);
    }
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(counts);
    albert_tokenizer_free(tokenizer);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

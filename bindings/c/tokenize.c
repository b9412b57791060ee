/* Splits a text, or a pair of texts, into the pieces of a vocabulary.
 *
 *     tokenize TOKENIZER TEXT [SECOND_TEXT]
 *
 * TOKENIZER is a tokenizer.json, a spiece.model or a directory that holds one; "-" is that of the model that comes with the
 * library. Build: cc tokenize.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>
#include <string.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "tokenize: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

static int32_t open_tokenizer(const char *path, albert_tokenizer **tokenizer, albert_call *call) {
    if (strcmp(path, "-") != 0) return albert_tokenizer_open(path, NULL, tokenizer, call);
    albert_model *model;
    int32_t status = albert_model_open(NULL, NULL, &model, call);
    if (status != ALBERT_OK) return status;
    status = albert_model_tokenizer(model, tokenizer, call);
    albert_model_free(model); /* the tokenizer outlives it */
    return status;
}

static int32_t print_pieces(albert_result *pieces, albert_call *call) {
    static const char *const names[] = {"id", "type_id", "start", "end"};
    const int32_t *columns[4];
    int32_t status;
    for (int i = 0; i < 4; i++)
        if ((status = albert_result_ints(pieces, names[i], &columns[i], NULL, call)) != ALBERT_OK) return status;
    printf("%8s %4s %6s %6s  piece\n", "id", "type", "start", "end");
    for (int64_t row = 0; row < albert_result_rows(pieces); row++) {
        const char *piece;
        if ((status = albert_result_text(pieces, "token", row, &piece, NULL, call)) != ALBERT_OK) return status;
        printf("%8d %4d %6d %6d  %s\n", (int)columns[0][row], (int)columns[1][row], (int)columns[2][row],
               (int)columns[3][row], piece);
    }
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: tokenize TOKENIZER TEXT [SECOND_TEXT]\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_tokenizer *tokenizer = NULL;
    albert_result *pieces = NULL;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = open_tokenizer(argv[1], &tokenizer, call);
    if (status == ALBERT_OK)
        status = albert_tokenize(tokenizer, argv[2], -1, argc > 3 ? argv[3] : NULL, -1, NULL, &pieces, call);
    if (status == ALBERT_OK) status = print_pieces(pieces, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(pieces);
    albert_tokenizer_free(tokenizer);
    albert_call_free(call);
    return exit_status;
}

/* Ranks texts by their likeness to a query, and says of each which other text is most like it: doublets stand out.
 *
 *     rank "How do I get to the station?" "The train leaves at noon." "Bread and butter." [-m MODEL_DIRECTORY]
 *
 * Build: cc rank.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "rank: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

/* The text most like `item` among the others, by similarities [count, count]; `item` itself where it is alone. */
static int64_t nearest(const float *similarities, int64_t count, int64_t item) {
    int64_t best = item;
    for (int64_t other = 0; other < count; other++)
        if (other != item && (best == item || similarities[item * count + other] > similarities[item * count + best]))
            best = other;
    return best;
}

int main(int argc, char **argv) {
    const char *directory = NULL; /* the model that comes with the library */
    if (argc > 4 && strcmp(argv[argc - 2], "-m") == 0) {
        directory = argv[argc - 1];
        argc -= 2;
    }
    if (argc < 3) {
        fprintf(stderr, "usage: rank QUERY TEXT... [-m MODEL_DIRECTORY]\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_model *model = NULL;
    albert_result *ranked = NULL;
    const char *const *texts = (const char *const *)(argv + 2);
    int64_t count = argc - 2;
    const float *scores = NULL;
    const int32_t *items = NULL;
    float *similarities = calloc((size_t)(count * count), sizeof *similarities); /* without memory: NULL, refused */

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_model_open(directory, NULL, &model, call);
    if (status == ALBERT_OK) status = albert_rank(model, argv[1], -1, texts, NULL, count, NULL, &ranked, call);
    if (status == ALBERT_OK) status = albert_result_ints(ranked, "item", &items, NULL, call);
    if (status == ALBERT_OK) status = albert_result_floats(ranked, "score", &scores, NULL, call);
    if (status == ALBERT_OK)
        status =
            albert_similarity(model, texts, NULL, count, texts, NULL, count, NULL, similarities, count * count, call);
    for (int64_t row = 0; status == ALBERT_OK && row < albert_result_rows(ranked); row++) {
        int64_t item = items[row], other = nearest(similarities, count, item);
        printf("%7.4f  %s\n", scores[row], texts[item]);
        if (other != item) printf("%7.4f    to \"%s\"\n", similarities[item * count + other], texts[other]);
    }
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    free(similarities);
    albert_result_free(ranked);
    albert_model_free(model);
    albert_call_free(call);
    return exit_status;
}

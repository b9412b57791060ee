/* Finds the entities of texts: persons, places and whatever else the model was trained for, and where they stand.
 *
 *     tag MODEL_DIRECTORY "Maria lives in Lisbon."
 *
 * The model is an AlbertForTokenClassification. Build: cc tag.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "tag: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

static int32_t print_entities(albert_result *entities, char **texts, albert_call *call) {
    const float *scores;
    const int32_t *items, *starts, *ends;
    int32_t status;
    if ((status = albert_result_floats(entities, "score", &scores, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(entities, "item", &items, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(entities, "start", &starts, NULL, call)) != ALBERT_OK) return status;
    if ((status = albert_result_ints(entities, "end", &ends, NULL, call)) != ALBERT_OK) return status;
    for (int64_t row = 0; row < albert_result_rows(entities); row++) {
        const char *entity;
        if ((status = albert_result_text(entities, "entity", row, &entity, NULL, call)) != ALBERT_OK) return status;
        /* Offsets are bytes unless the option `offsets` says otherwise. */
        const char *text = texts[items[row]];
        printf("%d:%d-%d  %-8s %.4f  %.*s\n", (int)items[row], (int)starts[row], (int)ends[row], entity, scores[row],
               (int)(ends[row] - starts[row]), text + starts[row]);
    }
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: tag MODEL_DIRECTORY TEXT...\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    albert_result *entities = NULL;
    char **texts = argv + 2;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    /* Whole words: an entity does not begin or end within one. */
    if (status == ALBERT_OK) status = albert_options_set(options, "aggregation", "first", call);
    if (status == ALBERT_OK) status = albert_model_open(argv[1], options, &model, call);
    if (status == ALBERT_OK)
        status = albert_tag(model, (const char *const *)texts, NULL, argc - 2, options, &entities, call);
    if (status == ALBERT_OK) status = print_entities(entities, texts, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(entities);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

/* Saves a model, whatever it is stored as, in the present Hugging Face layout, and opens what was written.
 *
 *     save MODEL_DIRECTORY NEW_DIRECTORY
 *
 * Build: cc save.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "save: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: save MODEL_DIRECTORY NEW_DIRECTORY\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_model *model = NULL, *saved = NULL;
    int64_t byte_count = 0;
    const char *json = NULL;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_model_open(argv[1], NULL, &model, call);
    if (status == ALBERT_OK) status = albert_model_save(model, argv[2], NULL, call);
    /* Another thread would watch a large model like this. */
    if (status == ALBERT_OK) status = albert_call_progress(call, &byte_count, NULL);
    if (status == ALBERT_OK) printf("%lld bytes\n", (long long)byte_count);
    if (status == ALBERT_OK) status = albert_model_open(argv[2], NULL, &saved, call);
    if (status == ALBERT_OK) status = albert_model_info(saved, &json, call);
    if (status == ALBERT_OK) printf("%s\n", json);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_model_free(saved);
    albert_model_free(model);
    albert_call_free(call);
    return exit_status;
}

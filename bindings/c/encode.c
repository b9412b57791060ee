/* Turns texts into vectors and prints how alike they are: the cosine of every pair.
 *
 *     encode "A man plays the guitar." "Someone makes music." "The stock market fell." [-m MODEL_DIRECTORY]
 *
 * Build: cc encode.c $(pkg-config --cflags --libs albert)
 */
#include <albert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "encode: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

static void print_cosines(const float *vectors, int64_t count, int64_t width) {
    for (int64_t i = 0; i < count; i++) {
        for (int64_t j = 0; j < count; j++) {
            double cosine = 0; /* the vectors have length 1: `normalize` */
            for (int64_t k = 0; k < width; k++) cosine += (double)vectors[i * width + k] * vectors[j * width + k];
            printf("%s%7.4f", j == 0 ? "" : " ", cosine);
        }
        printf("\n");
    }
}

int main(int argc, char **argv) {
    const char *directory = NULL; /* the model that comes with the library */
    if (argc > 3 && strcmp(argv[argc - 2], "-m") == 0) {
        directory = argv[argc - 1];
        argc -= 2;
    }
    if (argc < 2) {
        fprintf(stderr, "usage: encode TEXT... [-m MODEL_DIRECTORY]\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    int64_t count = argc - 1;
    int32_t width = 0;
    float *vectors = NULL;

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_options_set(options, "normalize", "true", call);
    if (status == ALBERT_OK) status = albert_model_open(directory, options, &model, call);
    if (status == ALBERT_OK) status = albert_hidden_size(model, &width, call);
    if (status == ALBERT_OK) {
        vectors = calloc((size_t)(count * width), sizeof *vectors); /* without memory: NULL, which is refused */
        status =
            albert_encode(model, (const char *const *)(argv + 1), NULL, count, options, vectors, count * width, call);
    }
    if (status == ALBERT_OK) print_cosines(vectors, count, width);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    free(vectors);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

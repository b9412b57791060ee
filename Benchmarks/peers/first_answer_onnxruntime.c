/* From process start to the first hidden states with ONNX Runtime from C, given ids: it has no tokenizer.
 *
 *   first_answer_onnxruntime LIBRARY MODEL.onnx THREADS ID...
 *
 * Prints the first two hidden values. Its wheel holds the library without the C header, so the few functions used are taken by
 * their places in version 1 of the function table, which ONNX Runtime promises never to change and asserts in its own build.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    GET_ERROR_MESSAGE = 2,
    CREATE_ENVIRONMENT = 3,
    CREATE_SESSION = 7,
    RUN = 9,
    CREATE_SESSION_OPTIONS = 10,
    SET_THREADS = 24,
    CREATE_TENSOR_WITH_DATA = 49,
    GET_TENSOR_DATA = 51,
    CREATE_CPU_MEMORY = 69,
};
enum { TABLE_VERSION = 1, WARNINGS = 2, ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0, INT64 = 7, LONGEST = 512 };

typedef void *status;
typedef void (*any_function)(void);
typedef struct {
    const any_function *(*table)(uint32_t version);
    const char *(*version)(void);
} base;

/* What stands at those places. */
typedef const char *get_error_message(status failure);
typedef status create_environment(int level, const char *name, void **out);
typedef status create_session_options(void **out);
typedef status set_threads(void *options, int count);
typedef status create_session(void *environment, const char *path, void *options, void **out);
typedef status create_cpu_memory(int allocator, int kind, void **out);
typedef status create_tensor_with_data(void *memory, void *data, size_t byte_count, const int64_t *shape, size_t rank,
                                       int type, void **out);
typedef status run_session(void *session, void *options, const char **names, void **inputs, size_t input_count,
                           const char **output_names, size_t output_count, void **outputs);
typedef status get_tensor_data(void *tensor, float **out);

static const any_function *table;
#define CALL(type, place) ((type *)table[place])

static void check(status failure) {
    if (failure == NULL) return;
    fprintf(stderr, "%s\n", CALL(get_error_message, GET_ERROR_MESSAGE)(failure));
    exit(1);
}

int main(int argc, char **argv) {
    if (argc < 5 || argc > 4 + LONGEST) return 2;
    void *library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    const base *(*get_base)(void) = library ? (const base *(*)(void))dlsym(library, "OrtGetApiBase") : NULL;
    if (get_base == NULL) return fprintf(stderr, "%s\n", dlerror()), 1;
    table = get_base()->table(TABLE_VERSION);
    if (table == NULL) return 1;

    void *environment, *options, *session, *memory, *inputs[3], *output = NULL;
    check(CALL(create_environment, CREATE_ENVIRONMENT)(WARNINGS, "first_answer", &environment));
    check(CALL(create_session_options, CREATE_SESSION_OPTIONS)(&options));
    check(CALL(set_threads, SET_THREADS)(options, atoi(argv[3])));
    check(CALL(create_session, CREATE_SESSION)(environment, argv[2], options, &session));
    check(CALL(create_cpu_memory, CREATE_CPU_MEMORY)(ARENA_ALLOCATOR, DEFAULT_MEMORY, &memory));

    int count = argc - 4;
    int64_t shape[2] = {1, count}, values[3][LONGEST];
    for (int i = 0; i < count; i++) values[0][i] = atoi(argv[4 + i]), values[1][i] = 1, values[2][i] = 0;
    for (int i = 0; i < 3; i++)
        check(CALL(create_tensor_with_data, CREATE_TENSOR_WITH_DATA)(memory, values[i], sizeof(int64_t) * (size_t)count,
                                                                     shape, 2, INT64, &inputs[i]));

    const char *names[] = {"input_ids", "attention_mask", "token_type_ids"}, *outputs[] = {"hidden"};
    check(CALL(run_session, RUN)(session, NULL, names, inputs, 3, outputs, 1, &output));
    float *hidden;
    check(CALL(get_tensor_data, GET_TENSOR_DATA)(output, &hidden));
    printf("%.4f %.4f\n", hidden[0], hidden[1]);
    return 0;
}

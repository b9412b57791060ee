/* Fills a mask through dlopen alone: no header, nothing to link. What this file does, any language that can load a library
 * and call a C function can do: handles are pointers, everything else is an integer, a float or a text.
 *
 *     dlopen "The president of the United [MASK] signed the law." [LIBRARY]
 *
 * Build: cc dlopen.c -ldl
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void *library;

/* A function by its name. POSIX promises that a pointer from dlsym holds a function; ISO C knows no such cast. */
static int find(const char *name, void *function) {
    void *address = dlsym(library, name);
    if (address == NULL) fprintf(stderr, "dlopen: %s\n", dlerror());
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: dlopen TEXT [LIBRARY]\n");
        return 2;
    }
    library = dlopen(argc > 2 ? argv[2] : "libalbert.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "dlopen: %s\n", dlerror());
        return 1;
    }
    int32_t (*call_new)(void **);
    const char *(*call_message)(void *);
    int32_t (*model_open)(const char *, void *, void **, void *);
    int32_t (*fill_mask)(void *, const char *, int64_t, void *, void **, void *);
    int64_t (*result_rows)(void *);
    int32_t (*result_floats)(void *, const char *, const float **, int64_t *, void *);
    int32_t (*result_text)(void *, const char *, int64_t, const char **, int64_t *, void *);
    int32_t (*free_call)(void *), (*free_model)(void *), (*free_result)(void *);
    if (!find("albert_call_new", &call_new) || !find("albert_call_message", &call_message) ||
        !find("albert_model_open", &model_open) || !find("albert_fill_mask", &fill_mask) ||
        !find("albert_result_rows", &result_rows) || !find("albert_result_floats", &result_floats) ||
        !find("albert_result_text", &result_text) || !find("albert_call_free", &free_call) ||
        !find("albert_model_free", &free_model) || !find("albert_result_free", &free_result))
        return 1;

    void *call = NULL, *model = NULL, *answers = NULL;
    const float *scores = NULL;
    int32_t status = call_new(&call);
    if (status == 0) status = model_open(NULL, NULL, &model, call);
    if (status == 0) status = fill_mask(model, argv[1], -1, NULL, &answers, call);
    if (status == 0) status = result_floats(answers, "score", &scores, NULL, call);
    for (int64_t row = 0; status == 0 && row < result_rows(answers); row++) {
        const char *token;
        status = result_text(answers, "token", row, &token, NULL, call);
        if (status == 0) printf("%6.3f  %s\n", scores[row], token);
    }
    if (status != 0) fprintf(stderr, "dlopen: %s\n", call == NULL ? "no call object" : call_message(call));

    free_result(answers);
    free_model(model);
    free_call(call);
    dlclose(library);
    return status == 0 ? 0 : 1;
}

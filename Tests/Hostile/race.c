/* Row IX3: a shard is replaced, again and again, while the model is opened. Every opening gives one of the files whole or a
 * clear error, never a mixture and never a handle beside an error.
 *
 *   race DIRECTORY      DIRECTORY: a scratch copy of the hostile files' model/ix0_good
 */
#include <albert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 1500, VARIANTS = 3, HIDDEN = 8 };

static char shard[4096], variants[VARIANTS][4096], next[4096];
static atomic_bool is_over;
static int passed, failed;
static albert_call *call;

static void expect(bool holds, const char *what) {
    if (holds) {
        passed++;
    } else if (++failed <= 10) {
        printf("FAILED %s: %s (%s)\n", what, albert_call_message(call), albert_call_place(call));
    }
}

static void write_file(const char *path, const char *bytes, size_t byte_count) {
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, byte_count, file) != byte_count || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
}

/* The shard itself, the same with other numbers, and one that lacks its last byte. */
static void write_variants(void) {
    FILE *file = fopen(shard, "rb");
    static char bytes[1 << 20];
    size_t count = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (count < 16) {
        printf("cannot read %s\n", shard);
        exit(2);
    }
    fclose(file);
    write_file(variants[0], bytes, count);
    write_file(variants[2], bytes, count - 1);
    uint64_t header;
    memcpy(&header, bytes, sizeof header);
    for (size_t i = 8 + header; i + 3 < count; i += 4) {
        float value;
        memcpy(&value, bytes + i, 4);
        value *= 0.5f;
        memcpy(bytes + i, &value, 4);
    }
    write_file(variants[1], bytes, count);
}

static void put(int variant) {
    unlink(next);
    if (link(variants[variant], next) != 0 || rename(next, shard) != 0) {
        perror(shard);
        exit(2);
    }
}

static void *replace(void *nothing) {
    for (int step = 0; !atomic_load(&is_over); step++) {
        /* Renaming a link onto another link to the same file does nothing: each step has another variant. */
        put(step % VARIANTS);
        if (step % 16 == 0) unlink(shard);
    }
    return nothing;
}

/* What the model in `directory` makes of three pieces. */
static int32_t answer(const char *directory, float *values) {
    static int sentinel;
    albert_model *model = (albert_model *)&sentinel;
    int32_t status = albert_model_open(directory, NULL, &model, call);
    expect((model == (albert_model *)&sentinel) == (status != ALBERT_OK), "the out-parameter is not as promised");
    if (status != ALBERT_OK) {
        expect(albert_call_message(call)[0] != 0, "an error without a message");
        return status;
    }
    static const int32_t ids[] = {2, 7, 3};
    static const int64_t length = 3;
    albert_result *result = NULL;
    const float *hidden = NULL;
    int64_t count = 0;
    expect(albert_forward(model, ids, NULL, NULL, &length, 1, NULL, 0, NULL, &result, call) == ALBERT_OK &&
               albert_result_floats(result, "hidden", &hidden, &count, call) == ALBERT_OK && count == 3 * HIDDEN,
           "an opened model does not work");
    if (count == 3 * HIDDEN) memcpy(values, hidden, sizeof *values * 3 * HIDDEN);
    albert_result_free(result);
    albert_model_free(model);
    return ALBERT_OK;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 2 || albert_call_new(&call) != ALBERT_OK) return 2;
    const char *directory = arguments[1];
    snprintf(shard, sizeof shard, "%s/model-1.safetensors", directory);
    snprintf(next, sizeof next, "%s/next", directory);
    for (int i = 0; i < VARIANTS; i++) snprintf(variants[i], sizeof variants[i], "%s/variant-%d", directory, i);
    write_variants();
    float expected[2][3 * HIDDEN], values[3 * HIDDEN];
    for (int i = 1; i >= 0; i--) {
        put(i);
        expect(answer(directory, expected[i]) == ALBERT_OK, "a variant does not open");
    }
    expect(memcmp(expected[0], expected[1], sizeof values) != 0, "the variants give the same");
    pthread_t thread;
    if (pthread_create(&thread, NULL, replace, NULL) != 0) return 2;
    int seen[4] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        int32_t status = answer(directory, values);
        if (status == ALBERT_OK) {
            bool is_first = memcmp(values, expected[0], sizeof values) == 0;
            expect(is_first || memcmp(values, expected[1], sizeof values) == 0, "a mixture of two files");
            seen[is_first ? 0 : 1]++;
        } else {
            expect(status == ALBERT_E_FORMAT || status == ALBERT_E_IO, albert_status_name(status));
            seen[status == ALBERT_E_FORMAT ? 2 : 3]++;
        }
    }
    atomic_store(&is_over, true);
    pthread_join(thread, NULL);
    put(0);
    expect(answer(directory, values) == ALBERT_OK && memcmp(values, expected[0], sizeof values) == 0,
           "the model does not open after the race");
    printf("of %d openings: %d the first file, %d the second, %d refused as cut short, %d as absent\n", ROUNDS, seen[0],
           seen[1], seen[2], seen[3]);
    albert_call_free(call);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

/* What the programs of this folder share: counting, and a vector to compare results by. */
#ifndef CHECK_H
#define CHECK_H

#include <albert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failed;

#define CHECK(condition, ...)                             \
    do {                                                  \
        if (condition) {                                  \
            passed++;                                     \
        } else {                                          \
            failed++;                                     \
            printf("FAILED %s:%d: ", __FILE__, __LINE__); \
            printf(__VA_ARGS__);                          \
            printf("\n");                                 \
        }                                                 \
    } while (0)

static inline int finish(void) {
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

/* The model that the tests compute with. */
static inline const char *test_model(void) {
    const char *path = getenv("ALBERT_TEST_MODEL");
    if (path != NULL) return path;
    printf("ALBERT_TEST_MODEL is not set\n");
    exit(2);
}

enum { MOST_FLOATS = 8192 };

/* One text's vector and whether it could be had: what two computations are compared by, bit for bit. */
typedef struct {
    int32_t status;
    float values[MOST_FLOATS];
} vector;

static inline int same_bits(const vector *a, const vector *b) {
    return a->status == ALBERT_OK && b->status == ALBERT_OK && memcmp(a->values, b->values, sizeof a->values) == 0;
}

/* Whether two files are there and hold the same bytes. */
static inline int same_files(const char *one, const char *other) {
    FILE *first = fopen(one, "rb"), *second = fopen(other, "rb");
    int same = first != NULL && second != NULL;
    while (same) {
        int a = fgetc(first), b = fgetc(second);
        same = a == b;
        if (a == EOF) break;
    }
    if (first != NULL) fclose(first);
    if (second != NULL) fclose(second);
    return same;
}

static const char *const sample_text = "The committee will meet again on the first Monday of the month to discuss it.";

#endif

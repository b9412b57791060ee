/* The caller's memory: capacities to the float, unaligned pointers, Arrow's layout, counts that lie, lengths and ids out of
 * range. Nothing is written outside what was lent, and nothing at all when a call is refused. */
#include "check.h"

#include <math.h>

static albert_model *model;
static albert_call *call;
static int32_t width;

enum { TEXTS = 3, GUARD = 64 };
static const char *const texts[TEXTS] = {"one house", "", "a second, longer text about water"};

static void capacities(void) {
    float *reference = (float *)calloc((size_t)(TEXTS * width), sizeof(float));
    CHECK(albert_encode(model, texts, NULL, TEXTS, NULL, reference, TEXTS * width, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    size_t room = (size_t)(TEXTS * width + 2 * GUARD);
    float *memory = (float *)malloc(room * sizeof(float));
    const int64_t capacities[] = {-1,        0,        1, width, TEXTS * width - 1, TEXTS * width, TEXTS * width + 1,
                                  INT64_MAX, INT64_MIN};
    for (int i = 0; i < 9; i++) {
        for (size_t k = 0; k < room; k++) memory[k] = 77.0f;
        int32_t status = albert_encode(model, texts, NULL, TEXTS, NULL, memory + GUARD, capacities[i], call);
        int fits = capacities[i] >= TEXTS * width;
        CHECK(status == (fits ? ALBERT_OK : ALBERT_E_ARGUMENT), "capacity %lld: %s", (long long)capacities[i],
              albert_status_name(status));
        if (!fits)
            CHECK(strcmp(albert_call_place(call), "vector_capacity") == 0, "the place is %s", albert_call_place(call));
        int guards = 1, inside = 1;
        for (int k = 0; k < GUARD; k++) guards = guards && memory[k] == 77.0f && memory[room - 1 - (size_t)k] == 77.0f;
        for (int k = 0; k < TEXTS * width; k++) inside = inside && memory[GUARD + k] == (fits ? reference[k] : 77.0f);
        CHECK(guards, "capacity %lld: nothing beyond", (long long)capacities[i]);
        CHECK(inside, "capacity %lld: the vectors, or nothing", (long long)capacities[i]);
    }
    CHECK(albert_encode(model, NULL, NULL, 0, NULL, NULL, 0, call) == ALBERT_OK, "no text at all is no error");
    const int64_t counts[] = {-1, -2, INT64_MIN, INT64_MAX, INT64_MAX / 4, (int64_t)1 << 33};
    for (int i = 0; i < 6; i++) {
        int32_t status = albert_encode(model, texts, NULL, counts[i], NULL, memory, INT64_MAX, call);
        CHECK(status == (counts[i] < 0 ? ALBERT_E_ARGUMENT : ALBERT_E_LIMIT), "text_count %lld: %s",
              (long long)counts[i], albert_status_name(status));
    }

    /* Everything at odd addresses. */
    char *odd = (char *)malloc(room * sizeof(float) + 1) + 1;
    char pointers[sizeof texts + 1], lengths[sizeof(int64_t) * TEXTS + 1];
    int64_t byte_counts[TEXTS];
    for (int i = 0; i < TEXTS; i++) byte_counts[i] = (int64_t)strlen(texts[i]);
    memcpy(pointers + 1, texts, sizeof texts);
    memcpy(lengths + 1, byte_counts, sizeof byte_counts);
    int32_t status =
        albert_encode(model, (const char *const *)(void *)(pointers + 1), (const int64_t *)(void *)(lengths + 1), TEXTS,
                      NULL, (float *)(void *)odd, TEXTS * width, call);
    CHECK(status == ALBERT_OK, "unaligned: %s", albert_call_message(call));
    CHECK(memcmp(odd, reference, sizeof(float) * (size_t)(TEXTS * width)) == 0, "unaligned pointers give the same");
    free(odd - 1);
    free(memory);
    free(reference);
}

static void arrow(void) {
    const char bytes[] = "one housea second, longer text about water";
    const int32_t narrow[] = {0, 9, 9, 42};
    const int64_t wide[] = {0, 9, 9, 42};
    size_t size = sizeof(float) * (size_t)(TEXTS * width);
    float *expected = (float *)malloc(size), *found = (float *)malloc(size);
    CHECK(albert_encode(model, texts, NULL, TEXTS, NULL, expected, TEXTS * width, call) == ALBERT_OK, "encode");
    CHECK(albert_encode_arrow(model, narrow, 4, bytes, 42, TEXTS, NULL, found, TEXTS * width, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    CHECK(memcmp(expected, found, size) == 0, "utf8 gives the same");
    memset(found, 0, size);
    CHECK(albert_encode_arrow(model, wide, 8, bytes, 42, TEXTS, NULL, found, TEXTS * width, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    CHECK(memcmp(expected, found, size) == 0, "large_utf8 gives the same");
    char odd[sizeof wide + 3];
    memcpy(odd + 3, wide, sizeof wide);
    memset(found, 0, size);
    CHECK(albert_encode_arrow(model, odd + 3, 8, bytes, 42, TEXTS, NULL, found, TEXTS * width, call) == ALBERT_OK,
          "odd");
    CHECK(memcmp(expected, found, size) == 0, "unaligned offsets give the same");

    const int64_t bad[][4] = {{-1, 9, 9, 42},   {0, 9, 8, 42},        {0, 9, 9, 43},       {0, INT64_MAX, 9, 42},
                              {43, 43, 43, 43}, {0, 9, 9, INT64_MIN}, {INT64_MIN, 0, 0, 0}};
    for (int i = 0; i < 7; i++) {
        int32_t status = albert_encode_arrow(model, bad[i], 8, bytes, 42, TEXTS, NULL, found, TEXTS * width, call);
        CHECK(status == ALBERT_E_ARGUMENT, "bad offsets %d: %s", i, albert_status_name(status));
        CHECK(strncmp(albert_call_place(call), "offsets[", 8) == 0, "bad offsets %d: the place is %s", i,
              albert_call_place(call));
    }
    const int32_t widths[] = {0, -4, 3, 5, 16, INT32_MAX, INT32_MIN};
    for (int i = 0; i < 7; i++)
        CHECK(albert_encode_arrow(model, wide, widths[i], bytes, 42, TEXTS, NULL, found, TEXTS * width, call) ==
                  ALBERT_E_ARGUMENT,
              "offset width %d", (int)widths[i]);
    free(expected);
    free(found);
}

static int32_t forward(const int32_t *ids, const int32_t *types, const int32_t *mask, const int64_t *lengths,
                       int64_t count, const int64_t *positions, int64_t position_count, const char *outputs,
                       albert_result **out) {
    albert_options *options = NULL;
    albert_options_new(&options, NULL);
    albert_options_set(options, "outputs", outputs, NULL);
    int32_t status =
        albert_forward(model, ids, types, mask, lengths, count, positions, position_count, options, out, call);
    albert_options_free(options);
    return status;
}

static void batches(void) {
    const int32_t ids[6] = {2, 10, 11, 12, 13, 3}, types[6] = {0, 0, 0, 1, 1, 1}, mask[6] = {1, 1, 1, 0, 1, 1};
    const int64_t lengths[2] = {4, 2};
    albert_result *result = NULL;
    int32_t status = forward(ids, types, mask, lengths, 2, NULL, 0, "hidden,hidden_states,attentions,pooled", &result);
    CHECK(status == ALBERT_OK, "%s", albert_call_message(call));
    if (status != ALBERT_OK) return;
    int64_t shape[4] = {-9, -9, -9, -9};
    int32_t rank = 0;
    CHECK(albert_result_rows(result) == 6 && albert_result_column_count(result) == 4, "six rows, four columns");
    CHECK(albert_result_shape(result, "hidden", shape, 1, &rank, call) == ALBERT_OK && rank == 2 && shape[0] == 6 &&
              shape[1] == -9,
          "a short array of dimensions is filled as far as it goes");
    CHECK(albert_result_shape(result, "hidden", NULL, 0, &rank, call) == ALBERT_OK && rank == 2, "or not at all");
    const float *aligned = NULL;
    int64_t count = 0;
    CHECK(albert_result_floats(result, "hidden", &aligned, &count, call) == ALBERT_OK && count == 6 * width, "hidden");

    char odd_ids[25], odd_types[25], odd_mask[25], odd_lengths[17];
    memcpy(odd_ids + 1, ids, 24), memcpy(odd_types + 1, types, 24), memcpy(odd_mask + 1, mask, 24);
    memcpy(odd_lengths + 1, lengths, 16);
    albert_result *other = NULL;
    status = forward((const int32_t *)(void *)(odd_ids + 1), (const int32_t *)(void *)(odd_types + 1),
                     (const int32_t *)(void *)(odd_mask + 1), (const int64_t *)(void *)(odd_lengths + 1), 2, NULL, 0,
                     "hidden", &other);
    const float *unaligned = NULL;
    CHECK(status == ALBERT_OK && albert_result_floats(other, "hidden", &unaligned, NULL, call) == ALBERT_OK &&
              memcmp(aligned, unaligned, sizeof(float) * (size_t)count) == 0,
          "unaligned pointers give the same");
    albert_result_free(other);
    albert_result_free(result);

    const int32_t dark[6] = {0, 0, 0, 0, 1, 1};
    result = NULL;
    CHECK(forward(ids, NULL, dark, lengths, 2, NULL, 0, "hidden", &result) == ALBERT_OK, "a sequence without keys");
    const float *hidden = NULL;
    int finite = albert_result_floats(result, "hidden", &hidden, &count, call) == ALBERT_OK;
    for (int64_t i = 0; finite && i < count; i++) finite = isfinite(hidden[i]) != 0;
    CHECK(finite, "has finite rows");
    albert_result_free(result);

    /* Each value wrong in turn: refused with its position, `out` untouched. */
    albert_result *const untouched = (albert_result *)(uintptr_t)0x5A5A;
#define REFUSED(expected, name, ...)                                                                                  \
    do {                                                                                                              \
        albert_result *out = untouched;                                                                               \
        int32_t refusal = forward(__VA_ARGS__, &out);                                                                 \
        CHECK(refusal == (expected), "%s: %s, expected %s", name, albert_status_name(refusal),                        \
              albert_status_name(expected));                                                                          \
        CHECK(out == untouched, "%s: out was written", name);                                                         \
        CHECK(albert_call_message(call)[0] != 0 && albert_call_place(call)[0] != 0, "%s: no message or place", name); \
    } while (0)
    for (int at = 0; at < 6; at++) {
        const int32_t values[] = {-1, INT32_MIN, INT32_MAX, 2, 30000000};
        for (int v = 0; v < 5; v++) {
            int32_t bad[6];
            memcpy(bad, ids, sizeof bad);
            bad[at] = values[v];
            if (v != 3) REFUSED(ALBERT_E_ARGUMENT, "ids", bad, NULL, NULL, lengths, 2, NULL, 0, "hidden");
            memcpy(bad, types, sizeof bad);
            bad[at] = values[v];
            REFUSED(ALBERT_E_ARGUMENT, "type_ids", ids, bad, NULL, lengths, 2, NULL, 0, "hidden");
            memcpy(bad, mask, sizeof bad);
            bad[at] = values[v];
            REFUSED(ALBERT_E_ARGUMENT, "attention_mask", ids, NULL, bad, lengths, 2, NULL, 0, "hidden");
        }
    }
    const int64_t wrong[][2] = {{0, 6}, {-1, 7}, {4, INT64_MIN}, {INT64_MIN, INT64_MIN}};
    for (int i = 0; i < 4; i++) REFUSED(ALBERT_E_ARGUMENT, "lengths", ids, NULL, NULL, wrong[i], 2, NULL, 0, "hidden");
    const int64_t huge[][2] = {{4, INT64_MAX}, {INT64_MAX, INT64_MAX}, {(int64_t)1 << 32, 2}, {1 << 20, 2}};
    for (int i = 0; i < 4; i++) REFUSED(ALBERT_E_LIMIT, "long", ids, NULL, NULL, huge[i], 2, NULL, 0, "hidden");
    REFUSED(ALBERT_E_ARGUMENT, "no sequence", ids, NULL, NULL, lengths, 0, NULL, 0, "hidden");
    REFUSED(ALBERT_E_ARGUMENT, "sequence_count", ids, NULL, NULL, lengths, -1, NULL, 0, "hidden");
    REFUSED(ALBERT_E_LIMIT, "sequence_count", ids, NULL, NULL, lengths, INT64_MAX, NULL, 0, "hidden");
    const int64_t outside[] = {-1, 6, INT64_MAX, INT64_MIN};
    for (int i = 0; i < 4; i++)
        REFUSED(ALBERT_E_ARGUMENT, "positions", ids, NULL, NULL, lengths, 2, &outside[i], 1, "mlm_logits");
    REFUSED(ALBERT_E_ARGUMENT, "position_count", ids, NULL, NULL, lengths, 2, lengths, -1, "mlm_logits");
    REFUSED(ALBERT_E_ARGUMENT, "positions NULL", ids, NULL, NULL, lengths, 2, NULL, 1, "mlm_logits");
}

int main(void) {
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    CHECK(albert_model_open(test_model(), NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_hidden_size(model, &width, call) == ALBERT_OK && width > 0, "width");
    capacities();
    arrow();
    batches();
    albert_model_free(model);
    albert_call_free(call);
    return finish();
}

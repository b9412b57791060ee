/* Every case of Tests/Golden/heads through the C interface: the status, and of each column every value.
 *
 *     cases DIRECTORY          with the models of Tests/Golden/heads
 *     cases DIRECTORY wrong    where every case of the table is wrong: which of them nothing below notices
 *
 * cases_table.h is what make_cases.py writes.
 */
#include "check.h"

#include <math.h>

typedef struct {
    int64_t count;
    const char *const *texts;
    const int64_t *byte_counts;
} text_list;

typedef struct {
    int64_t sequence_count;
    const int64_t *lengths;
    const int32_t *ids, *type_ids, *attention_mask;
    int64_t position_count;
    const int64_t *positions;
} id_list;

/* The values of a column, of one kind. */
typedef struct {
    const char *name;
    int64_t count;
    const double *floats;
    const int32_t *ints;
    text_list texts;
} column;

/* `firsts` and `seconds` are the texts in the order in which the task's function takes them. */
typedef struct {
    const char *task, *model, *why;
    int32_t status;
    text_list firsts, seconds;
    id_list ids;
    int option_count;
    const char *const *options; /* key, value, key, value … */
    int64_t row_count;
    int column_count;
    const column *columns;
} example;

#include "cases_table.h"

/* The interface's own numbers are float; these are the float64 ones of the reference. */
static const double tolerance = 2e-5;

static albert_call *call;
static albert_model *model;
static albert_options *options;

/* Where a task leaves floats, and what must stay as it was where there is an error. */
static float values[MOST_FLOATS];
static const float untouched = -77;

static int32_t classify(const example *one, albert_result **out) {
    return albert_classify(model, one->firsts.texts, one->firsts.byte_counts, one->seconds.texts,
                           one->seconds.byte_counts, one->firsts.count, options, out, call);
}

static int32_t zero_shot(const example *one, albert_result **out) {
    return albert_zero_shot(model, one->firsts.texts, one->firsts.byte_counts, one->firsts.count, one->seconds.texts,
                            one->seconds.byte_counts, one->seconds.count, options, out, call);
}

static int32_t choose(const example *one, albert_result **out) {
    return albert_choose(model, one->firsts.texts[0], one->firsts.byte_counts[0], one->seconds.texts,
                         one->seconds.byte_counts, one->seconds.count, options, out, call);
}

static int32_t tag(const example *one, albert_result **out) {
    return albert_tag(model, one->firsts.texts, one->firsts.byte_counts, one->firsts.count, options, out, call);
}

static int32_t answer(const example *one, albert_result **out) {
    return albert_answer(model, one->firsts.texts, one->firsts.byte_counts, one->seconds.texts,
                         one->seconds.byte_counts, one->firsts.count, options, out, call);
}

static int32_t rank(const example *one, albert_result **out) {
    return albert_rank(model, one->firsts.texts[0], one->firsts.byte_counts[0], one->seconds.texts,
                       one->seconds.byte_counts, one->seconds.count, options, out, call);
}

static int32_t order_sentences(const example *one, albert_result **out) {
    return albert_order_sentences(model, one->firsts.texts, one->firsts.byte_counts, one->firsts.count, options, out,
                                  call);
}

static int32_t forward(const example *one, albert_result **out) {
    const id_list *ids = &one->ids;
    return albert_forward(model, ids->ids, ids->type_ids, ids->attention_mask, ids->lengths, ids->sequence_count,
                          ids->positions, ids->position_count, options, out, call);
}

static int32_t encode(const example *one, albert_result **out) {
    (void)out;
    return albert_encode(model, one->firsts.texts, one->firsts.byte_counts, one->firsts.count, options, values,
                         MOST_FLOATS, call);
}

static int32_t similarity(const example *one, albert_result **out) {
    (void)out;
    return albert_similarity(model, one->firsts.texts, one->firsts.byte_counts, one->firsts.count, one->seconds.texts,
                             one->seconds.byte_counts, one->seconds.count, options, values, MOST_FLOATS, call);
}

static int32_t sentence_order_batch(const example *one, albert_result **out) {
    (void)out;
    return albert_sentence_order_batch(model, one->firsts.texts, one->firsts.byte_counts, one->seconds.texts,
                                       one->seconds.byte_counts, one->firsts.count, options, values, call);
}

static const struct {
    const char *name;
    int32_t (*run)(const example *one, albert_result **out);
    int has_result; /* 0: floats in `values` */
} tasks[] = {
    {"classify", classify, 1},
    {"zero_shot", zero_shot, 1},
    {"choose", choose, 1},
    {"tag", tag, 1},
    {"answer", answer, 1},
    {"rank", rank, 1},
    {"order_sentences", order_sentences, 1},
    {"forward", forward, 1},
    {"encode", encode, 0},
    {"similarity", similarity, 0},
    {"sentence_order_batch", sentence_order_batch, 0},
};

static void differ(const example *one, const column *expected, const float *floats, int64_t count) {
    CHECK(count == expected->count, "%s, %s: %s: %lld values, expected %lld", one->task, one->why, expected->name,
          (long long)count, (long long)expected->count);
    int64_t place = 0;
    while (place < expected->count && place < count && fabs(floats[place] - expected->floats[place]) <= tolerance)
        place++;
    CHECK(place == expected->count, "%s, %s: %s[%lld] is %.8f, expected %.8f", one->task, one->why, expected->name,
          (long long)place, place < count ? (double)floats[place] : NAN,
          place < expected->count ? expected->floats[place] : NAN);
}

static void compare_ints(const example *one, const column *expected, albert_result *result) {
    const int32_t *ints = NULL;
    int64_t count = 0, place = 0;
    CHECK(albert_result_ints(result, expected->name, &ints, &count, call) == ALBERT_OK && count == expected->count,
          "%s, %s: %s has %lld values, expected %lld", one->task, one->why, expected->name, (long long)count,
          (long long)expected->count);
    while (place < expected->count && place < count && ints[place] == expected->ints[place]) place++;
    CHECK(place == expected->count, "%s, %s: %s[%lld] is %d, expected %d", one->task, one->why, expected->name,
          (long long)place, place < count ? (int)ints[place] : -9,
          place < expected->count ? (int)expected->ints[place] : -9);
}

static void compare_texts(const example *one, const column *expected, albert_result *result) {
    for (int64_t row = 0; row < expected->count; row++) {
        const char *found = "(none)";
        int64_t byte_count = 6, wanted = expected->texts.byte_counts[row];
        int32_t status = albert_result_text(result, expected->name, row, &found, &byte_count, call);
        int same = status == ALBERT_OK && byte_count == wanted &&
                   memcmp(found, expected->texts.texts[row], (size_t)wanted) == 0;
        CHECK(same, "%s, %s: %s[%lld] is '%s', expected '%s'", one->task, one->why, expected->name, (long long)row,
              found, expected->texts.texts[row]);
        if (!same) return;
    }
}

static void compare(const example *one, albert_result *result) {
    /* Rows of forward are tokens, whatever its columns hold. */
    if (strcmp(one->task, "forward") != 0)
        CHECK(albert_result_rows(result) == one->row_count, "%s, %s: %lld rows, expected %lld", one->task, one->why,
              (long long)albert_result_rows(result), (long long)one->row_count);
    for (int number = 0; number < one->column_count; number++) {
        const column *expected = &one->columns[number];
        if (expected->ints != NULL) {
            compare_ints(one, expected, result);
        } else if (expected->floats == NULL) {
            compare_texts(one, expected, result);
        } else {
            const float *floats = NULL;
            int64_t count = 0;
            CHECK(albert_result_floats(result, expected->name, &floats, &count, call) == ALBERT_OK, "%s, %s: %s: %s",
                  one->task, one->why, expected->name, albert_call_message(call));
            differ(one, expected, floats, count);
        }
    }
}

/* How many floats a task has left in `values`. */
static int64_t written(void) {
    int64_t count = MOST_FLOATS;
    while (count > 0 && values[count - 1] == untouched) count--;
    return count;
}

static void set_options(const example *one) {
    CHECK(albert_options_new(&options, call) == ALBERT_OK, "options");
    for (int number = 0; number < one->option_count; number++) {
        const char *key = one->options[2 * number], *value = one->options[2 * number + 1];
        CHECK(albert_options_set(options, key, value, call) == ALBERT_OK, "%s=%s: %s", key, value,
              albert_call_message(call));
    }
}

static void run(const example *one) {
    size_t task = 0;
    while (strcmp(tasks[task].name, one->task) != 0) task++;
    albert_result *result = NULL;
    set_options(one);
    for (int place = 0; place < MOST_FLOATS; place++) values[place] = untouched;
    int32_t status = tasks[task].run(one, &result);
    CHECK(status == one->status, "%s, %s: %s, expected %s: %s %s", one->task, one->why, albert_status_name(status),
          albert_status_name(one->status), albert_call_place(call), albert_call_message(call));
    if (status == ALBERT_OK && one->status == ALBERT_OK) {
        if (tasks[task].has_result) compare(one, result);
        else differ(one, &one->columns[0], values, written());
    } else if (status != ALBERT_OK) {
        CHECK(result == NULL && written() == 0, "%s, %s: an out-parameter was written", one->task, one->why);
    }
    albert_result_free(result);
    albert_options_free(options);
}

int main(int count, char **arguments) {
    if (count != 2 && count != 3) return 2;
    const char *opened = "";
    int unnoticed = 0;
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    for (size_t number = 0; number < sizeof examples / sizeof examples[0]; number++) {
        const example *one = &examples[number];
        if (strcmp(opened, one->model) != 0) {
            char path[4096];
            albert_model_free(model);
            model = NULL;
            snprintf(path, sizeof path, "%s/%s", arguments[1], one->model);
            CHECK(albert_model_open(path, NULL, &model, call) == ALBERT_OK, "%s: %s", path, albert_call_message(call));
            opened = one->model;
        }
        int failed_before = failed;
        run(one);
        if (failed > failed_before) continue;
        unnoticed++;
        if (count == 3) fprintf(stderr, "unnoticed: %s, %s\n", one->task, one->why);
    }
    albert_model_free(model);
    albert_call_free(call);
    if (count == 3) return unnoticed != 0;
    return finish();
}

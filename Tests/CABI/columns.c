/* The tables of the tasks as albert.h describes them: columns by name, kind and shape, rows in the order of items and best
 * first within one; a text among others has the bits that it has alone; floats go exactly where there is room for them.
 *
 *     columns DIRECTORY    with the models of Tests/Golden/heads
 */
#include "check.h"

static albert_call *call;
static albert_model *classifier, *chooser, *tagger, *reader, *plain, *language;
static albert_options *options;

static const char *const texts[] = {"the people of the united states", "a ship", "Maria lives in Lisbon with the law"};
static const char *const others[] = {"who has the power", "what", "where is the house"};
enum { TEXTS = 3, F = ALBERT_COLUMN_FLOAT, I = ALBERT_COLUMN_INT, T = ALBERT_COLUMN_TEXT };

static int32_t classify(int64_t first, int64_t count, albert_result **out) {
    return albert_classify(classifier, texts + first, NULL, others + first, NULL, count, options, out, call);
}
static int32_t zero_shot(int64_t first, int64_t count, albert_result **out) {
    return albert_zero_shot(classifier, texts + first, NULL, count, others, NULL, TEXTS, options, out, call);
}
static int32_t tag(int64_t first, int64_t count, albert_result **out) {
    return albert_tag(tagger, texts + first, NULL, count, options, out, call);
}
static int32_t answer(int64_t first, int64_t count, albert_result **out) {
    return albert_answer(reader, others + first, NULL, texts + first, NULL, count, options, out, call);
}
static int32_t choose(int64_t first, int64_t count, albert_result **out) {
    return albert_choose(chooser, texts[0], -1, others + first, NULL, count, options, out, call);
}
static int32_t rank(int64_t first, int64_t count, albert_result **out) {
    return albert_rank(plain, texts[0], -1, others + first, NULL, count, options, out, call);
}
static int32_t order(int64_t first, int64_t count, albert_result **out) {
    return albert_order_sentences(language, texts + first, NULL, count, options, out, call);
}

/* `many`: takes many items, of which each is judged alone. `descends`: scores do within an item. */
static const struct {
    const char *name, *key, *value;
    int32_t (*run)(int64_t first, int64_t count, albert_result **out);
    int many, descends, column_count;
    const char *names[7];
    int32_t kinds[7];
} tables[] = {
    {"classify", "top_k", "9", classify, 1, 1, 4, {"item", "label", "label_id", "score"}, {I, T, I, F}},
    {"zero_shot", "multi_label", "true", zero_shot, 1, 1, 4, {"item", "label", "label_id", "score"}, {I, T, I, F}},
    {"tag",
     "ignore_labels",
     "",
     tag,
     1,
     0,
     7,
     {"item", "entity", "score", "start", "end", "word", "index"},
     {I, T, F, I, I, T, I}},
    {"tag, none",
     "aggregation",
     "none",
     tag,
     1,
     0,
     7,
     {"item", "entity", "score", "start", "end", "word", "index"},
     {I, T, F, I, I, T, I}},
    {"answer", "top_k", "4", answer, 1, 1, 5, {"item", "answer", "score", "start", "end"}, {I, T, F, I, I}},
    {"choose", "threads", "2", choose, 0, 1, 3, {"item", "score", "logit"}, {I, F, F}},
    {"rank", "threads", "2", rank, 0, 1, 2, {"item", "score"}, {I, F}},
    {"order_sentences", "threads", "2", order, 0, 0, 2, {"item", "score"}, {I, F}},
};
enum { TABLES = sizeof tables / sizeof tables[0] };

static void option(const char *key, const char *value) {
    CHECK(albert_options_new(&options, call) == ALBERT_OK && albert_options_set(options, key, value, call) == ALBERT_OK,
          "%s=%s: %s", key, value, albert_call_message(call));
}

static const int32_t *items_of(albert_result *result) {
    const int32_t *items = NULL;
    CHECK(albert_result_ints(result, "item", &items, NULL, call) == ALBERT_OK, "item");
    return items;
}

/* Every column has one value per row, of its own kind alone. */
static void columns(int number, albert_result *result) {
    const char *name = tables[number].name;
    int64_t rows = albert_result_rows(result);
    CHECK(albert_result_column_count(result) == tables[number].column_count, "%s has %d columns", name,
          (int)albert_result_column_count(result));
    for (int32_t column = 0; column < tables[number].column_count; column++) {
        const char *wanted = tables[number].names[column], *found = albert_result_column_name(result, column);
        int32_t kind = tables[number].kinds[column], rank = 0;
        int64_t shape = -1, count = -1, byte_count = -1;
        const float *floats = NULL;
        const int32_t *ints = NULL;
        const char *bytes = NULL;
        CHECK(found != NULL && strcmp(found, wanted) == 0, "%s: column %d is %s", name, (int)column, found);
        CHECK(albert_result_column_type(result, column) == kind, "%s: the kind of %s", name, wanted);
        CHECK(albert_result_shape(result, wanted, &shape, 1, &rank, call) == ALBERT_OK && rank == 1 && shape == rows,
              "%s: the shape of %s", name, wanted);
        CHECK((albert_result_floats(result, wanted, &floats, &count, call) == ALBERT_OK && count == rows) ==
                  (kind == F),
              "%s: floats of %s", name, wanted);
        CHECK((albert_result_ints(result, wanted, &ints, &count, call) == ALBERT_OK && count == rows) == (kind == I),
              "%s: ints of %s", name, wanted);
        CHECK((albert_result_text(result, wanted, rows - 1, &bytes, &byte_count, call) == ALBERT_OK &&
               bytes[byte_count] == 0) == (kind == T),
              "%s: texts of %s", name, wanted);
        CHECK(albert_result_text(result, wanted, rows, &bytes, NULL, call) == ALBERT_E_ARGUMENT, "%s: %s ends", name,
              wanted);
    }
}

static void order_of_rows(int number, albert_result *result) {
    const float *scores = NULL;
    const int32_t *items = items_of(result);
    albert_result_floats(result, "score", &scores, NULL, call);
    for (int64_t row = 1; row < albert_result_rows(result); row++) {
        if (tables[number].many) CHECK(items[row - 1] <= items[row], "%s: row %d", tables[number].name, (int)row);
        if (tables[number].descends && (!tables[number].many || items[row - 1] == items[row]))
            CHECK(scores[row - 1] >= scores[row], "%s: row %d scores more than the one before", tables[number].name,
                  (int)row);
    }
}

/* The rows of `alone`, whose only item is 0, are those of `item` in `all`, bit for bit. */
static void same_rows(int number, albert_result *all, int32_t item, albert_result *alone) {
    const int32_t *items = items_of(all);
    int64_t first = 0, rows = albert_result_rows(alone), same = 0, wanted = 0;
    while (first < albert_result_rows(all) && items[first] < item) first++;
    int64_t end = first;
    while (end < albert_result_rows(all) && items[end] == item) end++;
    CHECK(end - first == rows, "%s: item %d has %lld rows, alone %lld", tables[number].name, (int)item,
          (long long)(end - first), (long long)rows);
    for (int column = 1; end - first == rows && column < tables[number].column_count; column++) {
        const char *name = tables[number].names[column];
        for (int64_t row = 0; row < rows; row++, wanted++) {
            const float *f[2] = {NULL, NULL};
            const int32_t *i[2] = {NULL, NULL};
            const char *t[2] = {"", ""};
            if (tables[number].kinds[column] == F) {
                albert_result_floats(all, name, &f[0], NULL, call),
                    albert_result_floats(alone, name, &f[1], NULL, call);
                same += memcmp(&f[0][first + row], &f[1][row], sizeof(float)) == 0;
            } else if (tables[number].kinds[column] == I) {
                albert_result_ints(all, name, &i[0], NULL, call), albert_result_ints(alone, name, &i[1], NULL, call);
                same += i[0][first + row] == i[1][row];
            } else {
                albert_result_text(all, name, first + row, &t[0], NULL, call);
                albert_result_text(alone, name, row, &t[1], NULL, call);
                same += strcmp(t[0], t[1]) == 0;
            }
        }
    }
    CHECK(same == wanted, "%s: item %d: %lld of %lld values are as alone", tables[number].name, (int)item,
          (long long)same, (long long)wanted);
}

static void table(int number) {
    albert_result *all = NULL, *none = NULL;
    option(tables[number].key, tables[number].value);
    CHECK(tables[number].run(0, TEXTS, &all) == ALBERT_OK, "%s: %s", tables[number].name, albert_call_message(call));
    CHECK(albert_result_rows(all) >= TEXTS, "%s: %d rows", tables[number].name, (int)albert_result_rows(all));
    columns(number, all);
    order_of_rows(number, all);
    if (tables[number].many) {
        for (int32_t item = 0; item < TEXTS; item++) {
            albert_result *alone = NULL;
            CHECK(tables[number].run(item, 1, &alone) == ALBERT_OK, "%s: item %d", tables[number].name, (int)item);
            same_rows(number, all, item, alone);
            albert_result_free(alone);
        }
        CHECK(tables[number].run(0, 0, &none) == ALBERT_OK && albert_result_rows(none) == 0 &&
                  albert_result_column_count(none) == tables[number].column_count,
              "%s: of no text there is an empty table: %s", tables[number].name, albert_call_message(call));
    }
    albert_result_free(none);
    albert_result_free(all);
    albert_options_free(options);
}

static int32_t similarity(float *target) {
    return albert_similarity(plain, texts, NULL, TEXTS, others, NULL, 2, NULL, target, 6, call);
}
static int32_t orders(float *target) {
    return albert_sentence_order_batch(language, texts, NULL, others, NULL, TEXTS, NULL, target, call);
}

/* At an odd address, between guards. */
static void floats(const char *name, int32_t (*run)(float *target), size_t count) {
    float expected[8] = {0};
    char memory[sizeof expected + 9];
    memset(memory, 0x5A, sizeof memory);
    CHECK(run(expected) == ALBERT_OK && run((float *)(void *)(memory + 5)) == ALBERT_OK, "%s: %s", name,
          albert_call_message(call));
    CHECK(memcmp(memory + 5, expected, count * sizeof(float)) == 0, "%s: unaligned", name);
    int touched = 0;
    for (size_t i = 0; i < sizeof memory; i++)
        touched += (i < 5 || i >= 5 + count * sizeof(float)) && memory[i] != 0x5A;
    CHECK(touched == 0, "%s: %d bytes beside the floats were written", name, touched);
}

/* The shape of an output of albert_forward, over sequences of 5 and 3 tokens. */
static void output(albert_model *model, const char *name, int32_t rank, int64_t first, int64_t second, int64_t third) {
    const int32_t ids[] = {2, 20, 21, 22, 3, 2, 30, 3};
    const int64_t lengths[] = {5, 3}, wanted[] = {first, second, third};
    int64_t shape[3] = {-1, -1, -1}, count = 0;
    int32_t found = 0;
    albert_result *out = NULL;
    const float *values = NULL;
    option("outputs", name);
    CHECK(albert_forward(model, ids, NULL, NULL, lengths, 2, NULL, 0, options, &out, call) == ALBERT_OK, "%s: %s", name,
          albert_call_message(call));
    CHECK(albert_result_rows(out) == 8 && albert_result_column_count(out) == 1, "%s: rows and columns", name);
    CHECK(albert_result_shape(out, name, shape, 3, &found, call) == ALBERT_OK && found == rank, "%s has rank %d", name,
          (int)found);
    int64_t product = 1;
    for (int32_t i = 0; i < rank; i++) {
        CHECK(shape[i] == wanted[i], "%s: dimension %d is %lld", name, (int)i, (long long)shape[i]);
        product *= wanted[i];
    }
    CHECK(albert_result_floats(out, name, &values, &count, call) == ALBERT_OK && count == product, "%s: %lld values",
          name, (long long)count);
    albert_result_free(out);
    albert_options_free(options);
}

/* Layers by number, from the end, twice and in any order; none beyond. */
static void layers(void) {
    const int32_t ids[] = {2, 20, 3};
    const int64_t length = 3;
    static const char *const good[] = {"0", "2,0", "-1,-3", "1,1,1"}, *const bad[] = {"3", "-4", "2147483647", "0,9"};
    static const int numbers[][3] = {{0, -1, -1}, {2, 0, -1}, {2, 0, -1}, {1, 1, 1}};
    albert_result *all = NULL;
    const float *whole = NULL, *some = NULL;
    int64_t width = 32, count = 0;
    option("outputs", "hidden_states");
    CHECK(albert_forward(plain, ids, NULL, NULL, &length, 1, NULL, 0, options, &all, call) == ALBERT_OK, "all layers");
    albert_result_floats(all, "hidden_states", &whole, &count, call);
    CHECK(count == 3 * 3 * width, "two layers and their input");
    for (int i = 0; i < 4; i++) {
        albert_result *chosen = NULL;
        CHECK(albert_options_set(options, "layers", good[i], call) == ALBERT_OK &&
                  albert_forward(plain, ids, NULL, NULL, &length, 1, NULL, 0, options, &chosen, call) == ALBERT_OK &&
                  albert_result_floats(chosen, "hidden_states", &some, &count, call) == ALBERT_OK,
              "layers=%s: %s", good[i], albert_call_message(call));
        for (int k = 0; k < count / (3 * width); k++)
            CHECK(memcmp(some + k * 3 * width, whole + numbers[i][k] * 3 * width,
                         (size_t)(3 * width) * sizeof(float)) == 0,
                  "layers=%s: number %d", good[i], k);
        albert_result_free(chosen);
        chosen = NULL;
        CHECK(albert_options_set(options, "layers", bad[i], call) == ALBERT_OK &&
                  albert_forward(plain, ids, NULL, NULL, &length, 1, NULL, 0, options, &chosen, call) ==
                      ALBERT_E_ARGUMENT &&
                  chosen == NULL && strcmp(albert_call_place(call), "layers") == 0,
              "layers=%s: %s at %s", bad[i], albert_call_message(call), albert_call_place(call));
    }
    albert_result_free(all);
    albert_options_free(options);
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    static const char *const names[] = {"classifier", "choice", "tagger", "reader", "plain", "language"};
    albert_model **models[] = {&classifier, &chooser, &tagger, &reader, &plain, &language};
    for (int i = 0; i < 6; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", arguments[1], names[i]);
        CHECK(albert_model_open(path, NULL, models[i], call) == ALBERT_OK, "%s: %s", path, albert_call_message(call));
    }
    for (int number = 0; number < TABLES; number++) table(number);
    floats("similarity", similarity, 6);
    floats("sentence_order_batch", orders, TEXTS);
    output(plain, "hidden", 2, 8, 32, 0);
    output(plain, "hidden_states", 3, 3, 8, 32);
    output(plain, "attentions", 1, 2 * 4 * (5 * 5 + 3 * 3), 0, 0);
    output(plain, "pooled", 2, 2, 32, 0);
    output(language, "mlm_logits", 2, 8, 400, 0);
    output(language, "sop_logits", 2, 2, 2, 0);
    output(classifier, "class_logits", 2, 2, 3, 0);
    output(chooser, "choice_logits", 1, 2, 0, 0);
    output(tagger, "tag_logits", 2, 8, 6, 0);
    output(reader, "span_logits", 2, 8, 2, 0);
    layers();
    for (int i = 0; i < 6; i++) CHECK(albert_model_free(*models[i]) == ALBERT_OK, "%s", names[i]);
    albert_call_free(call);
    return finish();
}

/* What right calls give: the columns that albert.h promises, with values that agree with each other. Nothing here depends on
 * what the model has learnt. */
#include "check.h"

#include <fcntl.h>
#include <math.h>
#include <unistd.h>

static albert_call *call;
static albert_model *model;
static albert_tokenizer *tokenizer;
static albert_options *options;

static void set(const char *key, const char *value) {
    CHECK(albert_options_set(options, key, value, call) == ALBERT_OK, "%s=%s: %s", key, value,
          albert_call_message(call));
}

static void fresh_options(void) {
    albert_options_free(options);
    CHECK(albert_options_new(&options, call) == ALBERT_OK, "options");
}

static const int32_t *ints(albert_result *result, const char *column, int64_t *count) {
    const int32_t *values = NULL;
    CHECK(albert_result_ints(result, column, &values, count, call) == ALBERT_OK, "%s", albert_call_message(call));
    return values;
}

static const float *floats(albert_result *result, const char *column, int64_t *count) {
    const float *values = NULL;
    CHECK(albert_result_floats(result, column, &values, count, call) == ALBERT_OK, "%s", albert_call_message(call));
    return values;
}

static void has_columns(albert_result *result, int32_t count, const char *const *names, const int32_t *types) {
    CHECK(albert_result_column_count(result) == count, "%d columns", (int)albert_result_column_count(result));
    for (int32_t i = 0; i < count; i++) {
        const char *name = albert_result_column_name(result, i);
        CHECK(name != NULL && strcmp(name, names[i]) == 0, "column %d is %s, expected %s", (int)i, name, names[i]);
        CHECK(albert_result_column_type(result, i) == types[i], "the type of %s", names[i]);
    }
}

static void pieces(void) {
    static const char *const names[] = {"id", "type_id", "start", "end", "word", "special", "token", "window"};
    static const int32_t types[] = {2, 2, 2, 2, 2, 2, 3, 2};
    const char first[] = "The house by the water.", second[] = "Caf\xC3\xA9, too";
    albert_result *result = NULL;
    CHECK(albert_tokenize(tokenizer, first, -1, second, -1, NULL, &result, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    has_columns(result, 8, names, types);
    int64_t rows = albert_result_rows(result), count = 0;
    const int32_t *id = ints(result, "id", &count), *type = ints(result, "type_id", NULL);
    const int32_t *start = ints(result, "start", NULL), *end = ints(result, "end", NULL);
    const int32_t *word = ints(result, "word", NULL), *special = ints(result, "special", NULL);
    const int32_t *window = ints(result, "window", NULL);
    CHECK(rows == count && rows > 8, "%d rows", (int)rows);
    int32_t cls = -1, sep = -1, pad = -1;
    CHECK(albert_special_id(tokenizer, "cls", &cls, call) == ALBERT_OK &&
              albert_special_id(tokenizer, "sep", &sep, call) == ALBERT_OK &&
              albert_special_id(tokenizer, "pad", &pad, call) == ALBERT_OK,
          "specials");
    CHECK(cls == 2 && sep == 3 && pad == 0, "ALBERT's special ids are %d, %d, %d", (int)cls, (int)sep, (int)pad);
    CHECK(id[0] == cls && special[0] == 1 && word[0] == -1 && id[rows - 1] == sep, "[CLS] first, [SEP] last");
    CHECK(window[0] == 0 && window[1] == 0 && window[2] == rows, "one window with all rows");
    for (int64_t row = 0; row < rows; row++) {
        const char *text = NULL, *spelled = NULL;
        int64_t byte_count = -1;
        int32_t back = -1;
        CHECK(albert_result_text(result, "token", row, &text, &byte_count, call) == ALBERT_OK &&
                  byte_count == (int64_t)strlen(text),
              "token %d", (int)row);
        CHECK(albert_token_text(tokenizer, id[row], &spelled, NULL, call) == ALBERT_OK && strcmp(spelled, text) == 0,
              "text");
        CHECK(albert_token_id(tokenizer, text, byte_count, &back, call) == ALBERT_OK && back == id[row], "and back");
        int64_t length = (int64_t)strlen(type[row] == 0 ? first : second);
        CHECK(start[row] >= 0 && start[row] <= end[row] && end[row] <= length, "offsets of row %d", (int)row);
        CHECK(special[row] == (word[row] == -1), "row %d is special or in a word", (int)row);
    }
    albert_result *text = NULL;
    fresh_options();
    set("skip_special_tokens", "true");
    CHECK(albert_detokenize(tokenizer, id, rows, options, &text, call) == ALBERT_OK, "%s", albert_call_message(call));
    const char *decoded = "";
    CHECK(albert_result_rows(text) == 1 && albert_result_text(text, "text", 0, &decoded, NULL, call) == ALBERT_OK &&
              strstr(decoded, "the house by the water.") == decoded,
          "decoded: %s", decoded);
    albert_result_free(text);
    albert_result_free(result);
}

static void batch_is_one_by_one(void) {
    const char *const texts[] = {"one house", "", "a longer text about water and wood", "x"};
    const char *const pairs[] = {"second", NULL, "third text", NULL};
    const int64_t byte_counts[] = {9, 0, -1, 1};
    fresh_options();
    set("threads", "3");
    albert_result *all = NULL;
    CHECK(albert_tokenize_batch(tokenizer, texts, byte_counts, pairs, NULL, 4, options, &all, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    int64_t shape[2] = {0, 0};
    int32_t rank = 0;
    CHECK(albert_result_shape(all, "window", shape, 2, &rank, call) == ALBERT_OK && rank == 2 && shape[0] == 4 &&
              shape[1] == 3,
          "windows");
    const int32_t *ids = ints(all, "id", NULL), *window = ints(all, "window", NULL);
    for (int i = 0; i < 4; i++) {
        albert_result *one = NULL;
        CHECK(albert_tokenize(tokenizer, texts[i], byte_counts[i], pairs[i], -1, NULL, &one, call) == ALBERT_OK, "one");
        const int32_t *expected = ints(one, "id", NULL);
        CHECK(window[3 * i] == i && window[3 * i + 2] == albert_result_rows(one) &&
                  memcmp(ids + window[3 * i + 1], expected, sizeof(int32_t) * (size_t)window[3 * i + 2]) == 0,
              "text %d of the batch is the text alone", i);
        albert_result_free(one);
    }
    albert_result_free(all);

    const char *const words[] = {"one", "house", "by"};
    CHECK(albert_tokenize_words(tokenizer, words, NULL, 3, NULL, NULL, 0, NULL, &all, call) == ALBERT_OK, "words");
    int64_t rows = 0;
    const int32_t *word = ints(all, "word", &rows), *start = ints(all, "start", NULL);
    CHECK(rows >= 5 && word[1] == 0 && word[rows - 2] == 2 && start[rows - 2] == 0, "words keep their numbers");
    albert_result_free(all);
}

static void truncated(void) {
    fresh_options();
    set("max_length", "8");
    set("stride", "2");
    set("overflow", "true");
    albert_result *result = NULL;
    CHECK(albert_tokenize(tokenizer, sample_text, -1, NULL, 0, options, &result, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    int64_t count = 0;
    const int32_t *window = ints(result, "window", &count);
    CHECK(count > 3, "%d windows", (int)(count / 3));
    for (int64_t i = 0; i < count; i += 3) CHECK(window[i] == 0 && window[i + 2] <= 8, "window %d", (int)(i / 3));
    albert_result_free(result);
}

static void filled(void) {
    static const char *const names[] = {"mask", "token", "token_id", "score", "sequence"};
    static const int32_t types[] = {2, 3, 2, 1, 3};
    fresh_options();
    set("top_k", "7");
    albert_result *result = NULL;
    const char text[] = "The [MASK] of the house is [MASK].";
    CHECK(albert_fill_mask(model, text, -1, options, &result, call) == ALBERT_OK, "%s", albert_call_message(call));
    has_columns(result, 5, names, types);
    CHECK(albert_result_rows(result) == 14, "two masks, seven answers each");
    const int32_t *mask = ints(result, "mask", NULL), *id = ints(result, "token_id", NULL);
    const float *score = floats(result, "score", NULL);
    for (int64_t row = 0; row < 14; row++) {
        CHECK(mask[row] == row / 7, "the mask of row %d", (int)row);
        CHECK(score[row] > 0 && score[row] < 1 && (row % 7 == 0 || score[row] <= score[row - 1]), "score %d", (int)row);
        const char *token = NULL, *sequence = NULL, *piece = NULL;
        CHECK(albert_result_text(result, "token", row, &token, NULL, call) == ALBERT_OK &&
                  albert_result_text(result, "sequence", row, &sequence, NULL, call) == ALBERT_OK &&
                  albert_token_text(tokenizer, id[row], &piece, NULL, call) == ALBERT_OK,
              "texts");
        CHECK(strstr(sequence, token) != NULL && strstr(sequence, "[MASK]") != NULL, "%s in %s", token, sequence);
        CHECK(strstr(piece, token) != NULL, "%s is how %s reads", token, piece);
    }
    int32_t best = id[0];
    float best_score = score[0];
    char word[64];
    const char *found = NULL;
    albert_result_text(result, "token", 0, &found, NULL, call);
    snprintf(word, sizeof word, "%s\nhouse", found);
    albert_result_free(result);

    set("targets", word);
    CHECK(albert_fill_mask(model, text, -1, options, &result, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_result_rows(result) == 4, "two masks, two targets");
    CHECK(ints(result, "token_id", NULL)[0] == best && floats(result, "score", NULL)[0] == best_score,
          "a target has the score that it has among all");
    albert_result_free(result);

    result = NULL;
    set("targets", "qqxyzzy");
    CHECK(albert_fill_mask(model, text, -1, options, &result, call) == ALBERT_E_ARGUMENT, "an unknown target");
    CHECK(albert_fill_mask(model, "no mask", -1, NULL, &result, call) == ALBERT_E_ARGUMENT, "no mask");
    CHECK(albert_fill_mask(model, "", -1, NULL, &result, call) == ALBERT_E_ARGUMENT, "an empty text");
    CHECK(albert_fill_mask(model, NULL, 0, NULL, &result, call) == ALBERT_E_ARGUMENT, "an empty text that is NULL");
    char *endless = (char *)malloc(60007);
    for (int i = 0; i < 10000; i++) memcpy(endless + 6 * i, "house ", 6);
    memcpy(endless + 60000, "[MASK]", 7);
    CHECK(albert_fill_mask(model, endless, -1, NULL, &result, call) == ALBERT_E_LIMIT, "a text beyond the model");
    CHECK(result == NULL, "nothing was written");
    free(endless);
}

static void ordered(void) {
    float forward = -1, backward = -1;
    const char *one = "The man opened the door.", *two = "Then he went in.";
    CHECK(albert_sentence_order(model, one, -1, two, -1, NULL, &forward, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    CHECK(albert_sentence_order(model, two, -1, one, -1, NULL, &backward, call) == ALBERT_OK, "and back");
    CHECK(forward > 0 && forward < 1 && backward > 0 && backward < 1 && forward != backward, "%f, %f", forward,
          backward);
    float untouched = 5;
    CHECK(albert_sentence_order(model, "", 0, two, -1, NULL, &untouched, call) == ALBERT_E_ARGUMENT && untouched == 5,
          "an empty text");
}

static void pooled(void) {
    int32_t width = 0;
    albert_hidden_size(model, &width, call);
    static float by[4][MOST_FLOATS];
    static const char *const poolings[] = {"mean", "cls", "max", "pooler"};
    const char *texts[] = {sample_text};
    for (int i = 0; i < 4; i++) {
        fresh_options();
        set("pooling", poolings[i]);
        set("normalize", "true");
        CHECK(albert_encode(model, texts, NULL, 1, options, by[i], MOST_FLOATS, call) == ALBERT_OK, "%s: %s",
              poolings[i], albert_call_message(call));
        double length = 0;
        for (int k = 0; k < width; k++) length += (double)by[i][k] * by[i][k];
        CHECK(fabs(length - 1) < 1e-5, "%s has length %f", poolings[i], sqrt(length));
        for (int j = 0; j < i; j++)
            CHECK(memcmp(by[i], by[j], sizeof(float) * (size_t)width) != 0, "%s differs from %s", poolings[i],
                  poolings[j]);
    }
}

/* hidden, mlm_logits and the rest agree about shapes, and a row asked for alone has the bits it has among all. */
static void outputs(void) {
    const int32_t ids[] = {2, 20, 21, 22, 3, 2, 30, 3};
    const int64_t lengths[] = {5, 3}, positions[] = {6, 1};
    albert_result *all = NULL, *some = NULL;
    fresh_options();
    set("outputs", "hidden, mlm_logits, sop_logits, pooled");
    CHECK(albert_forward(model, ids, NULL, NULL, lengths, 2, NULL, 0, options, &all, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    set("outputs", "mlm_logits");
    CHECK(albert_forward(model, ids, NULL, NULL, lengths, 2, positions, 2, options, &some, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    int64_t shape[2] = {0, 0}, count = 0;
    int32_t rank = 0;
    CHECK(albert_result_shape(some, "mlm_logits", shape, 2, &rank, call) == ALBERT_OK && rank == 2 && shape[0] == 2,
          "shape");
    const float *whole = floats(all, "mlm_logits", &count), *rows = floats(some, "mlm_logits", NULL);
    CHECK(count == 8 * shape[1], "all rows have logits");
    for (int i = 0; i < 2; i++)
        CHECK(memcmp(whole + positions[i] * shape[1], rows + i * shape[1], sizeof(float) * (size_t)shape[1]) == 0,
              "row %d", i);
    CHECK(albert_result_shape(all, "sop_logits", shape, 2, &rank, call) == ALBERT_OK && shape[0] == 2 && shape[1] == 2,
          "sop");
    CHECK(albert_result_rows(all) == 8 && albert_result_column_count(some) == 1, "rows and columns");
    albert_result_free(all);
    albert_result_free(some);
}

static void opening(void) {
    const char *json = "";
    CHECK(albert_model_info(model, &json, call) == ALBERT_OK && json[0] == '{', "info");
    int32_t width = 0, size = 0;
    char expected[64];
    albert_hidden_size(model, &width, call);
    snprintf(expected, sizeof expected, "\"hidden_size\":%d", (int)width);
    CHECK(strstr(json, expected) != NULL, "%s in %s", expected, json);
    /* The name as a configuration spells it. */
    CHECK(strstr(json, "\"hidden_act\":\"gelu_new\"") != NULL, "the activation in %s", json);
    const char *memory = strstr(json, "\"memory\":"), *parameters = strstr(json, "\"parameters\":");
    CHECK(memory != NULL && parameters != NULL, "memory and parameters in %s", json);
    if (memory != NULL && parameters != NULL) {
        long long bytes = atoll(memory + 9), floats = 4 * atoll(parameters + 13);
        CHECK(bytes >= floats && bytes < floats + floats / 20, "%lld bytes for %lld of parameters", bytes, floats);
    }
    CHECK(albert_vocab_size(tokenizer, &size, call) == ALBERT_OK && size > 1000, "vocabulary");
    const char *text = NULL;
    const int32_t outside[] = {-1, size, INT32_MAX, INT32_MIN};
    for (int i = 0; i < 4; i++)
        CHECK(albert_token_text(tokenizer, outside[i], &text, NULL, call) == ALBERT_E_ARGUMENT && text == NULL,
              "no piece");
    int32_t id = 7;
    CHECK(albert_token_id(tokenizer, "no such piece", -1, &id, call) == ALBERT_OK && id == -1, "-1 for no piece");
    CHECK(albert_special_id(tokenizer, "masks", &id, call) == ALBERT_E_ARGUMENT && id == -1, "no such role");
    CHECK(albert_set_threads(1, call) == ALBERT_OK && albert_set_threads(0, call) == ALBERT_OK, "threads");
    const int32_t counts[] = {-1, 1025, INT32_MAX, INT32_MIN};
    for (int i = 0; i < 4; i++) CHECK(albert_set_threads(counts[i], call) == ALBERT_E_ARGUMENT, "no number of threads");
}

/* The bytes that a model's weights hold, from its info. */
static long long memory_of(albert_model *opened, const char *dtype) {
    const char *json = "";
    char expected[32];
    snprintf(expected, sizeof expected, "\"dtype\":\"%s\"", dtype);
    CHECK(albert_model_info(opened, &json, call) == ALBERT_OK && strstr(json, expected) != NULL, "%s in %s", expected,
          json);
    const char *memory = strstr(json, "\"memory\":");
    return memory == NULL ? -1 : atoll(memory + 9);
}

/* Each number format opens, says so, takes less memory than the one before and gives nearly the same vectors and scores. */
static void dtypes(void) {
    static const char *const names[] = {"f32", "bf16", "int8"};
    static const double least_cosine[] = {1 - 1e-9, 0.999, 0.99};
    static vector exact, other;
    const char *texts[] = {sample_text};
    long long last = INT64_MAX;
    int32_t width = 0;
    float score = 0;
    albert_hidden_size(model, &width, call);
    CHECK(albert_encode(model, texts, NULL, 1, NULL, exact.values, MOST_FLOATS, call) == ALBERT_OK, "encode");
    for (int i = 0; i < 3; i++) {
        albert_model *opened = NULL;
        fresh_options();
        set("dtype", names[i]);
        CHECK(albert_model_open(test_model(), options, &opened, call) == ALBERT_OK, "%s: %s", names[i],
              albert_call_message(call));
        long long memory = memory_of(opened, names[i]);
        CHECK(memory > 0 && memory < last, "%lld bytes as %s, %lld before", memory, names[i], last);
        last = memory;

        CHECK(albert_encode(opened, texts, NULL, 1, NULL, other.values, MOST_FLOATS, call) == ALBERT_OK, "encode");
        double product = 0, one = 0, two = 0;
        for (int k = 0; k < width; k++) {
            product += (double)exact.values[k] * other.values[k];
            one += (double)exact.values[k] * exact.values[k];
            two += (double)other.values[k] * other.values[k];
        }
        CHECK(product / sqrt(one * two) > least_cosine[i], "%s has cosine %f", names[i], product / sqrt(one * two));

        albert_result *result = NULL;
        fresh_options();
        CHECK(albert_fill_mask(opened, "The president of the United [MASK] signed the law.", -1, options, &result,
                               call) == ALBERT_OK,
              "%s", albert_call_message(call));
        const float *scores = floats(result, "score", NULL);
        if (i == 0) score = scores[0];
        CHECK(fabsf(scores[0] - score) < 0.05f, "%s scores %f, f32 %f", names[i], scores[0], score);
        albert_result_free(result);
        albert_model_free(opened);
    }
    static const char *const refused[] = {"fp8", "f16", "INT8", ""};
    for (int i = 0; i < 4; i++) {
        fresh_options();
        CHECK(albert_options_set(options, "dtype", refused[i], call) == ALBERT_E_ARGUMENT, "dtype=%s", refused[i]);
        CHECK(strcmp(albert_call_place(call), "dtype") == 0, "the place is %s", albert_call_place(call));
    }
}

/* Paths are UTF-8; what has another name is reached through an open descriptor. */
static void paths(void) {
    albert_model *opened = NULL;
    albert_tokenizer *read = NULL;
    char name[] = "/tmp/albert-\xFF-XXXXXX", link[64], through[64];
    CHECK(mkdtemp(name) != NULL, "a directory");
    snprintf(link, sizeof link, "%s/model", name);
    CHECK(symlink(test_model(), link) == 0, "a link in it");
    CHECK(albert_model_open(link, NULL, &opened, call) == ALBERT_E_PATH && opened == NULL, "a name that is not UTF-8");
    CHECK(strcmp(albert_call_place(call), "path") == 0 && strstr(albert_call_message(call), "UTF-8") != NULL,
          "says so");
    CHECK(albert_tokenizer_open(link, NULL, &read, call) == ALBERT_E_PATH && read == NULL, "and for a tokenizer");
    int descriptor = open(link, O_RDONLY | O_DIRECTORY);
    snprintf(through, sizeof through, "/proc/self/fd/%d", descriptor);
    CHECK(albert_model_open(through, NULL, &opened, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_tokenizer_open(through, NULL, &read, call) == ALBERT_OK, "%s", albert_call_message(call));
    albert_model_free(opened);
    albert_tokenizer_free(read);
    close(descriptor);
    unlink(link);
    rmdir(name);
}

int main(void) {
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    CHECK(albert_model_open(test_model(), NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_model_tokenizer(model, &tokenizer, call) == ALBERT_OK, "%s", albert_call_message(call));
    pieces();
    batch_is_one_by_one();
    truncated();
    filled();
    ordered();
    pooled();
    outputs();
    opening();
    dtypes();
    paths();
    albert_options_free(options);
    albert_tokenizer_free(tokenizer);
    albert_model_free(model);
    albert_call_free(call);
    return finish();
}

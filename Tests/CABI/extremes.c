/* Texts and numbers that nobody would write, through every task: an answer or a refusal within seconds, places inside the text,
 * and time that grows with the text and not with its square.
 *
 *     extremes DIRECTORY    with the models of Tests/Golden/heads
 */
#include "check.h"

#include <math.h>
#include <time.h>

static albert_call *call;
static albert_model *classifier, *chooser, *tagger, *reader, *plain, *language;
static albert_options *options;

enum { LONG = 12 << 10 };

typedef struct {
    const char *name, *pattern;
    int64_t size, length; /* of the pattern; of the text, which repeats it */
    char *bytes;
} text;

static text texts[] = {
    {"words", "house water ", 12, LONG, NULL},
    {"no space", "abcdefgh", 8, LONG, NULL},
    {"NULs", "\0", 1, LONG, NULL},
    {"0xFF", "\xFF", 1, LONG, NULL},
    {"surrogates", "\xED\xA0\x80", 3, LONG, NULL},
    {"overlong forms", "\xC0\xAF", 2, LONG, NULL},
    {"spaces", " ", 1, LONG, NULL},
    {"ideographic spaces", "\xE3\x80\x80", 3, LONG, NULL},
    {"one that becomes 18", "\xEF\xB7\xBA", 3, LONG, NULL},
    {"combining marks", "\xCC\x81", 2, LONG, NULL},
    {"emoji", "\xF0\x9F\x98\x80", 4, LONG, NULL},
    {"special tokens", "[CLS][SEP]<pad>[MASK]", 21, LONG, NULL},
    {"word separators", "\xE2\x96\x81", 3, LONG, NULL},
    {"ideographs", "\xE6\x9D\xB1\xE4\xBA\xAC", 6, LONG, NULL},
    {"nothing", "", 1, 0, NULL},
    {"a NUL", "\0", 1, 1, NULL},
    {"a space", " ", 1, 1, NULL},
    {"a cut sequence", "\xF0\x9F\x98", 3, 3, NULL},
    {"a byte-order mark", "\xEF\xBB\xBF", 3, 3, NULL},
    {"a joiner", "\xE2\x80\x8D", 3, 3, NULL},
    {"[SEP]", "[SEP]", 5, 5, NULL},
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static const char *const settings[][4] = {
    {"threads", "2", "threads", "2"},
    {"max_length", "7", "stride", "1"},
    {"stride", "2147483647", "long_text", "windows"},
    {"aggregation", "none", "ignore_labels", ""},
    {"aggregation", "first", "offsets", "codepoints"},
    {"aggregation", "average", "offsets", "utf16"},
    {"max_answer_length", "2147483647", "alignment", "space"},
    {"impossible", "true", "comparable", "true"},
    {"alignment", "piece", "top_k", "1000"},
    {"special_text", "literal", "pooling", "max"},
};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

static void read_settings(const char *const keys[4]) {
    CHECK(albert_options_new(&options, call) == ALBERT_OK && albert_options_set(options, keys[0], keys[1], call) == 0 &&
              albert_options_set(options, keys[2], keys[3], call) == 0,
          "%s=%s, %s=%s", keys[0], keys[1], keys[2], keys[3]);
}

/* Rows whose places, where it has them, lie in a text of `length` bytes, and whose scores are numbers. */
static void judge(const char *task, const text *given, int setting, int32_t status, albert_result *result) {
    const char *const *keys = settings[setting];
    CHECK(status == ALBERT_OK || status == ALBERT_E_LIMIT || status == ALBERT_E_ARGUMENT, "%s, %s, %s=%s, %s=%s: %s %s",
          task, given->name, keys[0], keys[1], keys[2], keys[3], albert_status_name(status), albert_call_message(call));
    if (result == NULL) return;
    int64_t rows = albert_result_rows(result), bad = 0, longest = given->length > 5 ? given->length : 5; /* "house" */
    const int32_t *starts = NULL, *ends = NULL;
    const float *scores = NULL;
    CHECK(albert_result_floats(result, "score", &scores, NULL, NULL) == ALBERT_OK, "%s has scores", task);
    int has_places = albert_result_ints(result, "start", &starts, NULL, NULL) == ALBERT_OK &&
                     albert_result_ints(result, "end", &ends, NULL, NULL) == ALBERT_OK;
    for (int64_t row = 0; row < rows; row++) {
        bad += !isfinite(scores[row]);
        if (has_places) bad += starts[row] < 0 || starts[row] > ends[row] || ends[row] > longest;
    }
    CHECK(bad == 0, "%s, %s, %s=%s, %s=%s: %lld of %lld rows are wrong", task, given->name, keys[0], keys[1], keys[2],
          keys[3], (long long)bad, (long long)rows);
    albert_result_free(result);
}

#define TRY(task, call_of_it)                                                 \
    do {                                                                      \
        albert_result *out = NULL;                                            \
        CHECK(albert_call_set_deadline(call, 60) == ALBERT_OK, "a deadline"); \
        int32_t status = call_of_it;                                          \
        judge(task, &texts[number], setting, status, out);                    \
    } while (0)

static void every_task(int number, int setting) {
    static float values[MOST_FLOATS];
    const char *bytes = texts[number].bytes, *house = "house", *many[] = {bytes, house, bytes};
    int64_t count = texts[number].length, counts[] = {count, 5, count};
    read_settings(settings[setting]);
    TRY("tag", albert_tag(tagger, many, counts, 3, options, &out, call));
    TRY("answer", albert_answer(reader, &house, NULL, &bytes, &count, 1, options, &out, call));
    TRY("answer, question", albert_answer(reader, &bytes, &count, &house, NULL, 1, options, &out, call));
    TRY("rank", albert_rank(plain, bytes, count, many, counts, 3, options, &out, call));
    TRY("similarity", albert_similarity(plain, many, counts, 3, many, counts, 3, options, values, 9, call));
    TRY("encode", albert_encode(plain, many, counts, 3, options, values, MOST_FLOATS, call));
    TRY("classify", albert_classify(classifier, many, counts, many, counts, 3, options, &out, call));
    TRY("zero_shot", albert_zero_shot(classifier, many, counts, 3, &house, NULL, 1, options, &out, call));
    TRY("zero_shot, label", albert_zero_shot(classifier, &house, NULL, 1, &bytes, &count, 1, options, &out, call));
    TRY("choose", albert_choose(chooser, bytes, count, many, counts, 3, options, &out, call));
    TRY("order_sentences", albert_order_sentences(language, many, counts, 3, options, &out, call));
    TRY("sentence_order_batch",
        albert_sentence_order_batch(language, many, counts, many, counts, 3, options, values, call));
    albert_options_free(options);
}

static void many_of_them(void) {
    enum { MANY = 3000 };
    static const char *labels[MANY];
    static char names[MANY][16];
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "label %d", i);
        labels[i] = names[i];
    }
    albert_result *out = NULL;
    const char *house = "house";
    const int32_t *items = NULL;
    CHECK(albert_zero_shot(classifier, &house, NULL, 1, labels, NULL, MANY, NULL, &out, call) == ALBERT_OK &&
              albert_result_rows(out) == MANY,
          "%d labels: %s", MANY, albert_call_message(call));
    albert_result_free(out);
    CHECK(albert_choose(chooser, house, -1, labels, NULL, MANY, NULL, &out, call) == ALBERT_OK &&
              albert_result_rows(out) == MANY,
          "%d choices: %s", MANY, albert_call_message(call));
    albert_result_free(out);
    CHECK(albert_classify(classifier, labels, NULL, NULL, NULL, MANY, NULL, &out, call) == ALBERT_OK &&
              albert_result_rows(out) == MANY && albert_result_ints(out, "item", &items, NULL, call) == ALBERT_OK &&
              items[MANY - 1] == MANY - 1,
          "%d texts: %s", MANY, albert_call_message(call));
    albert_result_free(out);
    static const char *const everything[] = {"top_k", "2147483647", "keep_order", "true"};
    read_settings(everything);
    CHECK(albert_classify(classifier, labels, NULL, NULL, NULL, 1, options, &out, call) == ALBERT_OK &&
              albert_result_rows(out) == 3,
          "no more labels than there are");
    albert_result_free(out);
    CHECK(albert_rank(plain, house, -1, labels, NULL, MANY, options, &out, call) == ALBERT_OK &&
              albert_result_rows(out) == MANY,
          "no more texts than there are");
    albert_result_free(out);
    CHECK(albert_order_sentences(language, labels, NULL, MANY, options, &out, call) == ALBERT_OK &&
              albert_result_rows(out) == MANY,
          "%d sentences in their own order: %s", MANY, albert_call_message(call));
    albert_result_free(out);
    out = NULL;
    CHECK(albert_order_sentences(language, labels, NULL, MANY, NULL, &out, call) == ALBERT_E_LIMIT && out == NULL,
          "%d sentences have too many orders", MANY);
    CHECK(albert_answer(reader, &house, NULL, &house, NULL, 1, options, &out, call) == ALBERT_E_LIMIT && out == NULL,
          "answers without number");
    CHECK(strcmp(albert_call_place(call), "top_k") == 0, "the place is %s", albert_call_place(call));
    albert_options_free(options);
}

/* Seconds of this process's processors that the answers in a text of one word of `length` bytes take. */
static double seconds_of_answer(int64_t length) {
    static const char *const one[] = {"threads", "1", "max_length", "64"};
    char *bytes = (char *)malloc((size_t)length);
    memset(bytes, 'e', (size_t)length);
    const char *context = bytes, *question = "who";
    albert_result *out = NULL;
    read_settings(one);
    CHECK(albert_call_set_deadline(call, 60) == ALBERT_OK, "a deadline");
    clock_t begin = clock();
    CHECK(albert_answer(reader, &question, NULL, &context, &length, 1, options, &out, call) == ALBERT_OK,
          "%lld bytes of a word: %s", (long long)length, albert_call_message(call));
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    albert_result_free(out);
    albert_options_free(options);
    free(bytes);
    return seconds;
}

static void time_grows_with_the_text(void) {
    double one = seconds_of_answer(32 << 10), four = seconds_of_answer(128 << 10);
    CHECK(four < 8 * one, "four times the text takes %.1f times as long (%.2f s)", four / one, four);
}

static albert_model *open_model(const char *root, const char *name) {
    char path[4096];
    albert_model *opened = NULL;
    snprintf(path, sizeof path, "%s/%s", root, name);
    CHECK(albert_model_open(path, NULL, &opened, call) == ALBERT_OK, "%s: %s", path, albert_call_message(call));
    return opened;
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    static const char *const names[] = {"classifier", "choice", "tagger", "reader", "plain", "language"};
    albert_model **models[] = {&classifier, &chooser, &tagger, &reader, &plain, &language};
    for (int i = 0; i < 6; i++) *models[i] = open_model(arguments[1], names[i]);
    for (int number = 0; number < TEXTS; number++) {
        text *one = &texts[number];
        one->bytes = (char *)malloc((size_t)one->length + !one->length);
        for (int64_t i = 0; i < one->length; i++) one->bytes[i] = one->pattern[i % one->size];
        for (int setting = 0; setting < SETTINGS; setting++) every_task(number, setting);
        free(one->bytes);
    }
    many_of_them();
    time_grows_with_the_text();
    for (int i = 0; i < 6; i++) CHECK(albert_model_free(*models[i]) == ALBERT_OK, "%s", names[i]);
    albert_call_free(call);
    return finish();
}

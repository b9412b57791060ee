/* What misuse.c, which make_misuse.py writes, calls with: one right thing of every kind, and wrong handles. */
#ifndef MISUSE_H
#define MISUSE_H

#include "check.h"
#include "edges.h"

#include <stdint.h>
#include <unistd.h>

#ifndef RANDOM_HANDLES
#define RANDOM_HANDLES 25000 /* times more than fifty handle parameters: above a million in all */
#endif
enum { LIMIT_OR_ARGUMENT = -1 };

static albert_call *call, *watched, *freed_call;
static albert_options *options, *freed_options;
static albert_tokenizer *tokenizer, *freed_tokenizer;
static albert_model *model, *freed_model;
static albert_model *classifier, *chooser, *tagger, *reader; /* of Tests/Golden/heads */
static albert_result *result, *answers, *freed_result;
static albert_trainer *trainer, *freed_trainer;
static const char *model_path;
static const char masked[] = "The house is [MASK].";
static const char *const texts[] = {"one", "house"};
static const char *const one_text[] = {"one", NULL};
/* A lone byte, a surrogate, an overlong form, a cut sequence: fill_mask finds its mask all the same. */
static const char no_utf8[] = "\xFF \xED\xA0\x80 [MASK] \xC0\xAF \xF0\x9F\x98";
static const char *const no_utf8_texts[] = {no_utf8, "\x80"};
static const int32_t ids[] = {2, 5, 3};
static const int32_t offsets[] = {0, 3, 9};
static const int32_t pieces[] = {-100, 7, -100};
static const int64_t lengths[] = {3}, positions[] = {0};
static int64_t label_counts[5];
static float vectors[MOST_FLOATS];
static int64_t dimensions[4];
static char *config_bytes, *weight_bytes, *tokenizer_bytes;
static int64_t config_size, weight_size, tokenizer_size;
static char save_path[] = "/tmp/albert-misuse-XXXXXX";
static char corpus_path[64], examples_path[64];
static const char *const corpus_paths[] = {corpus_path}, *const one_path[] = {corpus_path, NULL};
static const char *const empty_path[] = {corpus_path, ""}, *const no_utf8_path[] = {corpus_path, no_utf8};
static char checkpoint_path[] = "/tmp/albert-misuse-XXXXXX";
static int wrong;

static inline const int64_t *byte_counts(int64_t second) {
    static int64_t counts[] = {-1, 0};
    counts[1] = second;
    return counts;
}

/* Where examples may be written: they are refused where there are some. */
static inline const char *emptied_directory(void) {
    static const char *const names[] = {"000000.examples", "index.examples"};
    for (int i = 0; i < 2; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", examples_path, names[i]);
        unlink(path);
    }
    rmdir(examples_path);
    return examples_path;
}

static char *read_file(const char *name, int64_t *size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", model_path, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        printf("no %s\n", path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *bytes = (char *)malloc((size_t)*size);
    if (fread(bytes, 1, (size_t)*size, file) != (size_t)*size) exit(2);
    fclose(file);
    return bytes;
}

static albert_model *head_model(const char *heads, const char *name) {
    char path[4096];
    albert_model *opened = NULL;
    snprintf(path, sizeof path, "%s/%s", heads, name);
    CHECK(albert_model_open(path, NULL, &opened, call) == ALBERT_OK, "%s: %s", path, albert_call_message(call));
    return opened;
}

/* A directory of examples, made when it is first wanted. */
static inline const char *written_examples(void) {
    static char path[64];
    if (path[0] != 0) return path;
    snprintf(path, sizeof path, "%s/examples", checkpoint_path);
    albert_result *counts = NULL;
    CHECK(albert_pretraining_data_write(tokenizer, corpus_paths, 1, path, NULL, &counts, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    albert_result_free(counts);
    return path;
}

static inline void add_batch(void) {
    CHECK(albert_trainer_add(trainer, ids, NULL, NULL, lengths, 1, pieces, 3, NULL, 0, NULL, 0, call) == ALBERT_OK,
          "a batch: %s", albert_call_message(call));
}

static void set_up(const char *heads) {
    model_path = test_model();
    config_bytes = read_file("config.json", &config_size);
    weight_bytes = read_file("model.safetensors", &weight_size);
    tokenizer_bytes = read_file("tokenizer.json", &tokenizer_size);
    CHECK(mkdtemp(save_path) != NULL && mkdtemp(checkpoint_path) != NULL, "directories");
    snprintf(corpus_path, sizeof corpus_path, "%s/corpus", save_path);
    snprintf(examples_path, sizeof examples_path, "%s/examples", save_path);
    FILE *corpus = fopen(corpus_path, "wb");
    CHECK(corpus != NULL && fputs("One house. Two houses.\nThree.\n\nFour houses, and a house.\n", corpus) >= 0 &&
              fclose(corpus) == 0,
          "a corpus");
    CHECK(albert_call_new(&call) == ALBERT_OK && albert_call_new(&watched) == ALBERT_OK, "call");
    CHECK(albert_options_new(&options, call) == ALBERT_OK, "options");
    CHECK(albert_model_open(model_path, options, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    classifier = head_model(heads, "classifier"), chooser = head_model(heads, "choice");
    tagger = head_model(heads, "tagger"), reader = head_model(heads, "reader");
    CHECK(albert_model_tokenizer(model, &tokenizer, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_tokenize(tokenizer, masked, -1, NULL, 0, NULL, &result, call) == ALBERT_OK, "result");
    CHECK(albert_fill_mask(model, masked, -1, NULL, &answers, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_trainer_open(model, NULL, &trainer, call) == ALBERT_OK, "%s", albert_call_message(call));

    albert_call_new(&freed_call), albert_call_free(freed_call);
    albert_options_new(&freed_options, NULL), albert_options_free(freed_options);
    albert_model_tokenizer(model, &freed_tokenizer, NULL), albert_tokenizer_free(freed_tokenizer);
    albert_model_open(model_path, NULL, &freed_model, NULL), albert_model_free(freed_model);
    albert_tokenize(tokenizer, masked, -1, NULL, 0, NULL, &freed_result, NULL), albert_result_free(freed_result);
    albert_trainer_open(model, NULL, &freed_trainer, NULL), albert_trainer_free(freed_trainer);
    set_up_edges();
}

static void tear_down(void) {
    CHECK(albert_result_free(result) == ALBERT_OK && albert_result_free(answers) == ALBERT_OK, "result");
    CHECK(albert_tokenizer_free(tokenizer) == ALBERT_OK, "tokenizer");
    CHECK(albert_trainer_free(trainer) == ALBERT_OK, "trainer");
    CHECK(albert_model_free(model) == ALBERT_OK, "model");
    CHECK(albert_model_free(classifier) == ALBERT_OK && albert_model_free(chooser) == ALBERT_OK &&
              albert_model_free(tagger) == ALBERT_OK && albert_model_free(reader) == ALBERT_OK,
          "models");
    CHECK(albert_options_free(options) == ALBERT_OK, "options");
    tear_down_edges();
    CHECK(albert_call_free(call) == ALBERT_OK && albert_call_free(watched) == ALBERT_OK, "call");
    free(config_bytes), free(weight_bytes), free(tokenizer_bytes);
    const char *const saved[] = {"config.json", "model.safetensors", "spiece.model", "tokenizer.json",
                                 "tokenizer_config.json"};
    for (int i = 0; i < 5; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", save_path, saved[i]);
        unlink(path);
    }
    emptied_directory();
    unlink(corpus_path);
    CHECK(rmdir(save_path) == 0, "%s holds more than what was saved", save_path);
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", checkpoint_path);
    CHECK(system(command) == 0, "%s", command);
}

/* A value that is no open handle: random bits, or an open one with random kind and generation bits flipped. */
static inline uintptr_t random_handle(uintptr_t open_one) {
    static uint64_t state = 0x9E3779B97F4A7C15u;
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    if (state & 1) return (uintptr_t)(state | (state >> 63 ? 0 : (uint64_t)1 << 62)) & ~((uintptr_t)1 << 63);
    uintptr_t flipped = (uintptr_t)(state >> 1) & ~(((uintptr_t)1 << 20) - 1);
    return open_one ^ (flipped != 0 ? flipped : (uintptr_t)1 << 20);
}

static inline int is_untouched(const void *value, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (((const unsigned char *)value)[i] != 0x5A) return 0;
    return 1;
}

static inline void refused(const char *what, int32_t expected, int32_t status, albert_call *recorded,
                           const char *place) {
    if (expected == LIMIT_OR_ARGUMENT)
        CHECK(status == ALBERT_E_LIMIT || status == ALBERT_E_ARGUMENT, "%s: %s", what, albert_status_name(status));
    else
        CHECK(status == expected, "%s: %s, expected %s", what, albert_status_name(status),
              albert_status_name(expected));
    if (recorded == NULL) return;
    CHECK(albert_call_status(recorded) == status, "%s: the call says %d", what, (int)albert_call_status(recorded));
    CHECK(albert_call_message(recorded)[0] != 0, "%s: there is no message", what);
    if (place != NULL) {
        const char *found = albert_call_place(recorded);
        /* One of many is named with its place: texts[0]. */
        CHECK(strncmp(found, place, strlen(place)) == 0 && (found[strlen(place)] == 0 || found[strlen(place)] == '['),
              "%s: the place is '%s', expected '%s'", what, found, place);
    }
}

#endif

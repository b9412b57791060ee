/* Training through the C interface: what a step reports and changes, halves of steps, what is saved, and checkpoints that a
 * process can be killed over.
 *
 *   training GOLDEN DIRECTORY    the folder Golden, and an empty directory in which everything happens */
#include "training.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

/* The batch of Golden/gradients/classification, its loss from PyTorch in float64. */
static const int64_t lengths[] = {8, 3, 12, 5};
static const int32_t ids[] = {2,  14, 23, 35, 44, 6,  14, 3, 2, 34, 3,  2, 38, 30,
                              20, 23, 35, 9,  11, 34, 30, 5, 3, 2,  14, 8, 33, 3};
static const int32_t types[] = {0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0};
static const int32_t labels[] = {1, 2, 3, 1};
static const double known_loss = 1.4751360376204685;

static int32_t add_some(albert_trainer *trainer, int first, int count) {
    int64_t token = 0;
    for (int i = 0; i < first; i++) token += lengths[i];
    return albert_trainer_add(trainer, ids + token, types + token, NULL, lengths + first, count, labels + first, count,
                              NULL, 0, NULL, 0, call);
}

static void add(albert_trainer *trainer) {
    CHECK(add_some(trainer, 0, 4) == ALBERT_OK, "%s: %s", albert_call_place(call), albert_call_message(call));
}

static void steps(albert_trainer *trainer, int count) {
    for (int i = 0; i < count; i++) {
        albert_result *report = NULL;
        add(trainer);
        CHECK(albert_trainer_step(trainer, &report, call) == ALBERT_OK, "%s: %s", albert_call_place(call),
              albert_call_message(call));
        albert_result_free(report);
    }
}

/* Whether two trainers would be saved as the same bytes. */
static int same_weights(albert_trainer *one, albert_trainer *other) {
    const char *first = path_of(root, "one"), *second = path_of(root, "other");
    CHECK(albert_trainer_save(one, first, call) == ALBERT_OK && albert_trainer_save(other, second, call) == ALBERT_OK,
          "%s: %s", albert_call_place(call), albert_call_message(call));
    return same_files(path_of(first, "model.safetensors"), path_of(second, "model.safetensors"));
}

static void reports_what_it_did(void) {
    const char *const settings[] = {"learning_rate", "0.01", "steps", "10", "classifier_dropout", "0", NULL};
    albert_trainer *trainer = opened("gradients/classification", settings);
    albert_result *report = NULL;
    CHECK(albert_trainer_step(trainer, &report, call) == ALBERT_E_ARGUMENT && report == NULL, "no batch");
    add(trainer);
    CHECK(albert_trainer_evaluate(trainer, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(fabs(number(report, "loss") - known_loss) < 2e-6, "loss %f", number(report, "loss"));
    CHECK(whole(report, "step") == 0 && number(report, "learning_rate") == 0 && number(report, "gradient_norm") == 0,
          "an evaluation is no step");
    albert_result_free(report);
    add(trainer);
    CHECK(albert_trainer_step(trainer, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_result_rows(report) == 1 && albert_result_column_count(report) == 14, "one row of 14 columns");
    CHECK(fabs(number(report, "loss") - known_loss) < 2e-6 && number(report, "task_loss") == number(report, "loss"),
          "the same loss");
    CHECK(whole(report, "step") == 1 && whole(report, "tokens") == 28 && whole(report, "task_count") == 4, "counts");
    CHECK(number(report, "piece_loss") == 0 && whole(report, "piece_count") == 0, "no pieces");
    CHECK(fabsf(number(report, "learning_rate") - 0.01f) < 1e-9f && number(report, "gradient_norm") > 0, "a step");
    albert_result_free(report);
    steps(trainer, 9);
    add(trainer);
    CHECK(albert_trainer_evaluate(trainer, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(number(report, "loss") < known_loss / 2 && whole(report, "step") == 10, "it learns: %f",
          number(report, "loss"));
    albert_result_free(report);

    CHECK(albert_trainer_tensors(trainer, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
    const char *name = NULL;
    CHECK(albert_result_text(report, "name", 0, &name, NULL, call) == ALBERT_OK &&
              strcmp(name, "albert.embeddings.word_embeddings.weight") == 0 && whole(report, "new") == 0,
          "the first tensor is %s", name);
    const int32_t *counts = NULL;
    int64_t tensors = 0, sum = 0, all = 0;
    float *gradients = NULL;
    CHECK(albert_result_ints(report, "count", &counts, &tensors, call) == ALBERT_OK, "count");
    for (int64_t i = 0; i < tensors; i++) sum += counts[i];
    CHECK(albert_trainer_gradients(trainer, &gradients, &all, call) == ALBERT_OK && sum == all, "as many gradients");
    albert_result_free(report);
    albert_trainer_free(trainer);
}

/* What was saved computes what was trained. */
static void saves_what_opens(void) {
    const char *const settings[] = {"task", "tagging", "labels", "O\nB-\"\xC3\xA9\"\nI", "learning_rate", "0.01", NULL};
    albert_trainer *trainer = opened("gradients/classification", settings);
    const int32_t tags[] = {-100, 0, 1, 2, 0, 0, 0, -100};
    albert_result *report = NULL;
    for (int i = 0; i < 40; i++) {
        CHECK(albert_trainer_add(trainer, ids, NULL, NULL, lengths, 1, tags, 8, NULL, 0, NULL, 0, call) == ALBERT_OK,
              "%s", albert_call_message(call));
        CHECK(albert_trainer_step(trainer, &report, call) == ALBERT_OK, "%s", albert_call_message(call));
        if (i < 39) albert_result_free(report);
    }
    CHECK(whole(report, "task_correct") == 6 && whole(report, "task_count") == 6, "all tags are found");
    albert_result_free(report);
    const char *target = path_of(root, "tagger");
    CHECK(albert_trainer_save(trainer, target, call) == ALBERT_OK, "%s: %s", albert_call_place(call),
          albert_call_message(call));
    albert_model *model = NULL;
    albert_options *options = bag((const char *const[]){"outputs", "tag_logits", NULL});
    CHECK(albert_model_open(target, NULL, &model, call) == ALBERT_OK, "%s: %s", albert_call_place(call),
          albert_call_message(call));
    const char *json = NULL;
    CHECK(albert_model_info(model, &json, call) == ALBERT_OK && strstr(json, "AlbertForTokenClassification") != NULL &&
              strstr(json, "\"labels\":[\"O\",\"B-\\\"\xC3\xA9\\\"\",\"I\"]") != NULL,
          "its class and labels: %s", json);
    albert_result *output = NULL;
    CHECK(albert_forward(model, ids, NULL, NULL, lengths, 1, NULL, 0, options, &output, call) == ALBERT_OK, "%s",
          albert_call_message(call));
    const float *logits = NULL;
    CHECK(albert_result_floats(output, "tag_logits", &logits, NULL, call) == ALBERT_OK, "logits");
    for (int token = 1; token < 7; token++) {
        const float *row = logits + 3 * token;
        int best = row[1] > row[0] ? 1 : 0;
        CHECK((row[2] > row[best] ? 2 : best) == tags[token], "token %d", token);
    }
    albert_result_free(output), albert_options_free(options), albert_model_free(model);
    CHECK(albert_trainer_save(trainer, target, call) == ALBERT_OK, "again into the same place");
    CHECK(albert_trainer_save(trainer, path_of(golden, "gradients/classification"), call) == ALBERT_E_ARGUMENT,
          "not over what it began with");
    albert_trainer_free(trainer);
}

/* Two trainers with a half of the batch each make the step of one with the whole. */
static void works_in_halves(void) {
    const char *const settings[] = {"learning_rate", "0.01", "hidden_dropout", "0.1", "clip_norm", "0", NULL};
    albert_trainer *whole_one = opened("gradients/classification", settings), *halves[2];
    for (int i = 0; i < 2; i++) halves[i] = opened("gradients/classification", settings);
    albert_result *report = NULL;
    for (int step = 0; step < 5; step++) {
        int64_t counts[2][5], totals[3] = {0, 0, 0}, count = 0;
        float *gradients[2] = {NULL, NULL};
        for (int i = 0; i < 2; i++) {
            CHECK(add_some(halves[i], i == 0 ? 0 : 1, i == 0 ? 1 : 3) == ALBERT_OK, "%s", albert_call_message(call));
            CHECK(albert_trainer_counts(halves[i], counts[i], call) == ALBERT_OK, "%s", albert_call_message(call));
            for (int j = 0; j < 3; j++) totals[j] += counts[i][j];
        }
        CHECK(counts[0][2] == 1 && counts[1][2] == 3 && counts[0][3] == 8 && counts[1][4] == 3, "counts");
        for (int i = 0; i < 2; i++) {
            CHECK(albert_trainer_compute(halves[i], totals, i == 0 ? 0 : counts[0][3], i == 0 ? 0 : counts[0][4],
                                         call) == ALBERT_OK,
                  "%s", albert_call_message(call));
            CHECK(albert_trainer_gradients(halves[i], &gradients[i], &count, call) == ALBERT_OK, "gradients");
        }
        for (int64_t i = 0; i < count; i++) gradients[0][i] = gradients[1][i] = gradients[0][i] + gradients[1][i];
        for (int i = 0; i < 2; i++) {
            CHECK(albert_trainer_update(halves[i], &report, call) == ALBERT_OK, "%s", albert_call_message(call));
            albert_result_free(report);
        }
        steps(whole_one, 1);
    }
    CHECK(same_weights(halves[0], halves[1]), "both halves have the same weights");
    float losses[2];
    for (int i = 0; i < 2; i++) {
        add(i == 0 ? whole_one : halves[0]);
        CHECK(albert_trainer_evaluate(i == 0 ? whole_one : halves[0], &report, call) == ALBERT_OK, "evaluate");
        losses[i] = number(report, "loss");
        albert_result_free(report);
    }
    CHECK(fabsf(losses[0] - losses[1]) < 1e-5f * losses[0], "%f and %f", losses[0], losses[1]);
    const int64_t small[] = {0, 0, 3};
    add(whole_one);
    CHECK(albert_trainer_compute(whole_one, small, 0, 0, call) == ALBERT_E_ARGUMENT &&
              strcmp(albert_call_place(call), "totals[2]") == 0,
          "totals below the own count");
    CHECK(albert_trainer_update(whole_one, &report, call) == ALBERT_E_ARGUMENT, "an update without gradients");
    albert_trainer_free(whole_one), albert_trainer_free(halves[0]), albert_trainer_free(halves[1]);
}

static void stays_as_it_was_on_errors(void) {
    const char *const settings[] = {"learning_rate", "0.01", NULL};
    albert_trainer *trainer = opened("gradients/classification", settings);
    albert_trainer *untouched = opened("gradients/classification", settings);
    albert_result *report = NULL;
    float *gradients = NULL;
    int64_t count = 0;
    add(trainer);
    CHECK(albert_trainer_compute(trainer, NULL, 0, 0, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_trainer_gradients(trainer, &gradients, &count, call) == ALBERT_OK && count > 0, "gradients");
    gradients[count - 1] = NAN;
    CHECK(albert_trainer_update(trainer, &report, call) == ALBERT_E_NUMERIC &&
              strcmp(albert_call_place(call), "classifier.bias") == 0,
          "NaN in a gradient: %s", albert_call_place(call));
    CHECK(same_weights(trainer, untouched), "nothing changed");
    add(trainer);
    CHECK(albert_call_cancel(call) == ALBERT_OK && albert_trainer_step(trainer, &report, call) == ALBERT_E_CANCELLED,
          "a cancelled step");
    albert_call_reset(call);
    CHECK(same_weights(trainer, untouched), "nothing changed");
    const int32_t wrong[] = {1, 2, 99, 1};
    CHECK(albert_trainer_add(trainer, ids, types, NULL, lengths, 4, wrong, 4, NULL, 0, NULL, 0, call) ==
                  ALBERT_E_ARGUMENT &&
              strcmp(albert_call_place(call), "labels") == 0,
          "a label that is none");
    steps(trainer, 1), steps(untouched, 1);
    CHECK(same_weights(trainer, untouched), "and both go on alike");
    albert_trainer_free(trainer), albert_trainer_free(untouched);
}

static void refuses_what_cannot_be(void) {
    static const char *const wrong[][2] = {{"steps", "0"},          {"learning_rate", "0"}, {"learning_rate", "nan"},
                                           {"warmup_steps", "-1"},  {"beta1", "1"},         {"epsilon", "0"},
                                           {"hidden_dropout", "1"}, {"clip_norm", "-1"},    {"task", "guessing"}};
    albert_options *options = bag(NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK(albert_options_set(options, wrong[i][0], wrong[i][1], call) == ALBERT_E_ARGUMENT &&
                  strcmp(albert_call_place(call), wrong[i][0]) == 0,
              "%s = %s", wrong[i][0], wrong[i][1]);
    albert_options_free(options);
    albert_model *model = NULL;
    albert_trainer *trainer = NULL;
    CHECK(albert_model_open(path_of(golden, "gradients/classification"), NULL, &model, call) == ALBERT_OK, "a model");
    options = bag((const char *const[]){"warmup_steps", "11", "steps", "10", NULL});
    CHECK(albert_trainer_open(model, options, &trainer, call) == ALBERT_E_ARGUMENT &&
              strcmp(albert_call_place(call), "warmup_steps") == 0 && trainer == NULL,
          "more warm-up than steps");
    albert_options_free(options);
    options = bag((const char *const[]){"labels", "one", "task", "classification", NULL});
    CHECK(albert_trainer_open(model, options, &trainer, call) == ALBERT_E_ARGUMENT && trainer == NULL &&
              strcmp(albert_call_place(call), "labels") == 0,
          "there is one label only: %s", albert_call_message(call));
    static const char *const unnameable[] = {"one\n\nthree", "one\ntwo\none", "\n"};
    for (size_t i = 0; i < sizeof unnameable / sizeof unnameable[0]; i++) {
        CHECK(albert_options_set(options, "labels", unnameable[i], call) == ALBERT_OK, "a text");
        CHECK(albert_trainer_open(model, options, &trainer, call) == ALBERT_E_ARGUMENT && trainer == NULL &&
                  strcmp(albert_call_place(call), "labels") == 0,
              "labels that a configuration cannot hold: %s", albert_call_message(call));
    }
    CHECK(albert_options_set(options, "labels", "one\ntwo\n", call) == ALBERT_OK &&
              albert_trainer_open(model, options, &trainer, call) == ALBERT_OK,
          "two lines: %s", albert_call_message(call));
    albert_trainer_free(trainer), albert_options_free(options), albert_model_free(model);
}

static const char *const resuming[] = {"learning_rate", "0.01",         "steps", "20", "hidden_dropout",
                                       "0.1",           "warmup_steps", "2",     NULL};

static int checkpoints_in(const char *directory) {
    DIR *listing = opendir(directory);
    int count = 0;
    for (struct dirent *entry; listing != NULL && (entry = readdir(listing)) != NULL;) count += entry->d_name[0] != '.';
    if (listing != NULL) closedir(listing);
    return count;
}

static void goes_on_with_the_same_bits(void) {
    char directory[4096];
    snprintf(directory, sizeof directory, "%s/checkpoints", root);
    albert_result *found = NULL;
    albert_trainer *whole_one = opened("gradients/classification", resuming);
    albert_trainer *first = opened("gradients/classification", resuming);
    CHECK(albert_trainer_resume(first, directory, &found, call) == ALBERT_OK && whole(found, "step") == -1,
          "nothing to go on from");
    albert_result_free(found);
    for (int i = 0; i < 4; i++) {
        steps(first, 2);
        char note[32];
        snprintf(note, sizeof note, "{\"after\": %d}\n\"\x01", 2 * i + 2);
        CHECK(albert_trainer_checkpoint(first, directory, note, -1, call) == ALBERT_OK, "%s: %s",
              albert_call_place(call), albert_call_message(call));
    }
    CHECK(checkpoints_in(directory) == 2, "two are kept, not %d", checkpoints_in(directory));
    steps(whole_one, 13);

    albert_trainer *other = opened("gradients/classification", resuming);
    CHECK(albert_trainer_checkpoint(other, directory, "", 0, call) == ALBERT_E_BUSY, "one trainer has the directory");
    CHECK(albert_trainer_resume(other, directory, &found, call) == ALBERT_E_BUSY, "one trainer has the directory");
    albert_trainer_free(first);
    CHECK(albert_call_cancel(call) == ALBERT_OK &&
              albert_trainer_resume(other, directory, &found, call) == ALBERT_E_CANCELLED,
          "a cancelled one");
    albert_call_reset(call);
    CHECK(albert_trainer_resume(other, directory, &found, call) == ALBERT_OK, "%s: %s", albert_call_place(call),
          albert_call_message(call));
    const char *text = NULL;
    CHECK(whole(found, "step") == 8 && albert_result_text(found, "note", 0, &text, NULL, call) == ALBERT_OK &&
              strcmp(text, "{\"after\": 8}\n\"\x01") == 0,
          "the note is '%s'", text);
    albert_result_free(found);
    steps(other, 5);
    CHECK(same_weights(whole_one, other), "thirteen steps, and eight, a checkpoint and five");
    albert_trainer_free(other), albert_trainer_free(whole_one);

    albert_trainer *alien = opened("gradients/classification", (const char *const[]){"learning_rate", "0.02", NULL});
    CHECK(albert_trainer_resume(alien, directory, &found, call) == ALBERT_E_ARGUMENT, "another training");
    CHECK(strstr(albert_call_message(call), "another training") != NULL, "is what it says");
    albert_trainer_free(alien);
}

/* A checkpoint's manifest with one word of it replaced by another as long. */
static void reword(const char *path, const char *word, const char *by) {
    char text[8192] = {0};
    FILE *file = fopen(path, "r+");
    CHECK(file != NULL && fread(text, 1, sizeof text - 1, file) > 0, "%s", path);
    char *found = strstr(text, word);
    CHECK(found != NULL && strlen(word) == strlen(by), "%s holds %s", path, word);
    if (file != NULL && found != NULL) fseek(file, found - text, SEEK_SET), fputs(by, file);
    if (file != NULL) fclose(file);
}

/* The newest checkpoint's file, after flipping one bit of it. */
static void flip(const char *path, unsigned place) {
    struct stat status;
    FILE *file = fopen(path, "r+b");
    CHECK(file != NULL && stat(path, &status) == 0 && status.st_size > 0, "%s", path);
    if (file == NULL) return;
    long offset = (long)(place / 8 % (unsigned long)status.st_size);
    fseek(file, offset, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, offset, SEEK_SET);
    fputc(byte ^ 1 << place % 8, file);
    fclose(file);
}

static void falls_back_from_a_damaged_one(void) {
    char directory[4000];
    snprintf(directory, sizeof directory, "%s/damaged", root);
    albert_trainer *trainer = opened("gradients/classification", resuming);
    for (int i = 0; i < 2; i++) {
        steps(trainer, 1);
        CHECK(albert_trainer_checkpoint(trainer, directory, "note", 4, call) == ALBERT_OK, "%s",
              albert_call_message(call));
    }
    albert_trainer_free(trainer);
    char state[4096], manifest[4096];
    snprintf(state, sizeof state, "%s/000000000002.checkpoint/state.safetensors", directory);
    snprintf(manifest, sizeof manifest, "%s/000000000002.checkpoint/checkpoint.json", directory);
    unsigned random = 12345, silent = 0, back = 0;
    trainer = opened("gradients/classification", resuming);
    for (int i = 0; i < 700; i++) {
        const char *path = i % 4 == 3 ? manifest : state;
        random = random * 1664525u + 1013904223u;
        /* After 400 anywhere, the beginning of the header: its length, names and types. */
        if (i >= 400) random = (unsigned)i - 400, path = state;
        flip(path, random);
        albert_result *found = NULL;
        int32_t status = albert_trainer_resume(trainer, directory, &found, call);
        CHECK(status == ALBERT_OK, "bit %u of %s: %s", random, path, albert_call_message(call));
        if (status == ALBERT_OK) {
            int step = whole(found, "step");
            back += step == 1;
            /* A flip between words may leave all numbers as they are. */
            silent += step == 2;
            albert_result_free(found);
        }
        flip(path, random);
    }
    CHECK(back > 620 && silent < 80, "%u flips were found, %u were not", back, silent);
    albert_result *found = NULL;
    static const char *const words[][2] = {{"\"version\": 1", "\"version\": 2"},
                                           {"\"step\": 2", "\"step\": 7"},
                                           {"\"note\": \"note\"", "\"note\": \"nite\""},
                                           {"seed", "sead"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        reword(manifest, words[i][0], words[i][1]);
        CHECK(albert_trainer_resume(trainer, directory, &found, call) == ALBERT_OK && whole(found, "step") == 1,
              "a manifest that says %s", words[i][1]);
        albert_result_free(found);
        reword(manifest, words[i][1], words[i][0]);
    }
    CHECK(truncate(state, 100) == 0, "truncate");
    CHECK(albert_trainer_resume(trainer, directory, &found, call) == ALBERT_OK && whole(found, "step") == 1,
          "a truncated one");
    albert_result_free(found);
    CHECK(unlink(manifest) == 0, "unlink");
    CHECK(albert_trainer_resume(trainer, directory, &found, call) == ALBERT_OK && whole(found, "step") == 1,
          "one without a manifest");
    albert_result_free(found);
    snprintf(state, sizeof state, "%s/000000000001.checkpoint/state.safetensors", directory);
    CHECK(truncate(state, 100) == 0, "truncate");
    CHECK(albert_trainer_resume(trainer, directory, &found, call) == ALBERT_E_IO, "none is sound: %s",
          albert_call_message(call));
    albert_trainer_free(trainer);
}

static void begins_with_a_configuration(void) {
    char config[4096];
    FILE *file = fopen(path_of(golden, "gradients/pretraining/config.json"), "rb");
    size_t size = file == NULL ? 0 : fread(config, 1, sizeof config, file);
    CHECK(size > 0, "a configuration");
    fclose(file);
    albert_options *options = bag((const char *const[]){"seed", "7", "optimizer", "lamb", NULL});
    albert_trainer *one = NULL, *other = NULL;
    CHECK(albert_trainer_open_new(config, (int64_t)size, options, &one, call) == ALBERT_OK &&
              albert_trainer_open_new(config, (int64_t)size, options, &other, call) == ALBERT_OK,
          "%s", albert_call_message(call));
    CHECK(same_weights(one, other), "one seed, one model");
    int32_t pieces[8];
    for (int i = 0; i < 8; i++) pieces[i] = i % 3 == 1 ? 5 : -100;
    const int32_t order[] = {1};
    albert_result *report = NULL;
    CHECK(albert_trainer_add(one, ids, NULL, NULL, lengths, 1, pieces, 8, order, 1, NULL, 0, call) == ALBERT_OK &&
              albert_trainer_step(one, &report, call) == ALBERT_OK,
          "%s", albert_call_message(call));
    CHECK(whole(report, "piece_count") == 3 && whole(report, "order_count") == 1 && number(report, "piece_loss") > 1,
          "both objectives");
    albert_result_free(report), albert_options_free(options), albert_trainer_free(one), albert_trainer_free(other);
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    golden = arguments[1], root = arguments[2];
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    reports_what_it_did();
    saves_what_opens();
    works_in_halves();
    stays_as_it_was_on_errors();
    refuses_what_cannot_be();
    goes_on_with_the_same_bits();
    falls_back_from_a_damaged_one();
    begins_with_a_configuration();
    albert_call_free(call);
    return finish();
}

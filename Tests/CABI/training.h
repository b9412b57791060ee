/* What the programs that train share: opening, numbers of reports. */
#ifndef TRAINING_H
#define TRAINING_H

#include "check.h"

#include <math.h>

static albert_call *call;
static const char *golden, *root;

static inline const char *path_of(const char *directory, const char *name) {
    static char paths[8][4096];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

/* Key and value in turn, then NULL. */
static inline albert_options *bag(const char *const *settings) {
    albert_options *made = NULL;
    CHECK(albert_options_new(&made, call) == ALBERT_OK, "options");
    for (int i = 0; settings != NULL && settings[i] != NULL; i += 2)
        CHECK(albert_options_set(made, settings[i], settings[i + 1], call) == ALBERT_OK, "%s: %s", settings[i],
              albert_call_message(call));
    return made;
}

static inline albert_trainer *opened(const char *name, const char *const *settings) {
    albert_model *model = NULL;
    albert_trainer *trainer = NULL;
    albert_options *options = bag(settings);
    CHECK(albert_model_open(path_of(golden, name), NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    CHECK(albert_trainer_open(model, options, &trainer, call) == ALBERT_OK, "%s: %s: %s", name, albert_call_place(call),
          albert_call_message(call));
    albert_model_free(model), albert_options_free(options);
    return trainer;
}

static inline float number(albert_result *result, const char *column) {
    const float *values = NULL;
    int64_t count = 0;
    CHECK(albert_result_floats(result, column, &values, &count, call) == ALBERT_OK && count == 1, "%s", column);
    return values == NULL ? NAN : values[0];
}

static inline int whole(albert_result *result, const char *column) {
    const int32_t *values = NULL;
    int64_t count = 0;
    CHECK(albert_result_ints(result, column, &values, &count, call) == ALBERT_OK && count >= 1, "%s", column);
    return values == NULL ? -1 : (int)values[0];
}

#endif

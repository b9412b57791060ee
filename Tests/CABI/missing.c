/* What a model does not hold: ALBERT_E_MISSING from every function that needs it, in every way of asking for it, and the rest
 * of the model as good as ever.
 *
 *     missing DIRECTORY    with the models of make_partial_models.py
 */
#include "check.h"

static albert_call *call;
static const char *root;

/* A model that lacks something, and how the functions below judge it: what each of them must return. */
typedef struct {
    const char *name;
    const char *said; /* what the message names */
    int32_t pooled, mlm_logits, sop_logits, encode, encode_pooler, fill_mask, sentence_order, tokenizer;
} partial;

enum { M = ALBERT_E_MISSING };

static const partial partials[] = {
    {"no-pooler", "pooler", M, 0, M, 0, M, 0, M, 0},
    {"no-masked-language-head", "masked-language-model head", 0, M, 0, 0, 0, M, 0, 0},
    {"no-sentence-order-head", "sentence-order head", 0, 0, M, 0, 0, 0, M, 0},
    {"no-tokenizer", "tokenizer.json", 0, 0, 0, M, M, M, M, M},
    {"no-mask", "mask token", 0, 0, 0, 0, 0, M, 0, 0},
};

/* A refusal is recorded in the call; `untouched` tells whether the out-parameters are as they were. */
static void judge(const partial *model, const char *what, int32_t expected, int32_t status, int untouched) {
    CHECK(status == expected, "%s, %s: %s, expected %s (%s)", model->name, what, albert_status_name(status),
          albert_status_name(expected), albert_call_message(call));
    CHECK(albert_call_status(call) == status, "%s, %s: the call says %s", model->name, what,
          albert_status_name(albert_call_status(call)));
    if (status == ALBERT_OK) return;
    CHECK(untouched, "%s, %s: an out-parameter was written", model->name, what);
    CHECK(strstr(albert_call_message(call), model->said) != NULL, "%s, %s says: %s", model->name, what,
          albert_call_message(call));
    CHECK(strstr(albert_call_place(call), model->name) != NULL, "%s, %s: the place is %s", model->name, what,
          albert_call_place(call));
}

static albert_options *option(const char *key, const char *value) {
    albert_options *options = NULL;
    CHECK(albert_options_new(&options, NULL) == ALBERT_OK && albert_options_set(options, key, value, NULL) == ALBERT_OK,
          "%s=%s", key, value);
    return options;
}

static void forward(const partial *is, albert_model *model, const char *outputs, int32_t expected) {
    const int32_t ids[] = {2, 20, 3};
    const int64_t length = 3;
    albert_options *options = option("outputs", outputs);
    albert_result *result = NULL;
    int32_t status = albert_forward(model, ids, NULL, NULL, &length, 1, NULL, 0, options, &result, call);
    judge(is, outputs, expected, status, result == NULL);
    albert_result_free(result);
    albert_options_free(options);
}

static void encode(const partial *is, albert_model *model, const char *pooling, int32_t expected) {
    static float vectors[2 * MOST_FLOATS];
    const char *texts[] = {"one house"};
    const int32_t offsets[] = {0, 9};
    albert_options *options = option("pooling", pooling);
    for (int arrow = 0; arrow < 2; arrow++) {
        vectors[0] = 5;
        int32_t status =
            arrow ? albert_encode_arrow(model, offsets, 4, texts[0], 9, 1, options, vectors, MOST_FLOATS, call)
                  : albert_encode(model, texts, NULL, 1, options, vectors, MOST_FLOATS, call);
        judge(is, arrow ? "encode_arrow" : "encode", expected, status, vectors[0] == 5);
    }
    albert_options_free(options);
}

static void every_function(const partial *is) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", root, is->name);
    albert_model *model = NULL;
    CHECK(albert_model_open(path, NULL, &model, call) == ALBERT_OK, "%s: %s", is->name, albert_call_message(call));

    /* Twice: a refusal leaves the model as it was. */
    for (int round = 0; round < 2; round++) {
        forward(is, model, "hidden", ALBERT_OK);
        forward(is, model, "hidden_states,attentions", ALBERT_OK);
        forward(is, model, "pooled", is->pooled);
        forward(is, model, "mlm_logits", is->mlm_logits);
        forward(is, model, "sop_logits", is->sop_logits);
        forward(is, model, "hidden,pooled", is->pooled);
        encode(is, model, "mean", is->encode);
        encode(is, model, "pooler", is->encode_pooler);
        albert_result *filled = NULL;
        int32_t status = albert_fill_mask(model, "The [MASK] is here.", -1, NULL, &filled, call);
        judge(is, "fill_mask", is->fill_mask, status, filled == NULL);
        albert_result_free(filled);
        float probability = 5;
        status = albert_sentence_order(model, "One.", -1, "Two.", -1, NULL, &probability, call);
        judge(is, "sentence_order", is->sentence_order, status, probability == 5);
        albert_tokenizer *tokenizer = NULL;
        status = albert_model_tokenizer(model, &tokenizer, call);
        judge(is, "model_tokenizer", is->tokenizer, status, tokenizer == NULL);
        albert_tokenizer_free(tokenizer);
    }

    const char *json = "";
    CHECK(albert_model_info(model, &json, call) == ALBERT_OK, "%s: info", is->name);
    CHECK((strstr(json, "\"pooler\":false") != NULL) == (is->pooled == M), "%s: pooler in %s", is->name, json);
    CHECK((strstr(json, "\"masked_language_head\":false") != NULL) == (is->mlm_logits == M), "%s: head in %s", is->name,
          json);
    CHECK((strstr(json, "\"tokenizer\":false") != NULL) == (is->tokenizer == M), "%s: tokenizer in %s", is->name, json);
    CHECK(albert_model_free(model) == ALBERT_OK, "%s: free", is->name);
}

static void no_tokenizer_to_open(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/no-tokenizer", root);
    albert_tokenizer *none = NULL;
    CHECK(albert_tokenizer_open(path, NULL, &none, call) == ALBERT_E_MISSING && none == NULL,
          "a directory without a tokenizer: %s", albert_call_message(call));
    CHECK(strcmp(albert_call_place(call), path) == 0, "the place is %s", albert_call_place(call));
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    root = argv[1];
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    for (size_t i = 0; i < sizeof partials / sizeof *partials; i++) every_function(&partials[i]);
    no_tokenizer_to_open();
    albert_call_free(call);
    return finish();
}

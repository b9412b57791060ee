/* Tasks and the models that cannot do them: ALBERT_E_MISSING with what is missing, from every function that needs it, and the
 * tasks that do not need it as good as ever.
 *
 *     heads DIRECTORY    with the models of make_partial_models.py
 */
#include "check.h"

static albert_call *call;
static albert_model *model;
static albert_options *options;
static albert_result *result;
static float values[MOST_FLOATS];

static const char *const texts[] = {"one house", "the law"};

static int32_t classify(void) { return albert_classify(model, texts, NULL, texts, NULL, 2, options, &result, call); }
static int32_t zero_shot(void) {
    return albert_zero_shot(model, texts, NULL, 2, texts, NULL, 2, options, &result, call);
}
static int32_t choose(void) { return albert_choose(model, texts[0], -1, texts, NULL, 2, options, &result, call); }
static int32_t tag(void) { return albert_tag(model, texts, NULL, 2, options, &result, call); }
static int32_t answer(void) { return albert_answer(model, texts, NULL, texts, NULL, 2, options, &result, call); }
static int32_t order_batch(void) {
    return albert_sentence_order_batch(model, texts, NULL, texts, NULL, 2, options, values, call);
}
static int32_t order(void) { return albert_order_sentences(model, texts, NULL, 2, options, &result, call); }
static int32_t similarity(void) {
    return albert_similarity(model, texts, NULL, 2, texts, NULL, 2, options, values, 4, call);
}
static int32_t rank(void) { return albert_rank(model, texts[0], -1, texts, NULL, 2, options, &result, call); }
static int32_t forward(void) {
    const int32_t ids[] = {2, 20, 3};
    const int64_t length = 3;
    return albert_forward(model, ids, NULL, NULL, &length, 1, NULL, 0, options, &result, call);
}

/* `head` is the class whose head the task needs, as messages name it. */
static const struct {
    const char *name, *key, *value, *head;
    int32_t (*run)(void);
} tasks[] = {
    {"classify", "top_k", "2", "AlbertForSequenceClassification", classify},
    {"zero_shot", "entailment_label", "entailment", "AlbertForSequenceClassification", zero_shot},
    {"choose", "threads", "1", "AlbertForMultipleChoice", choose},
    {"tag", "aggregation", "none", "AlbertForTokenClassification", tag},
    {"answer", "top_k", "3", "AlbertForQuestionAnswering", answer},
    {"sentence_order_batch", "threads", "1", "sentence-order head", order_batch},
    {"order_sentences", "keep_order", "false", "sentence-order head", order},
    {"order_sentences, kept", "keep_order", "true", "sentence-order head", order},
    {"similarity", "pooling", "mean", "", similarity},
    {"rank", "pooling", "max", "", rank},
    {"similarity, pooler", "pooling", "pooler", "", similarity},
    {"class_logits", "outputs", "class_logits", "AlbertForSequenceClassification", forward},
    {"choice_logits", "outputs", "choice_logits", "AlbertForMultipleChoice", forward},
    {"tag_logits", "outputs", "hidden,tag_logits", "AlbertForTokenClassification", forward},
    {"span_logits", "outputs", "span_logits", "AlbertForQuestionAnswering", forward},
};

enum { TASKS = sizeof tasks / sizeof tasks[0] };

/* Per task in the order above: `.` works; what is missing is H its head, P the pooler, T the tokenizer. */
static const struct {
    const char *name, *judged;
} models[] = {
    {"no-pooler", "HHHHH"
                  "PPP"
                  "..P"
                  "HHHH"},
    {"no-masked-language-head", "HHHHH"
                                "..."
                                "..."
                                "HHHH"},
    {"no-sentence-order-head", "HHHHH"
                               "HHH"
                               "..."
                               "HHHH"},
    {"no-tokenizer", "HHHHH"
                     "TTT"
                     "TTT"
                     "HHHH"},
    {"classifier", "..HHH"
                   "HHH"
                   "..."
                   ".HHH"},
    {"classifier-no-pooler", "PPHHH"
                             "PPP"
                             "..P"
                             "PHHH"},
    {"classifier-no-head", "HHHHH"
                           "HHH"
                           "..."
                           "HHHH"},
    {"classifier-no-tokenizer", "TTHHH"
                                "TTT"
                                "TTT"
                                ".HHH"},
    {"choice", "HH.HH"
               "HHH"
               "..."
               "H.HH"},
    {"choice-no-pooler", "HHPHH"
                         "PPP"
                         "..P"
                         "HPHH"},
    {"choice-no-head", "HHHHH"
                       "HHH"
                       "..."
                       "HHHH"},
    {"choice-no-tokenizer", "HHTHH"
                            "TTT"
                            "TTT"
                            "H.HH"},
    {"tagger", "HHH.H"
               "PPP"
               "..P"
               "HH.H"},
    {"tagger-no-head", "HHHHH"
                       "PPP"
                       "..P"
                       "HHHH"},
    {"tagger-no-tokenizer", "HHHTH"
                            "TTT"
                            "TTT"
                            "HH.H"},
    {"reader", "HHHH."
               "PPP"
               "..P"
               "HHH."},
    {"reader-no-head", "HHHHH"
                       "PPP"
                       "..P"
                       "HHHH"},
    {"reader-no-tokenizer", "HHHHT"
                            "TTT"
                            "TTT"
                            "HHH."},
};

static void try_task(const char *name, int task, char judged) {
    result = NULL;
    values[0] = -77;
    CHECK(albert_options_new(&options, call) == ALBERT_OK &&
              albert_options_set(options, tasks[task].key, tasks[task].value, call) == ALBERT_OK,
          "%s=%s: %s", tasks[task].key, tasks[task].value, albert_call_message(call));
    int32_t status = tasks[task].run(), expected = judged == '.' ? ALBERT_OK : ALBERT_E_MISSING;
    const char *said = judged == 'H' ? tasks[task].head : judged == 'P' ? "pooler" : "tokenizer.json";
    CHECK(status == expected, "%s, %s: %s (%s)", name, tasks[task].name, albert_status_name(status),
          albert_call_message(call));
    CHECK(albert_call_status(call) == status, "%s, %s: the call says otherwise", name, tasks[task].name);
    if (status != ALBERT_OK) {
        CHECK(result == NULL && values[0] == -77, "%s, %s: an out-parameter was written", name, tasks[task].name);
        CHECK(strstr(albert_call_message(call), said) != NULL, "%s, %s says: %s, not %s", name, tasks[task].name,
              albert_call_message(call), said);
        CHECK(strstr(albert_call_place(call), name) != NULL, "%s, %s: the place is %s", name, tasks[task].name,
              albert_call_place(call));
    }
    albert_result_free(result);
    albert_options_free(options);
}

/* An entailment model without the labels, or with names that the caller gives wrong. */
static void labels(const char *root) {
    char path[4096];
    snprintf(path, sizeof path, "%s/classifier", root);
    CHECK(albert_model_open(path, NULL, &model, call) == ALBERT_OK, "%s", albert_call_message(call));
    static const char *const keys[] = {"entailment_label", "contradiction_label"};
    for (int i = 0; i < 2; i++) {
        result = NULL;
        albert_options_new(&options, call);
        albert_options_set(options, keys[i], "no such label", call);
        albert_options_set(options, "multi_label", "true", call);
        CHECK(zero_shot() == ALBERT_E_MISSING && result == NULL, "%s: %s", keys[i], albert_call_message(call));
        CHECK(strcmp(albert_call_place(call), keys[i]) == 0 &&
                  strstr(albert_call_message(call), "contradiction, entailment, neutral") != NULL,
              "%s: the labels are listed: %s", keys[i], albert_call_message(call));
        albert_options_free(options);
    }
    albert_model_free(model);
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    CHECK(albert_call_new(&call) == ALBERT_OK, "call");
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", arguments[1], models[i].name);
        model = NULL;
        CHECK(albert_model_open(path, NULL, &model, call) == ALBERT_OK, "%s: %s", path, albert_call_message(call));
        CHECK(strlen(models[i].judged) == TASKS, "%s: %d tasks are judged", models[i].name,
              (int)strlen(models[i].judged));
        /* Twice: a refusal leaves the model as it was. */
        for (int task = 0; task < 2 * TASKS; task++)
            try_task(models[i].name, task % TASKS, models[i].judged[task % TASKS]);
        CHECK(albert_model_free(model) == ALBERT_OK, "%s: free", models[i].name);
    }
    labels(arguments[1]);
    albert_call_free(call);
    return finish();
}

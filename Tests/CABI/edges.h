/* Every option at the edges of what it takes, each in a bag of its own; and values that no option takes. */
#ifndef EDGES_H
#define EDGES_H

#include "check.h"

typedef struct {
    const char *key, *value;
    albert_options *options;
} edge;

static edge edges[] = {
    {"threads", "0", NULL},
    {"threads", "1", NULL},
    {"threads", "3", NULL},
    {"dtype", "bf16", NULL},
    {"dtype", "int8", NULL},
    {"weights_check", "report", NULL},
    {"weights_check", "refuse", NULL},
    {"compat", "sentencepiece", NULL},
    {"lower_case", "false", NULL},
    {"keep_accents", "true", NULL},
    {"max_length", "0", NULL},
    {"max_length", "1", NULL},
    {"max_length", "2", NULL},
    {"max_length", "3", NULL},
    {"max_length", "4", NULL},
    {"max_length", "2147483647", NULL},
    {"truncation", "off", NULL},
    {"truncation", "only_first", NULL},
    {"truncation", "only_second", NULL},
    {"truncation_side", "left", NULL},
    {"stride", "0", NULL},
    {"stride", "2147483647", NULL},
    {"overflow", "true", NULL},
    {"special_tokens", "false", NULL},
    {"special_text", "literal", NULL},
    {"offsets", "codepoints", NULL},
    {"offsets", "utf16", NULL},
    {"skip_special_tokens", "true", NULL},
    {"pooling", "cls", NULL},
    {"pooling", "max", NULL},
    {"pooling", "pooler", NULL},
    {"normalize", "true", NULL},
    {"normalize", "false", NULL},
    {"long_text", "windows", NULL},
    {"memory_budget", "1", NULL},
    {"memory_budget", "1048576", NULL},
    {"outputs", "hidden,hidden,hidden", NULL},
    {"outputs", "hidden_states,attentions,pooled", NULL},
    {"outputs", "class_logits", NULL},
    {"layers", "0", NULL},
    {"layers", "-9223372036854775808", NULL},
    {"layers", "9223372036854775807", NULL},
    {"top_k", "1", NULL},
    {"top_k", "2147483647", NULL},
    {"targets", "", NULL},
    {"targets", "\n\n", NULL},
    {"targets", "\xFF", NULL},
    {"keep_order", "true", NULL},
    {"function", "sigmoid", NULL},
    {"function", "none", NULL},
    {"template", "", NULL},
    {"template", "{", NULL},
    {"template", "{}", NULL},
    {"template", "{}{}\xFF{}{", NULL},
    {"multi_label", "true", NULL},
    {"entailment_label", "", NULL},
    {"entailment_label", "\xFF", NULL},
    {"contradiction_label", "", NULL},
    {"contradiction_label", "\xFF", NULL},
    {"aggregation", "none", NULL},
    {"aggregation", "first", NULL},
    {"aggregation", "average", NULL},
    {"aggregation", "max", NULL},
    {"ignore_labels", "", NULL},
    {"ignore_labels", "\n\xFF\n", NULL},
    {"max_answer_length", "1", NULL},
    {"max_answer_length", "2147483647", NULL},
    {"impossible", "true", NULL},
    {"task", "choosing", NULL},
    {"task", "masked-lm", NULL},
    {"labels", "\xFF\n\n", NULL},
    {"optimizer", "lamb", NULL},
    {"learning_rate", "1000", NULL},
    {"learning_rate", "1e-30", NULL},
    {"schedule", "constant", NULL},
    {"steps", "2147483647", NULL},
    {"warmup_steps", "2147483647", NULL},
    {"power", "0.001", NULL},
    {"beta1", "0", NULL},
    {"beta2", "0.999999", NULL},
    {"epsilon", "1", NULL},
    {"weight_decay", "1", NULL},
    {"clip_norm", "0", NULL},
    {"hidden_dropout", "0.999999", NULL},
    {"attention_dropout", "0.5", NULL},
    {"classifier_dropout", "0", NULL},
    {"dropout_sites", "original", NULL},
    {"freeze_encoder", "true", NULL},
    {"recompute", "true", NULL},
    {"tokens_at_once", "1", NULL},
    {"tokenizer", "", NULL},
    {"alignment", "space", NULL},
    {"alignment", "piece", NULL},
    {"comparable", "true", NULL},
    {"seed", "0", NULL},
    {"seed", "9223372036854775807", NULL},
    {"text_format", "sentences", NULL},
    {"short_rate", "0", NULL},
    {"short_rate", "1", NULL},
    {"passes", "1", NULL},
    {"portion", "1", NULL},
    {"portion", "512", NULL},
    {"masking", "on_reading", NULL},
    {"mask_rate", "0", NULL},
    {"mask_rate", "1", NULL},
    {"longest_gram", "1", NULL},
    {"longest_gram", "64", NULL},
    {"max_predictions", "1", NULL},
    {"max_predictions", "65535", NULL},
};
static const int edge_count = sizeof edges / sizeof edges[0];

/* Each is refused by every key but those of texts, of which all are good; layers, which may count from the end; and keys of
 * floating-point numbers, for which some are spelled well and may be in range. */
static const char *const no_values[] = {"-1",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "1e3",
                                        "0x10",
                                        " 1",
                                        "1 ",
                                        "+1",
                                        "1.0",
                                        "TRUE",
                                        "\xFF",
                                        "hidden,",
                                        ",",
                                        ""};

static void refuse_no_values(const char *key, const char *type) {
    albert_options *bag = NULL;
    albert_call *call = NULL;
    CHECK(albert_call_new(&call) == ALBERT_OK && albert_options_new(&bag, call) == ALBERT_OK, "options");
    int is_text = strncmp(type, "\"text\"", 6) == 0, is_list = strncmp(type, "\"integers\"", 10) == 0;
    int is_float = strncmp(type, "\"float\"", 7) == 0;
    for (size_t i = 0; i < sizeof no_values / sizeof no_values[0]; i++) {
        const char *value = no_values[i];
        if (is_float && (strcmp(value, "1e3") == 0 || strcmp(value, "1.0") == 0 || strcmp(value, "+1") == 0)) continue;
        int is_good = is_text || (is_list && (strcmp(value, "-1") == 0 || value[0] == ' ' || strcmp(value, "1 ") == 0));
        int32_t expected = is_good ? ALBERT_OK : ALBERT_E_ARGUMENT, status = albert_options_set(bag, key, value, call);
        CHECK(status == expected, "%s='%s': %s", key, value, albert_status_name(status));
        CHECK(is_good || strcmp(albert_call_place(call), key) == 0, "%s='%s': the place is %s", key, value,
              albert_call_place(call));
    }
    albert_options_free(bag);
    albert_call_free(call);
}

/* One bag for each edge; every key that the library describes has one. */
static void set_up_edges(void) {
    const char *described = albert_options_describe();
    int known = 0, keys = 0;
    for (int i = 0; i < edge_count; i++) {
        CHECK(albert_options_new(&edges[i].options, NULL) == ALBERT_OK &&
                  albert_options_set(edges[i].options, edges[i].key, edges[i].value, NULL) == ALBERT_OK,
              "%s=%s", edges[i].key, edges[i].value);
        known += i == 0 || strcmp(edges[i].key, edges[i - 1].key) != 0;
    }
    for (const char *name = described; (name = strstr(name, "\"name\":\"")) != NULL; name++) {
        char key[64];
        snprintf(key, sizeof key, "%.*s", (int)strcspn(name + 8, "\""), name + 8);
        int place = 0;
        while (place < edge_count && strcmp(edges[place].key, key) != 0) place++;
        CHECK(place < edge_count, "the option %s has no edge", key);
        refuse_no_values(key, strstr(name, "\"type\":") + 7);
        keys++;
    }
    CHECK(known == keys, "%d keys have edges, %d are described", known, keys);
}

static void tear_down_edges(void) {
    for (int i = 0; i < edge_count; i++) CHECK(albert_options_free(edges[i].options) == ALBERT_OK, "an edge");
}

/* A function under an edge: right, or a refusal that names the option or its value, or what the model lacks for it. */
static inline void judge_edge(const char *function, const edge *one, int32_t status, albert_call *call) {
    if (status == ALBERT_OK) {
        passed++;
        return;
    }
    CHECK(status == ALBERT_E_ARGUMENT || status == ALBERT_E_LIMIT || status == ALBERT_E_MISSING ||
              status == ALBERT_E_UNSUPPORTED,
          "%s, %s=%s: %s", function, one->key, one->value, albert_status_name(status));
    const char *message = albert_call_message(call), *place = albert_call_place(call);
    CHECK(message[0] != 0 &&
              (strcmp(place, one->key) == 0 || strstr(message, one->value) != NULL || status == ALBERT_E_MISSING),
          "%s, %s=%s: '%s' at '%s'", function, one->key, one->value, message, place);
}

#endif

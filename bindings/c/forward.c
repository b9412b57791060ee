/* Looks inside the model: how long each token's vector is after every layer, and which token it attends to most in the last
 * one, as the mean over the heads.
 *
 *     forward "Where is the house?" [MODEL_DIRECTORY]
 *
 * Build: cc forward.c $(pkg-config --cflags --libs albert) -lm
 */
#include <albert.h>
#include <math.h>
#include <stdio.h>

static int complain(albert_call *call, int32_t status) {
    fprintf(stderr, "forward: %s", albert_status_name(status));
    if (call != NULL) fprintf(stderr, ": %s (%s)", albert_call_message(call), albert_call_place(call));
    fprintf(stderr, "\n");
    return 1;
}

typedef struct {
    const float *states;     /* [layers + 1, tokens, hidden] */
    const float *attentions; /* of one sequence: [layers, heads, tokens, tokens] */
    int64_t shape[3], weight_count;
} inside;

static int32_t look(albert_result *outputs, inside *seen, albert_call *call) {
    int32_t rank = 0, status;
    if ((status = albert_result_floats(outputs, "hidden_states", &seen->states, NULL, call)) != ALBERT_OK)
        return status;
    if ((status = albert_result_shape(outputs, "hidden_states", seen->shape, 3, &rank, call)) != ALBERT_OK)
        return status;
    return albert_result_floats(outputs, "attentions", &seen->attentions, &seen->weight_count, call);
}

static int32_t print_inside(const inside *seen, albert_result *pieces, albert_call *call) {
    int64_t states = seen->shape[0], tokens = seen->shape[1], width = seen->shape[2];
    int64_t heads = seen->weight_count / ((states - 1) * tokens * tokens);
    const float *last = seen->attentions + (states - 2) * heads * tokens * tokens;
    for (int64_t token = 0; token < tokens; token++) {
        const char *text, *target;
        int32_t status = albert_result_text(pieces, "token", token, &text, NULL, call);
        if (status != ALBERT_OK) return status;
        printf("%-12s", text);
        for (int64_t state = 0; state < states; state++) {
            double square = 0;
            const float *vector = seen->states + (state * tokens + token) * width;
            for (int64_t k = 0; k < width; k++) square += (double)vector[k] * vector[k];
            printf(" %6.2f", sqrt(square));
        }
        int64_t best = 0;
        double most = -1;
        for (int64_t key = 0; key < tokens; key++) {
            double weight = 0;
            for (int64_t head = 0; head < heads; head++) weight += last[(head * tokens + token) * tokens + key];
            if (weight > most) best = key, most = weight;
        }
        if ((status = albert_result_text(pieces, "token", best, &target, NULL, call)) != ALBERT_OK) return status;
        printf("  attends to %s (%.4f)\n", target, most / (double)heads);
    }
    return ALBERT_OK;
}

int main(int argc, char **argv) {
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: forward TEXT [MODEL_DIRECTORY]\n");
        return 2;
    }
    albert_call *call = NULL;
    albert_options *options = NULL;
    albert_model *model = NULL;
    albert_tokenizer *tokenizer = NULL;
    albert_result *pieces = NULL, *outputs = NULL;
    const int32_t *ids = NULL;
    int64_t length = 0;
    inside seen = {NULL, NULL, {0, 0, 0}, 0};

    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&options, call);
    if (status == ALBERT_OK) status = albert_options_set(options, "outputs", "hidden_states,attentions", call);
    /* NULL: the model that comes with the library. */
    if (status == ALBERT_OK) status = albert_model_open(argc > 2 ? argv[2] : NULL, options, &model, call);
    if (status == ALBERT_OK) status = albert_model_tokenizer(model, &tokenizer, call);
    if (status == ALBERT_OK) status = albert_tokenize(tokenizer, argv[1], -1, NULL, 0, options, &pieces, call);
    if (status == ALBERT_OK) status = albert_result_ints(pieces, "id", &ids, &length, call);
    if (status == ALBERT_OK)
        status = albert_forward(model, ids, NULL, NULL, &length, 1, NULL, 0, options, &outputs, call);
    if (status == ALBERT_OK) status = look(outputs, &seen, call);
    if (status == ALBERT_OK) status = print_inside(&seen, pieces, call);
    int exit_status = status == ALBERT_OK ? 0 : complain(call, status);

    albert_result_free(outputs);
    albert_result_free(pieces);
    albert_tokenizer_free(tokenizer);
    albert_model_free(model);
    albert_options_free(options);
    albert_call_free(call);
    return exit_status;
}

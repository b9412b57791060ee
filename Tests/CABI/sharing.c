/* One model, tokenizer and options object under many threads: the same bits as alone; handles freed while others use them;
 * storms of opening and closing. */
#include "check.h"

#include <pthread.h>

enum { THREADS = 16, ROUNDS = 6, STORM_ROUNDS = 3000 };

static albert_model *model;
static albert_tokenizer *tokenizer;
static albert_options *options;
static vector expected;
static int64_t expected_pieces;
static int wrong;

static vector encode(albert_model *with) {
    vector result;
    memset(&result, 0, sizeof result);
    const char *texts[] = {sample_text};
    result.status = albert_encode(with, texts, NULL, 1, options, result.values, MOST_FLOATS, NULL);
    return result;
}

static void *share(void *unused) {
    (void)unused;
    for (int round = 0; round < ROUNDS; round++) {
        vector mine = encode(model);
        if (!same_bits(&expected, &mine)) __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
        albert_result *pieces = NULL;
        if (albert_tokenize(tokenizer, sample_text, -1, NULL, 0, options, &pieces, NULL) != ALBERT_OK ||
            albert_result_rows(pieces) != expected_pieces || albert_result_free(pieces) != ALBERT_OK)
            __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static void in_threads(void *(*body)(void *), void *argument) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, body, argument);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

/* Uses a handle until its owner has freed it: every answer is right or ALBERT_E_HANDLE. */
static void *use_until_freed(void *handle) {
    for (int round = 0; round < 100000; round++) {
        albert_result *pieces = NULL;
        int32_t status = albert_tokenize((albert_tokenizer *)handle, sample_text, -1, NULL, 0, NULL, &pieces, NULL);
        if (status == ALBERT_E_HANDLE) return NULL;
        if (status != ALBERT_OK || albert_result_rows(pieces) != expected_pieces)
            __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
        albert_result_free(pieces);
    }
    return NULL;
}

static void *storm(void *unused) {
    (void)unused;
    for (int round = 0; round < STORM_ROUNDS; round++) {
        albert_options *mine = NULL;
        albert_call *call = NULL;
        if (albert_options_new(&mine, NULL) != ALBERT_OK || albert_call_new(&call) != ALBERT_OK ||
            albert_options_set_int(mine, "threads", 3, call) != ALBERT_OK ||
            albert_options_set_int((albert_options *)(void *)call, "threads", 3, NULL) != ALBERT_E_HANDLE ||
            albert_options_free(mine) != ALBERT_OK || albert_options_free(mine) != ALBERT_E_HANDLE ||
            albert_call_free(call) != ALBERT_OK || albert_call_cancel(call) != ALBERT_E_HANDLE)
            __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

int main(void) {
    CHECK(albert_options_new(&options, NULL) == ALBERT_OK, "options");
    CHECK(albert_options_set_int(options, "threads", 2, NULL) == ALBERT_OK, "threads");
    CHECK(albert_model_open(test_model(), NULL, &model, NULL) == ALBERT_OK, "model");
    CHECK(albert_model_tokenizer(model, &tokenizer, NULL) == ALBERT_OK, "tokenizer");
    albert_result *pieces = NULL;
    CHECK(albert_tokenize(tokenizer, sample_text, -1, NULL, 0, NULL, &pieces, NULL) == ALBERT_OK, "pieces");
    expected_pieces = albert_result_rows(pieces);
    CHECK(expected_pieces > 5, "%d pieces", (int)expected_pieces);
    albert_result_free(pieces);
    expected = encode(model);
    CHECK(expected.status == ALBERT_OK, "encode");

    in_threads(share, NULL);
    CHECK(wrong == 0, "%d of %d answers differ under %d threads", (int)wrong, THREADS * ROUNDS, THREADS);

    const char *counts[] = {"1", "2", "3", "8"};
    for (int i = 0; i < 4; i++) {
        CHECK(albert_options_set(options, "threads", counts[i], NULL) == ALBERT_OK, "threads");
        vector again = encode(model);
        CHECK(same_bits(&expected, &again), "%s threads give other bits", counts[i]);
    }

    wrong = 0;
    albert_tokenizer *shared = NULL;
    CHECK(albert_model_tokenizer(model, &shared, NULL) == ALBERT_OK, "a second handle");
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, use_until_freed, shared);
    while (albert_tokenizer_free(shared) != ALBERT_OK) wrong++;
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    CHECK(wrong == 0, "a handle freed in use: %d wrong answers", (int)wrong);

    in_threads(storm, NULL);
    CHECK(wrong == 0, "a storm of opening and closing: %d wrong answers", (int)wrong);

    albert_model_free(model);
    CHECK(albert_tokenize(tokenizer, sample_text, -1, NULL, 0, NULL, &pieces, NULL) == ALBERT_OK &&
              albert_result_free(pieces) == ALBERT_OK,
          "the tokenizer outlives its model");
    vector none = encode(model);
    CHECK(none.status == ALBERT_E_HANDLE, "the model does not");
    albert_tokenizer_free(tokenizer);
    albert_options_free(options);
    return finish();
}

/* fork() while other threads are in the middle of calls: the child computes with the handles it inherited and with a model of
 * its own, has the parent's bits, and never hangs.
 *
 * ALBERT_TEST_FORKS: how many children (default 200).
 */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLERS = 4, SECONDS_TO_HANG = 60, OWN_MODEL_EVERY = 20 };

static albert_model *model;
static albert_tokenizer *tokenizer;
static albert_options *options;
static vector expected;
static int64_t expected_pieces;
static int stop, wrong;

static vector encode(albert_model *with) {
    vector result;
    memset(&result, 0, sizeof result);
    const char *texts[] = {"a house by the water"};
    result.status = albert_encode(with, texts, NULL, 1, options, result.values, MOST_FLOATS, NULL);
    return result;
}

static int tokenizes(void) {
    albert_result *pieces = NULL;
    if (albert_tokenize(tokenizer, sample_text, -1, NULL, 0, options, &pieces, NULL) != ALBERT_OK) return 0;
    int right = albert_result_rows(pieces) == expected_pieces;
    return albert_result_free(pieces) == ALBERT_OK && right;
}

static int sets(void) {
    albert_options *mine = NULL;
    return albert_options_new(&mine, NULL) == ALBERT_OK &&
           albert_options_set(mine, "threads", "2", NULL) == ALBERT_OK &&
           albert_options_set(options, "threads", "2", NULL) == ALBERT_OK && albert_options_free(mine) == ALBERT_OK;
}

/* Two callers compute, two go through the short calls, which are where locks are held. */
static void *keep_calling(void *number) {
    for (int round = 0; !__atomic_load_n(&stop, __ATOMIC_RELAXED); round++) {
        int right = sets() && tokenizes();
        if (*(int *)number < CALLERS / 2) {
            vector mine = encode(model);
            right = right && same_bits(&expected, &mine);
        }
        if (!right) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

static int child(int number) {
    alarm(SECONDS_TO_HANG);
    if (!sets() || !tokenizes()) return 2;
    vector inherited = encode(model);
    if (!same_bits(&expected, &inherited)) return 3;
    if (number % OWN_MODEL_EVERY != 0) return 0;
    albert_model *own = NULL;
    if (albert_model_open(test_model(), options, &own, NULL) != ALBERT_OK) return 4;
    vector fresh = encode(own);
    return same_bits(&expected, &fresh) && albert_model_free(own) == ALBERT_OK ? 0 : 5;
}

int main(void) {
    const char *wanted = getenv("ALBERT_TEST_FORKS");
    int forks = wanted == NULL ? 200 : atoi(wanted);
    CHECK(albert_options_new(&options, NULL) == ALBERT_OK, "options");
    CHECK(albert_options_set(options, "threads", "2", NULL) == ALBERT_OK, "threads");
    CHECK(albert_model_open(test_model(), options, &model, NULL) == ALBERT_OK, "model");
    CHECK(albert_model_tokenizer(model, &tokenizer, NULL) == ALBERT_OK, "tokenizer");
    albert_result *pieces = NULL;
    CHECK(albert_tokenize(tokenizer, sample_text, -1, NULL, 0, NULL, &pieces, NULL) == ALBERT_OK, "pieces");
    expected_pieces = albert_result_rows(pieces);
    albert_result_free(pieces);
    expected = encode(model);
    CHECK(expected.status == ALBERT_OK, "encode");

    pthread_t threads[CALLERS];
    int numbers[CALLERS];
    for (int i = 0; i < CALLERS; i++) {
        numbers[i] = i;
        pthread_create(&threads[i], NULL, keep_calling, &numbers[i]);
    }
    int hung = 0, differed = 0;
    fflush(stdout);
    for (int number = 0; number < forks && hung == 0; number++) {
        pid_t process = fork();
        if (process == 0) _exit(child(number));
        int status = -1;
        if (process < 0 || waitpid(process, &status, 0) != process) differed++;
        else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) hung++;
        else differed += status != 0;
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    for (int i = 0; i < CALLERS; i++) pthread_join(threads[i], NULL);
    CHECK(hung == 0, "a child hung");
    CHECK(differed == 0, "%d of %d children ended otherwise than well", differed, forks);
    CHECK(wrong == 0, "%d answers in the parent differ", wrong);
    albert_tokenizer_free(tokenizer);
    albert_model_free(model);
    albert_options_free(options);
    return finish();
}

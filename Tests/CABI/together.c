/* Tasks under many threads: one model serves them all with the bits that each has alone; a long batch says how far it is, stops
 * soon when it is told to, and leaves the model as it was.
 *
 *     together DIRECTORY    with the models of Tests/Golden/heads
 */
#include "check.h"

#include <pthread.h>
#include <time.h>

enum { THREADS = 12, ROUNDS = 8, MANY = 200000, TEXTS = 4 };

static albert_model *classifier, *chooser, *tagger, *reader, *plain, *language;
static const char *some[TEXTS] = {"the people of the united states", "a ship on the sea", "Maria lives in Lisbon",
                                  "law"};
static const char **many;
static float *floats;
static int wrong;

/* The floats of a task over `count` texts: its scores, or what it writes itself. */
typedef int32_t task(const char *const *texts, int64_t count, albert_result **out, albert_call *call);

static int32_t classify(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_classify(classifier, texts, NULL, texts, NULL, count, NULL, out, call);
}
static int32_t zero_shot(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_zero_shot(classifier, texts, NULL, count, some, NULL, TEXTS, NULL, out, call);
}
static int32_t choose(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_choose(chooser, some[0], -1, texts, NULL, count, NULL, out, call);
}
static int32_t tag(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_tag(tagger, texts, NULL, count, NULL, out, call);
}
static int32_t answer(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_answer(reader, texts, NULL, texts, NULL, count, NULL, out, call);
}
static int32_t rank(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_rank(plain, some[0], -1, texts, NULL, count, NULL, out, call);
}
static int32_t order(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    albert_options *options = NULL;
    albert_options_new(&options, NULL);
    albert_options_set(options, "keep_order", count > 8 ? "true" : "false", NULL);
    int32_t status = albert_order_sentences(language, texts, NULL, count, options, out, call);
    albert_options_free(options);
    return status;
}

static const struct {
    const char *name;
    task *run;
} tasks[] = {{"classify", classify}, {"zero_shot", zero_shot}, {"choose", choose},        {"tag", tag},
             {"answer", answer},     {"rank", rank},           {"order_sentences", order}};
enum { TASKS = sizeof tasks / sizeof tasks[0], MOST_ROWS = 64 };

typedef struct {
    int64_t rows;
    int32_t items[MOST_ROWS];
    float scores[MOST_ROWS];
} answers;

static answers expected[TASKS];

static answers run(int number) {
    answers found;
    memset(&found, 0, sizeof found);
    albert_result *out = NULL;
    const float *scores = NULL;
    const int32_t *items = NULL;
    if (tasks[number].run(some, TEXTS, &out, NULL) != ALBERT_OK) return found;
    found.rows = albert_result_rows(out);
    albert_result_floats(out, "score", &scores, NULL, NULL);
    albert_result_ints(out, "item", &items, NULL, NULL);
    for (int64_t row = 0; row < found.rows && row < MOST_ROWS; row++) {
        found.items[row] = items[row];
        found.scores[row] = scores[row];
    }
    albert_result_free(out);
    return found;
}

static void *share(void *first) {
    for (int round = 0; round < ROUNDS * TASKS; round++) {
        int number = (round + (int)(intptr_t)first) % TASKS;
        answers found = run(number);
        if (memcmp(&found, &expected[number], sizeof found) != 0) __atomic_fetch_add(&wrong, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static void the_same_bits(void) {
    pthread_t threads[THREADS];
    for (int number = 0; number < TASKS; number++) {
        expected[number] = run(number);
        CHECK(expected[number].rows > 0 && expected[number].rows <= MOST_ROWS, "%s has %d rows", tasks[number].name,
              (int)expected[number].rows);
    }
    for (intptr_t i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, share, (void *)i);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    CHECK(wrong == 0, "%d of %d answers differ under %d threads", wrong, THREADS * ROUNDS * TASKS, THREADS);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

typedef struct {
    int number;
    albert_call *call;
    int32_t status;
    int untouched;
    double ended;
} long_call;

static void *run_long(void *argument) {
    long_call *mine = (long_call *)argument;
    albert_result *out = NULL;
    mine->status = tasks[mine->number].run(many, MANY, &out, mine->call);
    mine->ended = now();
    mine->untouched = out == NULL;
    albert_result_free(out);
    return NULL;
}

/* Cancelled in the middle: progress has been told in texts, and not one of the rows comes out. */
static void stopping(int number) {
    long_call mine = {number, NULL, -1, 0, 0};
    const char *name = tasks[number].name;
    albert_call_new(&mine.call);
    pthread_t thread;
    pthread_create(&thread, NULL, run_long, &mine);
    int64_t done = 0, total = 0, before = 0, steps = 0, wrong_steps = 0;
    for (double start = now(); steps < 5 && now() - start < 60;) { /* without rest: what is wrong shows shortly */
        albert_call_progress(mine.call, &done, &total);
        wrong_steps += done < before || done > total;
        steps += done > before;
        before = done;
    }
    CHECK(wrong_steps == 0, "%s: progress went back, or beyond its total, %lld times", name, (long long)wrong_steps);
    CHECK(steps == 5 && total >= MANY - 1, "%s: progress is %lld of %lld", name, (long long)done, (long long)total);
    double asked = now();
    CHECK(albert_call_cancel(mine.call) == ALBERT_OK, "%s: cancel", name);
    pthread_join(thread, NULL);
    CHECK(mine.status == ALBERT_E_CANCELLED && mine.untouched, "%s: %s", name, albert_status_name(mine.status));
    CHECK(mine.ended - asked < 0.5, "%s took %.0f ms to stop", name, 1000 * (mine.ended - asked));
    CHECK(albert_call_reset(mine.call) == ALBERT_OK && albert_call_set_deadline(mine.call, 0) == ALBERT_OK, "reset");
    run_long(&mine);
    CHECK(mine.status == ALBERT_E_DEADLINE && mine.untouched, "%s, past its deadline: %s", name,
          albert_status_name(mine.status));
    albert_call_free(mine.call);
    answers found = run(number);
    CHECK(memcmp(&found, &expected[number], sizeof found) == 0, "%s goes on as before", name);
}

/* One text that takes long: there is nothing to count, but it stops all the same. */
static void stopping_in_one_text(task *run_one, const char *name) {
    enum { LONG = 8 << 20 };
    char *bytes = (char *)malloc(LONG + 1);
    for (int i = 0; i < LONG; i++) bytes[i] = i % 6 == 5 ? ' ' : (char)('a' + i % 7);
    bytes[LONG] = 0;
    const char *text = bytes;
    albert_call *call = NULL;
    albert_result *out = NULL;
    albert_call_new(&call);
    albert_call_set_deadline(call, 0.3);
    double start = now();
    CHECK(run_one(&text, 1, &out, call) == ALBERT_E_DEADLINE && out == NULL, "%s of %d bytes: %s", name, LONG,
          albert_call_message(call));
    CHECK(now() - start < 1.3, "%s of %d bytes stopped after %.0f ms", name, LONG, 1000 * (now() - start));
    albert_call_free(call);
    free(bytes);
}

static int32_t answer_in(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    return albert_answer(reader, some, NULL, texts, NULL, count, NULL, out, call);
}

static int32_t similarity(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    (void)out;
    return albert_similarity(plain, texts, NULL, count, some, NULL, TEXTS, NULL, floats, count * TEXTS, call);
}
static int32_t orders(const char *const *texts, int64_t count, albert_result **out, albert_call *call) {
    (void)out;
    return albert_sentence_order_batch(language, texts, NULL, texts, NULL, count, NULL, floats, call);
}

static void stopping_with_floats(task *run_one, const char *name) {
    albert_call *call = NULL;
    albert_call_new(&call);
    albert_call_set_deadline(call, 0.2);
    double start = now();
    CHECK(run_one(many, MANY, NULL, call) == ALBERT_E_DEADLINE, "%s: %s", name, albert_call_message(call));
    CHECK(now() - start < 1.2, "%s stopped after %.0f ms", name, 1000 * (now() - start));
    albert_call_free(call);
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    static const char *const names[] = {"classifier", "choice", "tagger", "reader", "plain", "language"};
    albert_model **models[] = {&classifier, &chooser, &tagger, &reader, &plain, &language};
    for (int i = 0; i < 6; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", arguments[1], names[i]);
        CHECK(albert_model_open(path, NULL, models[i], NULL) == ALBERT_OK, "%s", path);
    }
    many = (const char **)malloc(MANY * sizeof *many);
    floats = (float *)malloc(sizeof(float) * MANY * TEXTS);
    for (int i = 0; i < MANY; i++) many[i] = some[i % TEXTS];
    the_same_bits();
    for (int number = 0; number < TASKS; number++) stopping(number);
    stopping_in_one_text(tag, "tag");
    stopping_in_one_text(answer_in, "answer");
    stopping_in_one_text(classify, "classify");
    stopping_with_floats(similarity, "similarity");
    stopping_with_floats(orders, "sentence_order_batch");
    free(floats);
    free(many);
    for (int i = 0; i < 6; i++) CHECK(albert_model_free(*models[i]) == ALBERT_OK, "%s", names[i]);
    return finish();
}

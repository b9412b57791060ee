/* Texts as callers hand them over: NULL with and without bytes, counts beyond the limit (refused before a byte is read), a
 * text at the edge of memory, a long line that is stopped, and memory in proportion to the text. */
#include "check.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static albert_tokenizer *tokenizer;
static albert_call *call;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* One line of letters that look random, without a space. */
static char *make_line(size_t byte_count) {
    char *line = (char *)malloc(byte_count);
    for (size_t i = 0; i < byte_count; i++) line[i] = "etaoinshrdlu"[((uint32_t)i * 2654435761u >> 13) % 12];
    return line;
}

static albert_result *const untouched = (albert_result *)&tokenizer;

/* Expects `status` and, where it is a refusal, a parameter's name and an out-parameter that is as it was. */
static void judge(int32_t status, int32_t expected, const char *place, albert_result **out, const char *what) {
    CHECK(status == expected, "%s: %s, expected %s", what, albert_status_name(status), albert_status_name(expected));
    CHECK((*out == untouched) == (status != ALBERT_OK), "%s: the out-parameter is not as promised", what);
    if (status != ALBERT_OK)
        CHECK(strstr(albert_call_place(call), place) != NULL, "%s: the place is '%s'", what, albert_call_place(call));
    else albert_result_free(*out);
}

static void nothing_at_all(void) {
    albert_result *out = untouched;
    judge(albert_tokenize(tokenizer, NULL, 0, NULL, 0, NULL, &out, call), ALBERT_OK, "", &out, "NULL without bytes");
    const int64_t counts[] = {1, -1, -2, INT64_MIN, INT64_MAX};
    for (int i = 0; i < 5; i++) {
        out = untouched;
        judge(albert_tokenize(tokenizer, NULL, counts[i], NULL, 0, NULL, &out, call), ALBERT_E_ARGUMENT, "text", &out,
              "NULL with bytes");
    }
    const char *const texts[] = {"a", NULL};
    const int64_t none[] = {1, 0}, some[] = {1, 1};
    out = untouched;
    judge(albert_tokenize_batch(tokenizer, texts, none, NULL, NULL, 2, NULL, &out, call), ALBERT_OK, "", &out,
          "a batch with NULL without bytes");
    out = untouched;
    judge(albert_tokenize_batch(tokenizer, texts, some, NULL, NULL, 2, NULL, &out, call), ALBERT_E_ARGUMENT, "texts",
          &out, "a batch with NULL with bytes");
    out = untouched;
    judge(albert_tokenize_words(tokenizer, texts, some, 2, NULL, NULL, 0, NULL, &out, call), ALBERT_E_ARGUMENT, "words",
          &out, "words with NULL with bytes");
}

/* Only three bytes are there: reading on would end the process. */
static void too_long(void) {
    long page = sysconf(_SC_PAGESIZE);
    char *pages = (char *)mmap(NULL, (size_t)(2 * page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED && mprotect(pages + page, (size_t)page, PROT_NONE) == 0, "a page that is not there");
    char *edge = pages + page - 3;
    memcpy(edge, "abc", 3);
    const int64_t counts[] = {((int64_t)1 << 30) + 1, (int64_t)1 << 31, (int64_t)1 << 40, INT64_MAX};
    for (int i = 0; i < 4; i++) {
        int64_t given[] = {3, counts[i]};
        const char *const texts[] = {edge, edge};
        albert_result *out = untouched;
        judge(albert_tokenize(tokenizer, edge, counts[i], NULL, 0, NULL, &out, call), ALBERT_E_LIMIT, "text", &out,
              "a text over 1 GiB");
        out = untouched;
        judge(albert_tokenize(tokenizer, edge, 3, edge, counts[i], NULL, &out, call), ALBERT_E_LIMIT, "pair", &out,
              "a second text over 1 GiB");
        out = untouched;
        judge(albert_tokenize_batch(tokenizer, texts, given, NULL, NULL, 2, NULL, &out, call), ALBERT_E_LIMIT, "texts",
              &out, "a batch with a text over 1 GiB");
        out = untouched;
        judge(albert_tokenize_batch(tokenizer, texts, given, texts, given, 1, NULL, &out, call), ALBERT_OK, "", &out,
              "a pair within the limit");
        out = untouched;
        judge(albert_tokenize_words(tokenizer, texts, given, 2, NULL, NULL, 0, NULL, &out, call), ALBERT_E_LIMIT,
              "words", &out, "a word over 1 GiB");
        int32_t id = -7;
        CHECK(albert_token_id(tokenizer, edge, counts[i], &id, call) == ALBERT_E_LIMIT && id == -7,
              "a piece over 1 GiB: %s", albert_status_name(albert_call_status(call)));
    }
    albert_result *out = untouched;
    judge(albert_tokenize(tokenizer, edge, 3, NULL, 0, NULL, &out, call), ALBERT_OK, "", &out,
          "a text at the edge of memory");
    munmap(pages, (size_t)(2 * page));
}

enum { LINE = 40 << 20 };

static void *cancel_soon(void *nothing) {
    usleep(100000);
    albert_call_cancel(call);
    return nothing;
}

/* One line without a space stops as soon as any other call. */
static void stopping(void) {
    char *line = make_line(LINE);
    pthread_t thread;
    albert_result *out = untouched;
    pthread_create(&thread, NULL, cancel_soon, NULL);
    double start = now();
    int32_t status = albert_tokenize(tokenizer, line, LINE, NULL, 0, NULL, &out, call);
    double seconds = now() - start;
    pthread_join(thread, NULL);
    judge(status, ALBERT_E_CANCELLED, "", &out, "a long line that is cancelled");
    CHECK(seconds < 1.5, "it took %.0f ms to stop", 1000 * seconds);
    albert_call_reset(call);
    albert_call_set_deadline(call, 0.1);
    out = untouched;
    start = now();
    judge(albert_tokenize(tokenizer, line, LINE, NULL, 0, NULL, &out, call), ALBERT_E_DEADLINE, "", &out,
          "a long line with a deadline");
    CHECK(now() - start < 1.5, "it took %.0f ms to stop", 1000 * (now() - start));
    albert_call_reset(call);
    free(line);
}

static double peak_bytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

/* Peaks only grow, so the sizes do too. What does not depend on the text counts for 3 MiB at most. */
static void memory_in_proportion(void) {
    for (int megabytes = 8; megabytes <= 32; megabytes *= 2) {
        size_t byte_count = (size_t)megabytes << 20;
        char *line = make_line(byte_count);
        double before = peak_bytes();
        albert_result *out = untouched;
        judge(albert_tokenize(tokenizer, line, (int64_t)byte_count, NULL, 0, NULL, &out, call), ALBERT_OK, "", &out,
              "one line without a space");
        double times = (peak_bytes() - before - (3 << 20)) / (double)byte_count;
        CHECK(times <= 16, "%d MiB take %.1f times the text", megabytes, times);
        printf("%d MiB without a space: %.1f times the text beyond the last peak\n", megabytes, times);
        free(line);
    }
}

int main(void) {
    CHECK(albert_call_new(&call) == ALBERT_OK, "a call object");
    CHECK(albert_tokenizer_open(test_model(), NULL, &tokenizer, call) == ALBERT_OK, "%s", albert_call_message(call));
    nothing_at_all();
    too_long();
    memory_in_proportion();
    stopping();
    albert_tokenizer_free(tokenizer);
    albert_call_free(call);
    return finish();
}

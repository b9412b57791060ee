/* Tokenizer throughput with offsets, what opening takes, and how time and memory grow with one line that has no space.
 *
 *   tokenizer [MODEL_DIRECTORY [TEXT_FILE]]      with a file, its throughput only
 *
 * Without a directory, the bundled model seen from the repository's root; without a file, English-like text made from the
 * vocabulary by a seeded generator. The lines of a text are its texts. Each line without a space is encoded in a process of
 * its own, so that its peak of memory is its own; the library must keep to a ratio of 2.3 in processor time from one size to
 * twice that size, and to 16 times the text in memory.
 */
#include <albert.h>

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

enum { RUNS = 9, MADE_BYTES = 8000000, LINE_MEGABYTES = 50 };

static const double TIME_RATIO_LIMIT = 2.3, MEMORY_LIMIT = 16;

static albert_call *call;

static void check(int32_t status) {
    if (status == ALBERT_OK) return;
    fprintf(stderr, "%s: %s\n", albert_status_name(status), albert_call_message(call));
    exit(1);
}

static uint64_t random_state = 2019;

/* xorshift64*: the same numbers on every machine. */
static uint32_t next_random(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint32_t)(random_state * 0x2545F4914F6CDD1Du >> 32);
}

static double next_fraction(void) { return next_random() / 4294967296.0; }

static void *memory(size_t byte_count) {
    void *bytes = malloc(byte_count);
    if (bytes == NULL) exit(1);
    return bytes;
}

/* --- texts */

typedef struct {
    char *bytes;
    size_t byte_count;
    const char **lines;
    int64_t *line_bytes;
    int64_t line_count;
} text;

static void cut_lines(text *whole) {
    whole->lines = memory(sizeof *whole->lines * (whole->byte_count + 1));
    whole->line_bytes = memory(sizeof *whole->line_bytes * (whole->byte_count + 1));
    const char *end = whole->bytes + whole->byte_count;
    for (const char *line = whole->bytes; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        if (stop > line) {
            whole->lines[whole->line_count] = line;
            whole->line_bytes[whole->line_count++] = stop - line;
        }
        line = stop + 1;
    }
}

static text read_text(const char *path) {
    text whole = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) perror(path), exit(1);
    whole.byte_count = (size_t)ftell(file);
    whole.bytes = memory(whole.byte_count + 1);
    rewind(file);
    if (fread(whole.bytes, 1, whole.byte_count, file) != whole.byte_count) perror(path), exit(1);
    fclose(file);
    cut_lines(&whole);
    return whole;
}

/* Sentences of words that begin with "▁" in the vocabulary, the frequent ones (whose ids are low) more often; one word in
 * twelve is two of them in one, so that it is no piece. */
static text made_text(albert_tokenizer *tokenizer) {
    int32_t vocabulary;
    check(albert_vocab_size(tokenizer, &vocabulary, call));
    text whole = {.bytes = memory(MADE_BYTES + 1024)};
    int word = 0, sentence = 0;
    while (whole.byte_count < MADE_BYTES) {
        int parts = next_random() % 12 == 0 ? 2 : 1;
        for (int part = 0; part < parts;) {
            const char *spelling;
            int64_t count;
            int32_t id = (int32_t)(13 * pow((vocabulary - 1) / 13.0, next_fraction()));
            check(albert_token_text(tokenizer, id, &spelling, &count, call));
            if (count < 4 || count > 60 || memcmp(spelling, "\xE2\x96\x81", 3) != 0) continue;
            char *target = whole.bytes + whole.byte_count;
            memcpy(target, spelling + 3, (size_t)count - 3);
            if (word == 0 && part == 0 && *target >= 'a' && *target <= 'z') *target -= 'a' - 'A';
            whole.byte_count += (size_t)count - 3;
            part++;
        }
        int is_last = ++word > 6 + (int)(next_random() % 20), is_paragraph = is_last && ++sentence % 5 == 0;
        if (is_last) word = 0;
        if (is_last || next_random() % 12 == 0) whole.bytes[whole.byte_count++] = is_last ? '.' : ',';
        whole.bytes[whole.byte_count++] = is_paragraph ? '\n' : ' ';
    }
    cut_lines(&whole);
    return whole;
}

/* --- throughput */

static void time_text(albert_tokenizer *tokenizer, const text *whole, const char *label, const char *threads,
                      const char *offsets) {
    albert_options *options;
    check(albert_options_new(&options, call));
    check(albert_options_set(options, "offsets", offsets, call));
    if (threads != NULL) check(albert_options_set(options, "threads", threads, call));
    double times[RUNS], first = 0;
    int64_t pieces = 0, bytes = 0;
    for (int64_t i = 0; i < whole->line_count; i++) bytes += whole->line_bytes[i];
    for (int run = -1; run < RUNS; run++) {
        double start = bench_now();
        albert_result *result;
        pieces = 0;
        if (threads != NULL) {
            check(albert_tokenize_batch(tokenizer, whole->lines, whole->line_bytes, NULL, NULL, whole->line_count,
                                        options, &result, call));
            pieces = albert_result_rows(result);
            albert_result_free(result);
        } else {
            for (int64_t i = 0; i < whole->line_count; i++) {
                check(
                    albert_tokenize(tokenizer, whole->lines[i], whole->line_bytes[i], NULL, 0, options, &result, call));
                pieces += albert_result_rows(result);
                albert_result_free(result);
            }
        }
        double seconds = bench_now() - start;
        if (run < 0) first = seconds;
        if (run >= 0) times[run] = seconds;
    }
    double median = bench_median(times, RUNS);
    printf("%-34s %6.1f MB/s  %5.1f million pieces/s  first run %5.1f MB/s\n", label, bytes / median / 1e6,
           pieces / median / 1e6, bytes / first / 1e6);
    fflush(stdout);
    albert_options_free(options);
}

static void time_opening(const char *directory, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (access(path, R_OK) != 0) {
        printf("open %-16s absent\n", name);
        return;
    }
    double times[RUNS];
    for (int run = -1; run < RUNS; run++) {
        albert_tokenizer *tokenizer;
        double start = bench_now();
        check(albert_tokenizer_open(path, NULL, &tokenizer, call));
        if (run >= 0) times[run] = bench_now() - start;
        albert_tokenizer_free(tokenizer);
    }
    printf("open %-16s %6.1f ms\n", name, bench_median(times, RUNS) * 1e3);
}

/* --- growth */

typedef struct {
    double seconds, memory_bytes;
} growth;

static double peak_bytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

/* Processor time: what others do on the machine is not to look like growth. */
static double used_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* In a process of its own: one line of `byte_count` letters. */
static growth measure_line(const char *directory, const char *compat, size_t byte_count) {
    albert_options *options;
    albert_tokenizer *tokenizer;
    albert_result *result;
    check(albert_options_new(&options, call));
    check(albert_options_set(options, "compat", compat, call));
    check(albert_tokenizer_open(directory, options, &tokenizer, call));
    char *line = memory(byte_count);
    for (size_t i = 0; i < byte_count; i++) line[i] = (char)("etaoinshrdlucmfwypvbgk"[next_random() % 22]);
    check(albert_tokenize(tokenizer, line, 1000, NULL, 0, NULL, &result, call));
    albert_result_free(result);
    double before = peak_bytes(), start = used_seconds();
    check(albert_tokenize(tokenizer, line, (int64_t)byte_count, NULL, 0, NULL, &result, call));
    growth found = {used_seconds() - start, peak_bytes() - before};
    albert_result_free(result);
    albert_tokenizer_free(tokenizer);
    albert_options_free(options);
    free(line);
    return found;
}

static growth measure_apart(const char *directory, const char *compat, size_t byte_count) {
    int ends[2];
    if (pipe(ends) != 0) perror("pipe"), exit(1);
    pid_t child = fork();
    if (child < 0) perror("fork"), exit(1);
    if (child == 0) {
        growth found = measure_line(directory, compat, byte_count);
        _exit(write(ends[1], &found, sizeof found) == sizeof found ? 0 : 1);
    }
    close(ends[1]);
    growth found;
    int status;
    ssize_t got = read(ends[0], &found, sizeof found);
    close(ends[0]);
    if (waitpid(child, &status, 0) != child || status != 0 || got != sizeof found) exit(1);
    return found;
}

static int time_growth(const char *directory, const char *compat) {
    double seconds[2];
    int is_kept = 1;
    for (int step = 0; step < 2; step++) {
        size_t byte_count = (size_t)(LINE_MEGABYTES << step) * 1000000;
        growth found = measure_apart(directory, compat, byte_count);
        seconds[step] = found.seconds;
        double times = found.memory_bytes / (double)byte_count;
        printf("%-15s one line of %3d MB: %6.2f s, %5.1f MB/s, memory %5.1f times the text%s\n", compat,
               LINE_MEGABYTES << step, found.seconds, byte_count / found.seconds / 1e6, times,
               times > MEMORY_LIMIT ? ", OVER 16" : "");
        fflush(stdout);
        is_kept &= times <= MEMORY_LIMIT;
    }
    double ratio = seconds[1] / seconds[0];
    printf("%-15s twice the text takes %.2f times as long%s\n", compat, ratio,
           ratio > TIME_RATIO_LIMIT ? ", OVER 2.3" : "");
    return is_kept && ratio <= TIME_RATIO_LIMIT;
}

int main(int argc, char **argv) {
    const char *directory = argc > 1 ? argv[1] : "Sources/AlbertBundledModel/albert-mini";
    if (albert_call_new(&call) != ALBERT_OK) return 1;
    /* First, while this process has neither threads nor much memory that its children would begin with. */
    int is_kept = argc > 2 || (time_growth(directory, "default") & time_growth(directory, "sentencepiece"));
    if (argc <= 2) time_opening(directory, "tokenizer.json");
    if (argc <= 2) time_opening(directory, "spiece.model");
    albert_tokenizer *tokenizer;
    check(albert_tokenizer_open(directory, NULL, &tokenizer, call));
    text whole = argc > 2 ? read_text(argv[2]) : made_text(tokenizer);
    printf("%s: %.2f MB in %lld texts\n", argc > 2 ? argv[2] : "made text", whole.byte_count / 1e6,
           (long long)whole.line_count);
    time_text(tokenizer, &whole, "one by one", NULL, "bytes");
    time_text(tokenizer, &whole, "batch, 1 thread", "1", "bytes");
    time_text(tokenizer, &whole, "batch, 1 thread, code points", "1", "codepoints");
    time_text(tokenizer, &whole, "batch, 2 threads", "2", "bytes");
    albert_tokenizer_free(tokenizer);
    albert_call_free(call);
    free(whole.bytes);
    free(whole.lines);
    free(whole.line_bytes);
    return !is_kept;
}

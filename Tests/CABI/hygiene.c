/* What loading and using the library must leave alone: threads, signal handlers and masks, output, locale, environment, the
 * floating-point mode. Everything goes through dlopen, so that "before" is really before.
 *
 *     hygiene LIBRARY
 */
#include "check.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

extern char **environ;

typedef struct {
    int threads;
    struct sigaction actions[NSIG];
    sigset_t mask; /* of the calling thread */
    char locale[512];
    char environment[1 << 16];
    uint32_t float_mode;
    uint16_t x87_mode;
} state;

static int thread_count(void) {
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static void observe(state *now) {
    memset(now, 0, sizeof *now);
    now->threads = thread_count();
    for (int number = 1; number < NSIG; number++) (void)sigaction(number, NULL, &now->actions[number]);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &now->mask);
    snprintf(now->locale, sizeof now->locale, "%s", setlocale(LC_ALL, NULL));
    size_t used = 0;
    for (char **entry = environ; *entry != NULL; entry++) {
        int length = snprintf(now->environment + used, sizeof now->environment - used, "%s\n", *entry);
        if (length < 0 || used + (size_t)length >= sizeof now->environment) break;
        used += (size_t)length;
    }
#if defined(__x86_64__)
    now->float_mode = _mm_getcsr() & ~0x3Fu; /* less the flags that any division may set */
    __asm__ volatile("fnstcw %0" : "=m"(now->x87_mode));
#endif
}

static void compare_mask(const sigset_t *before, const char *when) {
    sigset_t after;
    (void)pthread_sigmask(SIG_SETMASK, NULL, &after);
    for (int number = 1; number < NSIG; number++)
        CHECK(sigismember(&after, number) == sigismember(before, number), "%s: signal %d is %s", when, number,
              sigismember(&after, number) == 1 ? "blocked" : "let through");
}

static void compare(const state *before, const char *when) {
    static state after;
    observe(&after);
    compare_mask(&before->mask, when);
    CHECK(after.threads == before->threads, "%s: %d threads, before %d", when, after.threads, before->threads);
    for (int number = 1; number < NSIG; number++)
        CHECK(after.actions[number].sa_handler == before->actions[number].sa_handler &&
                  after.actions[number].sa_flags == before->actions[number].sa_flags,
              "%s: the action of signal %d changed", when, number);
    CHECK(strcmp(after.locale, before->locale) == 0, "%s: the locale changed", when);
    CHECK(strcmp(after.environment, before->environment) == 0, "%s: the environment changed", when);
    CHECK(after.float_mode == before->float_mode, "%s: MXCSR changed", when);
    CHECK(after.x87_mode == before->x87_mode, "%s: the x87 mode changed", when);
}

typedef struct {
    void *library;
    __typeof__(albert_version) *version;
    __typeof__(albert_options_new) *options_new;
    __typeof__(albert_options_set) *options_set;
    __typeof__(albert_options_free) *options_free;
    __typeof__(albert_model_open) *model_open;
    __typeof__(albert_model_free) *model_free;
    __typeof__(albert_hidden_size) *hidden_size;
    __typeof__(albert_encode) *encode;
    __typeof__(albert_order_sentences) *order_sentences;
    __typeof__(albert_rank) *rank;
    __typeof__(albert_result_free) *result_free;
} api;

static api load(const char *path) {
    api it;
    memset(&it, 0, sizeof it);
    it.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CHECK(it.library != NULL, "dlopen: %s", it.library == NULL ? dlerror() : "");
    if (it.library == NULL) exit(finish());
#define FIND(name) *(void **)&it.name = dlsym(it.library, "albert_" #name)
    FIND(version);
    FIND(options_new);
    FIND(options_set);
    FIND(options_free);
    FIND(model_open);
    FIND(model_free);
    FIND(hidden_size);
    FIND(encode);
    FIND(order_sentences);
    FIND(rank);
    FIND(result_free);
    return it;
}

static vector compute(const api *it, const char *threads) {
    vector result;
    memset(&result, 0, sizeof result);
    albert_options *options = NULL;
    albert_model *model = NULL;
    const char *texts[] = {sample_text};
    result.status = it->options_new(&options, NULL);
    if (result.status == 0) result.status = it->options_set(options, "threads", threads, NULL);
    if (result.status == 0) result.status = it->model_open(test_model(), options, &model, NULL);
    if (result.status == 0)
        result.status = it->encode(model, texts, NULL, 1, options, result.values, MOST_FLOATS, NULL);
    albert_result *order = NULL, *ranked = NULL;
    const char *sentences[] = {"It was dark inside.", sample_text, "So he lit a candle."};
    if (result.status == 0) result.status = it->order_sentences(model, sentences, NULL, 3, options, &order, NULL);
    if (result.status == 0)
        result.status = it->rank(model, sample_text, -1, sentences, NULL, 3, options, &ranked, NULL);
    it->result_free(ranked);
    it->result_free(order);
    it->model_free(model);
    it->options_free(options);
    return result;
}

/* Whatever is written to stdout and stderr while `quiet` is on lands in one file. */
static int kept[2] = {-1, -1}, catcher = -1;

static void quiet(void) {
    fflush(stdout);
    char name[] = "/tmp/albert-hygiene-XXXXXX";
    catcher = mkstemp(name);
    unlink(name);
    for (int i = 0; i < 2; i++) {
        kept[i] = dup(i + 1);
        dup2(catcher, i + 1);
    }
}

static off_t loud(void) {
    fflush(stdout);
    for (int i = 0; i < 2; i++) {
        dup2(kept[i], i + 1);
        close(kept[i]);
    }
    off_t written = lseek(catcher, 0, SEEK_END);
    close(catcher);
    return written;
}

static void copies(const char *path, const vector *expected) {
    for (int number = 0; number < 2; number++) {
        char name[64], command[8192];
        snprintf(name, sizeof name, "/tmp/libalbert-copy-%d-%d.so", (int)getpid(), number);
        snprintf(command, sizeof command, "cp -L '%s' '%s'", path, name);
        CHECK(system(command) == 0, "cp");
        api copy = load(name);
        unlink(name);
        vector result = compute(&copy, "2");
        CHECK(same_bits(expected, &result), "copy %d computes the same", number);
        dlclose(copy.library);
    }
}

static void child_computes(const api *it, const vector *expected) {
    vector in_parent = compute(it, "3"); /* the pool has threads now */
    CHECK(same_bits(expected, &in_parent), "three threads give the bits of one");
    for (int round = 0; round < 4; round++) {
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            alarm(60);
            vector in_child = compute(it, "3");
            _exit(same_bits(expected, &in_child) ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a forked child computes the same (status %x)", status);
        vector again = compute(it, "3");
        CHECK(same_bits(expected, &again), "its parent goes on computing");
    }
}

static void float_modes(const api *it, const vector *expected) {
#if defined(__x86_64__)
    const uint32_t modes[] = {0x1F80 | 0x8040, 0x1F80 | 0x4000, 0x1F80 | 0x6000 | 0x8040, 0x1F80 | 0x2000};
    for (int i = 0; i < 4; i++) {
        _mm_setcsr(modes[i]);
        vector result = compute(it, "2");
        uint32_t after = _mm_getcsr();
        _mm_setcsr(0x1F80);
        CHECK(after == modes[i], "mode %x came back as %x", modes[i], after);
        CHECK(same_bits(expected, &result), "the caller's mode %x changes no result", modes[i]);
    }
#else
    (void)it, (void)expected;
#endif
}

int main(int argc, char **argv) {
    if (argc != 2) return 2;
    static state before;
    setlocale(LC_ALL, "");
    /* A mask that neither "all" nor "none" restores. */
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR2);
    sigaddset(&some, SIGRTMIN + 3);
    (void)pthread_sigmask(SIG_SETMASK, &some, NULL);
    observe(&before);

    quiet();
    api it = load(argv[1]);
    off_t at_load = loud();
    CHECK(at_load == 0, "loading wrote %d bytes", (int)at_load);
    compare(&before, "after dlopen");

    quiet();
    vector expected = compute(&it, "1");
    off_t at_work = loud();
    CHECK(expected.status == 0, "a computation on one thread gives status %d", (int)expected.status);
    CHECK(at_work == 0, "computing wrote %d bytes", (int)at_work);
    compare(&before, "after computing on one thread");

    for (int round = 0; round < 100; round++) {
        dlclose(it.library);
        it = load(argv[1]);
        CHECK(strcmp(it.version(), "1.0.0") == 0, "round %d", round);
    }
    vector later = compute(&it, "1");
    CHECK(same_bits(&expected, &later), "it computes the same after 100 rounds of dlclose and dlopen");
    compare(&before, "after 100 rounds");

    float_modes(&it, &expected);
    child_computes(&it, &expected);
    copies(argv[1], &expected);
    compare_mask(&before.mask, "after computing on many threads");
    return finish();
}

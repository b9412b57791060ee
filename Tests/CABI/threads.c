/* Threads that cannot be had, and callers with little stack: where the system starts no thread, or fewer, the callers' own
 * threads do the work and the bits stay; 256 KiB of stack are enough for every function. */
#include "check.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static albert_model *model;
static albert_options *options;
static vector expected;

static vector encode(const char *threads) {
    vector result;
    memset(&result, 0, sizeof result);
    const char *texts[] = {sample_text};
    result.status = albert_options_set(options, "threads", threads, NULL);
    if (result.status == ALBERT_OK)
        result.status = albert_encode(model, texts, NULL, 1, options, result.values, MOST_FLOATS, NULL);
    return result;
}

static int thread_count(void) {
    int count = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

/* The library's calls of pthread_create come here: after `startable` threads there are no more. */
static int startable = 1 << 20, refused;

typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
    if (startable == 0) {
        refused++;
        return EAGAIN;
    }
    startable--;
    create *real;
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return real(thread, attributes, body, argument);
}

static void fewer_threads(void) {
    for (int more = 0; more < 3; more++) {
        startable = more > 0; /* none at first, then one more in each round */
        int before = refused;
        vector result = encode("4");
        CHECK(same_bits(&expected, &result), "%d of 3 workers: %s", more, albert_status_name(result.status));
        CHECK(refused > before, "no thread was refused in round %d", more);
        CHECK(thread_count() == 1 + more, "%d threads in round %d", thread_count(), more);
    }
    startable = 1 << 20;
    vector result = encode("4");
    CHECK(same_bits(&expected, &result) && thread_count() == 4, "%d threads once they can be had", thread_count());
}

static void *nothing(void *unused) { return unused; }

/* The same with the system's own limit, which does not hold for root. */
static void no_more_processes(void) {
    fflush(stdout);
    pid_t process = fork();
    if (process == 0) {
        alarm(60);
        struct rlimit none = {1, 1};
        if (setrlimit(RLIMIT_NPROC, &none) != 0 || (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)) _exit(77);
        pthread_t thread;
        vector result = encode("4"); /* this process has no worker yet */
        int bits = same_bits(&expected, &result), threads = thread_count();
        if (threads != 1 || pthread_create(&thread, NULL, nothing, NULL) == 0) _exit(77);
        _exit(bits ? 0 : 1);
    }
    int status = -1;
    waitpid(process, &status, 0);
    CHECK(WIFEXITED(status), "RLIMIT_NPROC: ended with %x", (unsigned)status);
    if (WEXITSTATUS(status) == 77) printf("RLIMIT_NPROC does not hold here: not tried\n");
    else CHECK(WEXITSTATUS(status) == 0, "RLIMIT_NPROC: other bits");
}

/* What every_function passes to CHECK, on a stack of its own. */
static int little_failed;
#define RIGHT(condition) little_failed += (condition) ? 0 : (fprintf(stderr, "not right: %s\n", #condition), 1)

static const char *heads; /* the models of Tests/Golden/heads */

static albert_model *head(const char *name) {
    char path[4096];
    albert_model *opened = NULL;
    snprintf(path, sizeof path, "%s/%s", heads, name);
    RIGHT(albert_model_open(path, NULL, &opened, NULL) == ALBERT_OK);
    return opened;
}

static void tasks(albert_call *call) {
    const char *texts[] = {sample_text, "Caf\xC3\xA9", "house"};
    static float floats[9];
    albert_result *out = NULL;
    albert_model *with = head("classifier");
    RIGHT(albert_classify(with, texts, NULL, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    albert_result_free(out);
    RIGHT(albert_zero_shot(with, texts, NULL, 3, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    albert_result_free(out), albert_model_free(with);
    with = head("choice");
    RIGHT(albert_choose(with, sample_text, -1, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    albert_result_free(out), albert_model_free(with);
    with = head("tagger");
    RIGHT(albert_tag(with, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    albert_result_free(out), albert_model_free(with);
    with = head("reader");
    RIGHT(albert_answer(with, texts, NULL, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    albert_result_free(out), albert_model_free(with);
    with = head("plain");
    RIGHT(albert_rank(with, sample_text, -1, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    RIGHT(albert_similarity(with, texts, NULL, 3, texts, NULL, 3, NULL, floats, 9, call) == ALBERT_OK);
    albert_result_free(out), albert_model_free(with);
    with = head("language");
    RIGHT(albert_order_sentences(with, texts, NULL, 3, NULL, &out, call) == ALBERT_OK);
    RIGHT(albert_sentence_order_batch(with, texts, NULL, texts, NULL, 3, NULL, floats, call) == ALBERT_OK);
    albert_result_free(out), albert_model_free(with);
}

static void *every_function(void *unused) {
    albert_call *call = NULL;
    albert_options *mine = NULL;
    albert_model *opened = NULL, *none = NULL;
    albert_tokenizer *tokenizer = NULL;
    albert_result *result = NULL;
    const char *text = NULL, *texts[] = {sample_text, "Caf\xC3\xA9"}, *word = "house";
    RIGHT(albert_call_new(&call) == ALBERT_OK && albert_options_new(&mine, call) == ALBERT_OK);
    RIGHT(albert_build_info() != NULL && albert_options_describe() != NULL);
    RIGHT(albert_model_open(test_model(), NULL, &opened, call) == ALBERT_OK);
    RIGHT(albert_model_info(opened, &text, call) == ALBERT_OK);
    RIGHT(albert_model_tokenizer(opened, &tokenizer, call) == ALBERT_OK);
    RIGHT(albert_tokenize(tokenizer, sample_text, -1, word, -1, NULL, &result, call) == ALBERT_OK);
    int64_t count = 0;
    const int32_t *ids = NULL;
    RIGHT(albert_result_ints(result, "id", &ids, &count, call) == ALBERT_OK);
    RIGHT(albert_options_set(mine, "outputs", "hidden,hidden_states,attentions,pooled,mlm_logits,sop_logits", call) ==
          ALBERT_OK);
    RIGHT(albert_options_set(mine, "threads", "3", call) == ALBERT_OK);
    albert_result *computed = NULL, *other = NULL;
    RIGHT(albert_forward(opened, ids, NULL, NULL, &count, 1, NULL, 0, mine, &computed, call) == ALBERT_OK);
    RIGHT(albert_detokenize(tokenizer, ids, count, NULL, &other, call) == ALBERT_OK);
    albert_result_free(result), albert_result_free(computed), albert_result_free(other);
    RIGHT(albert_tokenize_batch(tokenizer, texts, NULL, texts, NULL, 2, mine, &result, call) == ALBERT_OK);
    albert_result_free(result);
    RIGHT(albert_tokenize_words(tokenizer, &word, NULL, 1, &word, NULL, 1, NULL, &result, call) == ALBERT_OK);
    albert_result_free(result);
    static float vectors[2 * MOST_FLOATS];
    RIGHT(albert_encode(opened, texts, NULL, 2, mine, vectors, 2 * MOST_FLOATS, call) == ALBERT_OK);
    RIGHT(albert_fill_mask(opened, "a [MASK] and a [MASK]", -1, NULL, &result, call) == ALBERT_OK);
    albert_result_free(result);
    float probability = 0;
    RIGHT(albert_sentence_order(opened, "One.", -1, "Two.", -1, NULL, &probability, call) == ALBERT_OK);
    tasks(call);
    char place[] = "/tmp/albert-stack-XXXXXX";
    RIGHT(mkdtemp(place) != NULL);
    RIGHT(albert_model_save(opened, place, NULL, call) == ALBERT_OK);
    static const char *const saved[] = {"config.json", "model.safetensors", "spiece.model", "tokenizer.json",
                                        "tokenizer_config.json"};
    for (int i = 0; i < 5; i++) {
        char file[64];
        snprintf(file, sizeof file, "%s/%s", place, saved[i]);
        unlink(file);
    }
    RIGHT(rmdir(place) == 0);
    /* The deepest nesting that anybody could write. */
    static char brackets[1000000];
    memset(brackets, '[', sizeof brackets);
    RIGHT(albert_model_open_memory(brackets, sizeof brackets, "", 0, NULL, 0, NULL, &none, call) != ALBERT_OK);
    memset(brackets, '{', sizeof brackets);
    RIGHT(albert_tokenizer_open_memory(brackets, sizeof brackets, NULL, &tokenizer, call) != ALBERT_OK);
    RIGHT(albert_model_open("/nonexistent", NULL, &none, call) == ALBERT_E_IO);
    albert_tokenizer_free(tokenizer), albert_model_free(opened), albert_options_free(mine), albert_call_free(call);
    return unused;
}

enum { STACK = 256 << 10, GUARD = 64 << 10 };

static void little_stack(void) {
    char *block = (char *)mmap(NULL, GUARD + STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(block != (char *)MAP_FAILED && mprotect(block, GUARD, PROT_NONE) == 0, "memory for a stack");
    memset(block + GUARD, 0x5A, STACK);
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    CHECK(pthread_attr_setstack(&attributes, block + GUARD, STACK) == 0 &&
              pthread_create(&thread, &attributes, every_function, NULL) == 0 && pthread_join(thread, NULL) == 0,
          "a thread with %d KiB", STACK >> 10);
    CHECK(little_failed == 0, "%d calls on it failed", little_failed);
    int untouched = 0;
    while (untouched < STACK && block[GUARD + untouched] == 0x5A) untouched++;
    printf("every function together used %d KiB of a stack of %d KiB\n", (STACK - untouched) >> 10, STACK >> 10);
    CHECK(untouched > STACK / 4, "only %d bytes were left", untouched);
}

int main(int count, char **arguments) {
    if (count != 2) return 2;
    heads = arguments[1];
    CHECK(albert_options_new(&options, NULL) == ALBERT_OK, "options");
    CHECK(albert_options_set(options, "threads", "1", NULL) == ALBERT_OK, "threads");
    CHECK(albert_model_open(test_model(), options, &model, NULL) == ALBERT_OK, "model");
    expected = encode("1");
    CHECK(expected.status == ALBERT_OK && thread_count() == 1, "one thread");
    no_more_processes();
    fewer_threads();
    little_stack();
    albert_model_free(model);
    albert_options_free(options);
    return finish();
}

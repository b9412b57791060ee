/* Every hostile file through albert.h, as a host would open it, on a thread with 256 KB of stack: the promised status, the
 * promised part of the message, out-parameters untouched, and the next good call succeeds.
 *
 *   hostile DIRECTORY MODEL     DIRECTORY as make_hostile.py wrote it; MODEL a good model directory
 */
#include <albert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *bytes;
    int64_t byte_count;
} file;

typedef struct {
    const char *kind, *path, *status, *message, *options;
} hostile_case;

static int passed, failed;
static const char *directory, *model_path;
static albert_call *call;
static albert_tokenizer *good_tokenizer;
static file good_config, good_weights;

static void expect(bool holds, const char *path, const char *what) {
    if (holds) {
        passed++;
        return;
    }
    failed++;
    printf("FAILED %s: %s (%s: %s)\n", path, what, albert_call_place(call), albert_call_message(call));
}

static void read_file(const char *name, file *target) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *stream = fopen(path, "rb");
    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0) {
        printf("cannot open %s\n", path);
        exit(2);
    }
    target->byte_count = ftell(stream);
    rewind(stream);
    target->bytes = malloc((size_t)target->byte_count + 1);
    if (target->bytes == NULL ||
        fread(target->bytes, 1, (size_t)target->byte_count, stream) != (size_t)target->byte_count) {
        printf("cannot read %s\n", path);
        exit(2);
    }
    fclose(stream);
}

static int32_t use_tokenizer(albert_tokenizer *tokenizer, const char *text, int64_t byte_count) {
    albert_result *encoding = NULL, *decoded = NULL;
    int32_t status = albert_tokenize(tokenizer, text, byte_count, NULL, 0, NULL, &encoding, call);
    if (status != ALBERT_OK) return status;
    const int32_t *ids = NULL;
    int64_t count = 0;
    status = albert_result_ints(encoding, "id", &ids, &count, call);
    if (status == ALBERT_OK) status = albert_detokenize(tokenizer, ids, count, NULL, &decoded, call);
    albert_result_free(encoding);
    albert_result_free(decoded);
    return status;
}

/* Every task of a model that opens: right, or what it lacks or asks for is named in one line. */
static void use_model(const hostile_case *one, albert_model *model) {
    static float vectors[2 * 65536];
    const char *const texts[] = {"The cat sat.", "at a cat \xFF"}, *json = NULL;
    expect(albert_model_info(model, &json, call) == ALBERT_OK && json[0] == '{', one->path, "there is no info");
    for (int task = 0; task < 8; task++) {
        albert_result *result = NULL;
        int32_t status = task == 0   ? albert_encode(model, texts, NULL, 2, NULL, vectors, 2 * 65536, call)
                         : task == 1 ? albert_classify(model, texts, NULL, NULL, NULL, 2, NULL, &result, call)
                         : task == 2 ? albert_zero_shot(model, texts, NULL, 1, texts, NULL, 2, NULL, &result, call)
                         : task == 3 ? albert_choose(model, texts[0], -1, texts, NULL, 2, NULL, &result, call)
                         : task == 4 ? albert_tag(model, texts, NULL, 2, NULL, &result, call)
                         : task == 5 ? albert_answer(model, texts, NULL, texts, NULL, 2, NULL, &result, call)
                         : task == 6 ? albert_fill_mask(model, "a [MASK]", -1, NULL, &result, call)
                                     : albert_order_sentences(model, texts, NULL, 2, NULL, &result, call);
        const char *message = albert_call_message(call);
        expect(status == ALBERT_OK || ((status == ALBERT_E_MISSING || status == ALBERT_E_UNSUPPORTED ||
                                        status == ALBERT_E_LIMIT || status == ALBERT_E_ARGUMENT) &&
                                       message[0] != 0 && strpbrk(message, "\n\r\033") == NULL),
               one->path, albert_status_name(status));
        albert_result_free(result);
    }
}

/* Opens what the case is about. `*out` is the handle it made. */
static int32_t open_case(const hostile_case *one, const char *path, const file *content, albert_options *options,
                         void **out) {
    if (strcmp(one->kind, "safetensors") == 0)
        return albert_model_open_memory(good_config.bytes, good_config.byte_count, content->bytes, content->byte_count,
                                        NULL, 0, options, (albert_model **)out, call);
    if (strcmp(one->kind, "config") == 0)
        return albert_model_open_memory(content->bytes, content->byte_count, good_weights.bytes,
                                        good_weights.byte_count, NULL, 0, options, (albert_model **)out, call);
    if (strcmp(one->kind, "model") == 0) return albert_model_open(path, options, (albert_model **)out, call);
    return albert_tokenizer_open(path, options, (albert_tokenizer **)out, call);
}

static bool is_model(const hostile_case *one) {
    return strcmp(one->kind, "safetensors") == 0 || strcmp(one->kind, "config") == 0 || strcmp(one->kind, "model") == 0;
}

/* The others are read here and handed over as bytes. */
static bool is_opened_by_path(const hostile_case *one) {
    return strcmp(one->kind, "safetensors") != 0 && strcmp(one->kind, "config") != 0 && strcmp(one->kind, "text") != 0;
}

static albert_options *options_of(const hostile_case *one) {
    albert_options *options = NULL;
    char *equals, text[256];
    snprintf(text, sizeof text, "%s", one->options);
    if ((equals = strchr(text, '=')) == NULL) return NULL;
    *equals = 0;
    albert_options_new(&options, call);
    expect(albert_options_set(options, text, equals + 1, call) == ALBERT_OK, one->path, "the option is refused");
    return options;
}

static void try_good(const hostile_case *one) {
    if (is_model(one)) {
        albert_model *model = NULL;
        expect(albert_model_open_memory(good_config.bytes, good_config.byte_count, good_weights.bytes,
                                        good_weights.byte_count, NULL, 0, NULL, &model, call) == ALBERT_OK,
               one->path, "the next good model does not open");
        albert_model_free(model);
    } else {
        static const char text[] = "The cat sat.";
        expect(use_tokenizer(good_tokenizer, text, sizeof text - 1) == ALBERT_OK, one->path,
               "the next good text fails");
    }
}

static void try_case(const hostile_case *one) {
    char path[4096], expected[64];
    snprintf(path, sizeof path, "%s/%s", directory, one->path);
    snprintf(expected, sizeof expected, "ALBERT_%s%s", strcmp(one->status, "OK") == 0 ? "" : "E_", one->status);
    file content = {NULL, 0};
    if (!is_opened_by_path(one)) read_file(one->path, &content);
    albert_options *options = options_of(one);
    int32_t status;
    if (strcmp(one->kind, "text") == 0) {
        status = use_tokenizer(good_tokenizer, content.bytes, content.byte_count);
    } else {
        static int sentinel;
        void *out = &sentinel;
        status = open_case(one, path, &content, options, &out);
        expect((out == &sentinel) == (status != ALBERT_OK), one->path, "the out-parameter is not as promised");
        if (status == ALBERT_OK && is_model(one)) {
            use_model(one, out);
            albert_model_free(out);
        } else if (status == ALBERT_OK) {
            static const char text[] = "The cat sat, 1,1 [MASK] A\0 \xC3\xA9\xE4\xB8\xAD \xFF";
            expect(use_tokenizer(out, text, sizeof text - 1) == ALBERT_OK, one->path,
                   "a tokenizer that opens does not work");
            albert_tokenizer_free(out);
        }
    }
    char what[256];
    snprintf(what, sizeof what, "%s, expected %s", albert_status_name(status), expected);
    expect(strcmp(albert_status_name(status), expected) == 0, one->path, what);
    if (status != ALBERT_OK) {
        const char *message = albert_call_message(call), *place = albert_call_place(call);
        snprintf(what, sizeof what, "'%s' is not in the message", one->message);
        expect(strstr(message, one->message) != NULL || strstr(place, one->message) != NULL, one->path, what);
        expect(message[0] != 0 && strchr(message, '\n') == NULL, one->path, "the message is no line");
    }
    albert_options_free(options);
    free(content.bytes);
    try_good(one);
}

static void *run(void *nothing) {
    char path[4096], line[4096];
    snprintf(path, sizeof path, "%s/manifest.tsv", directory);
    FILE *manifest = fopen(path, "r");
    if (manifest == NULL) {
        printf("cannot open %s\n", path);
        exit(2);
    }
    while (fgets(line, sizeof line, manifest) != NULL) {
        line[strcspn(line, "\n")] = 0;
        char *fields[5], *rest = line;
        for (int i = 0; i < 5; i++) fields[i] = rest != NULL ? strsep(&rest, "\t") : "";
        const hostile_case one = {fields[0], fields[1], fields[2], fields[3], fields[4]};
        try_case(&one);
    }
    fclose(manifest);
    return nothing;
}

int main(int argument_count, char **arguments) {
    if (argument_count != 3) {
        printf("usage: hostile DIRECTORY MODEL\n");
        return 2;
    }
    directory = arguments[1];
    model_path = arguments[2];
    read_file("good/config.json", &good_config);
    read_file("good/model.safetensors", &good_weights);
    if (albert_call_new(&call) != ALBERT_OK ||
        albert_tokenizer_open(model_path, NULL, &good_tokenizer, call) != ALBERT_OK) {
        printf("%s: %s\n", model_path, albert_call_message(call));
        return 2;
    }
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 << 10);
    if (pthread_create(&thread, &attributes, run, NULL) != 0) return 2;
    pthread_join(thread, NULL);
    albert_tokenizer_free(good_tokenizer);
    albert_call_free(call);
    free(good_config.bytes);
    free(good_weights.bytes);
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

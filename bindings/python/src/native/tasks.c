/* The tasks over many texts: lists of str in, a table or an array of floats out. */
#include "native.h"

#include <structmember.h>

typedef struct {
    albert_model *handle;
    text_view text;
    text_list texts, others;
    bool has_others;
    albert_options *options;
    albert_result *made;
    float *values;
    int64_t value_count;
} judging;

static const char *const *others_of(const judging *work) { return work->has_others ? work->others.bytes : NULL; }
static const int64_t *other_counts_of(const judging *work) {
    return work->has_others ? work->others.byte_counts : NULL;
}

static void judging_drop(judging *work) {
    albert_options_free(work->options);
    text_drop(&work->text);
    text_list_drop(&work->texts);
    text_list_drop(&work->others);
}

/* --- tables ------------------------------------------------------------------------------------------------------- */

static int32_t classify_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_classify(work->handle, work->texts.bytes, work->texts.byte_counts, others_of(work),
                           other_counts_of(work), work->texts.count, work->options, &work->made, call);
}

static int32_t zero_shot_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_zero_shot(work->handle, work->texts.bytes, work->texts.byte_counts, work->texts.count,
                            work->others.bytes, work->others.byte_counts, work->others.count, work->options,
                            &work->made, call);
}

static int32_t tag_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_tag(work->handle, work->texts.bytes, work->texts.byte_counts, work->texts.count, work->options,
                      &work->made, call);
}

static int32_t answer_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_answer(work->handle, work->texts.bytes, work->texts.byte_counts, work->others.bytes,
                         work->others.byte_counts, work->texts.count, work->options, &work->made, call);
}

static int32_t order_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_order_sentences(work->handle, work->texts.bytes, work->texts.byte_counts, work->texts.count,
                                  work->options, &work->made, call);
}

typedef enum { NO_OTHERS, OPTIONAL_OTHERS, AS_MANY_OTHERS, ANY_OTHERS } others_rule;
/* How many bytes the model reads: each text once, each text with each of the others, or each text before each. */
typedef enum { ONCE, WITH_OTHERS, IN_PAIRS } work_rule;

static const struct {
    const char *name;
    native_body *body;
    others_rule others;
    work_rule work;
    const char *texts_name, *others_name;
} tables[] = {
    {"classify", classify_body, OPTIONAL_OTHERS, ONCE, "texts", "pairs"},
    {"zero_shot", zero_shot_body, ANY_OTHERS, WITH_OTHERS, "texts", "labels"},
    {"tag", tag_body, NO_OTHERS, ONCE, "texts", ""},
    {"answer", answer_body, AS_MANY_OTHERS, ONCE, "questions", "contexts"},
    {"coherence", order_body, NO_OTHERS, ONCE, "sentences", ""},
    {"order", order_body, NO_OTHERS, IN_PAIRS, "sentences", ""},
};

static double bytes_read(const judging *work, work_rule rule) {
    double own = (double)work->texts.byte_count, others = (double)work->others.byte_count;
    if (rule == WITH_OTHERS) return own * (double)work->others.count + others * (double)work->texts.count;
    if (rule == IN_PAIRS) return own * (double)work->texts.count;
    return own + others;
}

static int take_others(module_state *state, PyObject *others, others_rule rule, const char *name, bool strict,
                       judging *work) {
    work->has_others = others != Py_None;
    if (!work->has_others) return 0;
    if (text_list_take(others, name, strict, rule == OPTIONAL_OTHERS, &work->others) < 0) return -1;
    if (rule == ANY_OTHERS || work->others.count == work->texts.count) return 0;
    return failure_argument(state, name, "must be as many as the texts");
}

PyObject *model_table(PyObject *object, PyObject *arguments) {
    module_state *state = state_of(object);
    const char *name;
    PyObject *texts, *others, *settings, *progress;
    int strict;
    if (!PyArg_ParseTuple(arguments, "sOOO!pO", &name, &texts, &others, &PyDict_Type, &settings, &strict, &progress))
        return NULL;
    size_t task = 0;
    while (task < sizeof tables / sizeof *tables && strcmp(tables[task].name, name) != 0) task++;
    if (task == sizeof tables / sizeof *tables) return PyErr_Format(PyExc_ValueError, "no task is called %s", name);

    judging work = {.handle = model_handle(object)};
    int outcome = text_list_take(texts, tables[task].texts_name, strict, false, &work.texts);
    if (outcome == 0)
        outcome = take_others(state, others, tables[task].others, tables[task].others_name, strict, &work);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    double units = bytes_read(&work, tables[task].work);
    if (outcome == 0)
        outcome = native_run_watched(state, model_text_speed(object), units, tables[task].body, &work, progress);
    judging_drop(&work);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

static int32_t choose_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_choose(work->handle, work->text.bytes, work->text.byte_count, work->texts.bytes,
                         work->texts.byte_counts, work->texts.count, work->options, &work->made, call);
}

static int32_t rank_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_rank(work->handle, work->text.bytes, work->text.byte_count, work->texts.bytes,
                       work->texts.byte_counts, work->texts.count, work->options, &work->made, call);
}

/* One text against many: "choose" or "rank". */
PyObject *model_choices(PyObject *object, PyObject *arguments) {
    module_state *state = state_of(object);
    const char *name;
    PyObject *text, *texts, *settings;
    int strict;
    if (!PyArg_ParseTuple(arguments, "sOOO!p", &name, &text, &texts, &PyDict_Type, &settings, &strict)) return NULL;
    bool chooses = strcmp(name, "choose") == 0;

    judging work = {.handle = model_handle(object)};
    int outcome = text_take(text, chooses ? "prompt" : "query", strict, &work.text);
    if (outcome == 0) outcome = text_list_take(texts, chooses ? "choices" : "texts", strict, false, &work.texts);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    double own = (double)work.text.byte_count; /* the prompt stands before each choice */
    double units = (double)work.texts.byte_count + (chooses ? own * (double)work.texts.count : own);
    if (outcome == 0)
        outcome = native_run(state, model_text_speed(object), units, chooses ? choose_body : rank_body, &work);
    judging_drop(&work);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

/* --- arrays ------------------------------------------------------------------------------------------------------- */

static int32_t orders_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_sentence_order_batch(work->handle, work->texts.bytes, work->texts.byte_counts, work->others.bytes,
                                       work->others.byte_counts, work->texts.count, work->options, work->values, call);
}

static int32_t similarity_body(void *context, albert_call *call) {
    judging *work = context;
    return albert_similarity(work->handle, work->texts.bytes, work->texts.byte_counts, work->texts.count,
                             work->others.bytes, work->others.byte_counts, work->others.count, work->options,
                             work->values, work->value_count, call);
}

static int make_values(judging *work, int64_t rows, int64_t columns) {
    int64_t byte_count;
    bool fits = !__builtin_mul_overflow(rows, columns, &work->value_count) &&
                !__builtin_mul_overflow(work->value_count, (int64_t)sizeof(float), &byte_count);
    if (fits) work->values = malloc(byte_count > 0 ? (size_t)byte_count : 1);
    if (work->values != NULL) return 0;
    PyErr_NoMemory();
    return -1;
}

/* An array [texts, columns] where `is_matrix`, else [texts]. */
static PyObject *array_from(PyObject *object, PyObject *arguments, bool is_matrix) {
    module_state *state = state_of(object);
    PyObject *texts, *others, *settings, *progress;
    int strict;
    if (!PyArg_ParseTuple(arguments, "OOO!pO", &texts, &others, &PyDict_Type, &settings, &strict, &progress))
        return NULL;

    judging work = {.handle = model_handle(object)};
    int outcome = text_list_take(texts, is_matrix ? "texts" : "firsts", strict, false, &work.texts);
    if (outcome == 0)
        outcome = take_others(state, others, is_matrix ? ANY_OTHERS : AS_MANY_OTHERS, is_matrix ? "others" : "seconds",
                              strict, &work);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = make_values(&work, work.texts.count, is_matrix ? work.others.count : 1);
    int64_t byte_count = work.texts.byte_count + work.others.byte_count;
    native_body *body = is_matrix ? similarity_body : orders_body;
    if (outcome == 0) outcome = native_run_watched(state, model_text_speed(object), byte_count, body, &work, progress);
    Py_ssize_t columns = is_matrix ? work.others.count : 1;
    Py_ssize_t shape[] = {work.texts.count, columns};
    Py_ssize_t strides[] = {columns * (Py_ssize_t)sizeof(float), sizeof(float)};
    judging_drop(&work);
    if (outcome == 0) return float_array_new(state, NULL, work.values, NULL, is_matrix ? 2 : 1, shape, strides);
    free(work.values);
    return NULL;
}

PyObject *model_orders(PyObject *object, PyObject *arguments) { return array_from(object, arguments, false); }

PyObject *model_similarity(PyObject *object, PyObject *arguments) { return array_from(object, arguments, true); }

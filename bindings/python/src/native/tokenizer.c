/* An albert_tokenizer as a Python object. Texts are borrowed from the str objects for the time of a call. */
#include "native.h"

#include <structmember.h>

typedef struct {
    PyObject ob_base;
    albert_tokenizer *handle;
    pace speed;
    PyObject *weak_references;
} tokenizer;

PyObject *tokenizer_new(module_state *state, albert_tokenizer *handle) {
    allocfunc allocate = (allocfunc)PyType_GetSlot(state->tokenizer, Py_tp_alloc);
    tokenizer *self = (tokenizer *)allocate(state->tokenizer, 0);
    if (self == NULL) {
        albert_tokenizer_free(handle);
        return NULL;
    }
    self->handle = handle;
    return (PyObject *)self;
}

static void tokenizer_dealloc(PyObject *object) {
    if (((tokenizer *)object)->weak_references != NULL) PyObject_ClearWeakRefs(object);
    albert_tokenizer_free(((tokenizer *)object)->handle);
    object_release(object);
}

typedef struct {
    const char *path;
    albert_options *options;
    albert_tokenizer *made;
} opening;

static int32_t open_body(void *context, albert_call *call) {
    opening *work = context;
    return albert_tokenizer_open(work->path, work->options, &work->made, call);
}

PyObject *tokenizer_open(PyObject *module, PyObject *arguments) {
    module_state *state = module_state_of(module);
    PyObject *path, *settings;
    opening work = {0};
    char *bytes;
    if (!PyArg_ParseTuple(arguments, "O!O!", &PyBytes_Type, &path, &PyDict_Type, &settings)) return NULL;
    if (PyBytes_AsStringAndSize(path, &bytes, NULL) < 0) return NULL; /* ValueError for an embedded NUL */
    work.path = bytes;
    if (options_take(state, settings, &work.options) < 0) return NULL;
    int outcome = native_run(state, NULL, 0, open_body, &work);
    albert_options_free(work.options);
    if (outcome == 0) return tokenizer_new(state, work.made);
    albert_tokenizer_free(work.made);
    return NULL;
}

/* One or two lists of texts, and what becomes of them. */
typedef struct {
    albert_tokenizer *handle;
    text_list texts;
    text_list pairs;
    bool has_pairs;
    albert_options *options;
    albert_result *made;
} tokenizing;

static int32_t batch_body(void *context, albert_call *call) {
    tokenizing *work = context;
    return albert_tokenize_batch(
        work->handle, work->texts.bytes, work->texts.byte_counts, work->has_pairs ? work->pairs.bytes : NULL,
        work->has_pairs ? work->pairs.byte_counts : NULL, work->texts.count, work->options, &work->made, call);
}

static int32_t words_body(void *context, albert_call *call) {
    tokenizing *work = context;
    return albert_tokenize_words(work->handle, work->texts.bytes, work->texts.byte_counts, work->texts.count,
                                 work->has_pairs ? work->pairs.bytes : NULL,
                                 work->has_pairs ? work->pairs.byte_counts : NULL, work->pairs.count, work->options,
                                 &work->made, call);
}

static PyObject *tokenize_lists(PyObject *object, PyObject *arguments, bool holes, native_body *body) {
    tokenizer *self = (tokenizer *)object;
    module_state *state = state_of(object);
    PyObject *texts, *pairs, *settings;
    int strict;
    if (!PyArg_ParseTuple(arguments, "OOO!p", &texts, &pairs, &PyDict_Type, &settings, &strict)) return NULL;

    tokenizing work = {.handle = self->handle, .has_pairs = pairs != Py_None};
    int outcome = text_list_take(texts, holes ? "texts" : "words", strict, false, &work.texts);
    if (outcome == 0 && work.has_pairs)
        outcome = text_list_take(pairs, holes ? "pairs" : "pair", strict, holes, &work.pairs);
    if (outcome == 0 && holes && work.has_pairs && work.pairs.count != work.texts.count)
        outcome = failure_argument(state, "pairs", "there must be as many as texts");
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0)
        outcome = native_run(state, &self->speed, work.texts.byte_count + work.pairs.byte_count, body, &work);
    albert_options_free(work.options);
    text_list_drop(&work.texts);
    text_list_drop(&work.pairs);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

static PyObject *tokenize_batch(PyObject *object, PyObject *arguments) {
    return tokenize_lists(object, arguments, true, batch_body);
}

static PyObject *tokenize_words(PyObject *object, PyObject *arguments) {
    return tokenize_lists(object, arguments, false, words_body);
}

typedef struct {
    albert_tokenizer *handle;
    text_view text, pair;
    albert_options *options;
    albert_result *made;
} tokenizing_one;

static int32_t one_body(void *context, albert_call *call) {
    tokenizing_one *work = context;
    return albert_tokenize(work->handle, work->text.bytes, work->text.byte_count, work->pair.bytes,
                           work->pair.byte_count, work->options, &work->made, call);
}

static PyObject *tokenize(PyObject *object, PyObject *arguments) {
    tokenizer *self = (tokenizer *)object;
    module_state *state = state_of(object);
    PyObject *text, *pair, *settings;
    int strict;
    if (!PyArg_ParseTuple(arguments, "OOO!p", &text, &pair, &PyDict_Type, &settings, &strict)) return NULL;

    tokenizing_one work = {.handle = self->handle};
    int outcome = text_take(text, "text", strict, &work.text);
    if (outcome == 0 && pair != Py_None) outcome = text_take(pair, "pair", strict, &work.pair);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0)
        outcome = native_run(state, &self->speed, work.text.byte_count + work.pair.byte_count, one_body, &work);
    albert_options_free(work.options);
    text_drop(&work.text);
    text_drop(&work.pair);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

typedef struct {
    albert_tokenizer *handle;
    ragged_ids ids;
    albert_options *options;
    albert_result *made;
} detokenizing;

static int32_t detokenize_body(void *context, albert_call *call) {
    detokenizing *work = context;
    return albert_detokenize(work->handle, work->ids.values, work->ids.count, work->options, &work->made, call);
}

static PyObject *detokenize(PyObject *object, PyObject *arguments) {
    tokenizer *self = (tokenizer *)object;
    module_state *state = state_of(object);
    PyObject *ids, *settings;
    if (!PyArg_ParseTuple(arguments, "OO!", &ids, &PyDict_Type, &settings)) return NULL;

    detokenizing work = {.handle = self->handle};
    int outcome = ids_take(state, ids, "ids", &work.ids);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = native_run(state, &self->speed, work.ids.count, detokenize_body, &work);
    albert_options_free(work.options);
    ragged_drop(&work.ids);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

typedef struct {
    albert_tokenizer *handle;
    const char **paths;
    Py_ssize_t count;
    const char *directory;
    albert_options *options;
    albert_result *made;
} data_writing;

static int32_t data_body(void *context, albert_call *call) {
    data_writing *work = context;
    return albert_pretraining_data_write(work->handle, work->paths, work->count, work->directory, work->options,
                                         &work->made, call);
}

/* The bytes objects of `paths`, a tuple that keeps them alive, as C texts. 0 or -1. */
static int paths_take(PyObject *paths, data_writing *work) {
    work->count = PyTuple_Size(paths);
    work->paths = calloc((size_t)work->count + 1, sizeof *work->paths);
    if (work->paths == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t index = 0; index < work->count; index++) {
        char *bytes;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(paths, index), &bytes, NULL) < 0) return -1;
        work->paths[index] = bytes;
    }
    return 0;
}

static PyObject *pretraining_data(PyObject *object, PyObject *arguments) {
    module_state *state = state_of(object);
    PyObject *paths, *directory, *settings, *progress;
    char *bytes;
    if (!PyArg_ParseTuple(arguments, "O!OO!O", &PyTuple_Type, &paths, &directory, &PyDict_Type, &settings, &progress))
        return NULL;
    if (PyBytes_AsStringAndSize(directory, &bytes, NULL) < 0) return NULL;

    data_writing work = {.handle = ((tokenizer *)object)->handle, .directory = bytes};
    int outcome = paths_take(paths, &work);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = native_run_watched(state, NULL, 0, data_body, &work, progress);
    albert_options_free(work.options);
    free(work.paths);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

/* What follows looks into tables for well under a microsecond: giving the GIL away would cost far more than it frees. */

typedef struct {
    int32_t status;
    albert_call *call;
} lookup;

static lookup lookup_begin(void) {
    lookup begun = {.call = NULL};
    begun.status = albert_call_new(&begun.call);
    return begun;
}

static int lookup_end(module_state *state, lookup *done) {
    int outcome = done->status == ALBERT_OK ? 0 : failure_raise(state, done->status, done->call);
    albert_call_free(done->call);
    return outcome;
}

static PyObject *token_text(PyObject *object, PyObject *number) {
    module_state *state = state_of(object);
    const char *text = NULL;
    int64_t byte_count = 0;
    int32_t id;
    if (number_take(state, number, "id", &id) < 0) return NULL;
    lookup look = lookup_begin();
    if (look.status == ALBERT_OK)
        look.status = albert_token_text(((tokenizer *)object)->handle, id, &text, &byte_count, look.call);
    if (lookup_end(state, &look) < 0) return NULL;
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)byte_count, "replace");
}

static PyObject *token_id(PyObject *object, PyObject *token) {
    module_state *state = state_of(object);
    int32_t id = -1;
    text_view text;
    if (text_take(token, "token", false, &text) < 0) return NULL;
    lookup look = lookup_begin();
    if (look.status == ALBERT_OK)
        look.status = albert_token_id(((tokenizer *)object)->handle, text.bytes, text.byte_count, &id, look.call);
    text_drop(&text);
    return lookup_end(state, &look) < 0 ? NULL : PyLong_FromLong(id);
}

static PyObject *special_id(PyObject *object, PyObject *role) {
    module_state *state = state_of(object);
    int32_t id = -1;
    const char *name = PyUnicode_AsUTF8AndSize(role, NULL);
    if (name == NULL) return NULL;
    lookup look = lookup_begin();
    if (look.status == ALBERT_OK) look.status = albert_special_id(((tokenizer *)object)->handle, name, &id, look.call);
    return lookup_end(state, &look) < 0 ? NULL : PyLong_FromLong(id);
}

static PyObject *vocab_size(PyObject *object, PyObject *nothing) {
    (void)nothing;
    int32_t size = 0;
    lookup look = lookup_begin();
    if (look.status == ALBERT_OK) look.status = albert_vocab_size(((tokenizer *)object)->handle, &size, look.call);
    return lookup_end(state_of(object), &look) < 0 ? NULL : PyLong_FromLong(size);
}

static PyMethodDef methods[] = {
    {"tokenize", tokenize, METH_VARARGS, "tokenize(text, pair, options, strict)"},
    {"tokenize_batch", tokenize_batch, METH_VARARGS, "tokenize_batch(texts, pairs, options, strict)"},
    {"tokenize_words", tokenize_words, METH_VARARGS, "tokenize_words(words, pair, options, strict)"},
    {"detokenize", detokenize, METH_VARARGS, "detokenize(ids, options)"},
    {"pretraining_data", pretraining_data, METH_VARARGS, "pretraining_data(paths, directory, options, progress)"},
    {"token_text", token_text, METH_O, "token_text(id)"},
    {"token_id", token_id, METH_O, "token_id(token): -1 where there is none"},
    {"special_id", special_id, METH_O, "special_id(role): -1 where there is none"},
    {"vocab_size", vocab_size, METH_NOARGS, "vocab_size()"},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(tokenizer, weak_references), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "An open tokenizer."},
    {Py_tp_dealloc, tokenizer_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {0, NULL},
};

PyType_Spec tokenizer_spec = {
    .name = "albert._albert.Tokenizer",
    .basicsize = sizeof(tokenizer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

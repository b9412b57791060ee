/* An albert_model as a Python object. */
#include "native.h"

#include <structmember.h>

typedef struct {
    PyObject ob_base;
    albert_model *handle;
    int32_t hidden_size;
    pace text_speed; /* per byte of text */
    pace id_speed;   /* per id of forward */
    PyObject *weak_references;
} model;

albert_model *model_handle(PyObject *object) { return ((model *)object)->handle; }
pace *model_text_speed(PyObject *object) { return &((model *)object)->text_speed; }

static PyObject *model_new(module_state *state, albert_model *handle) {
    allocfunc allocate = (allocfunc)PyType_GetSlot(state->model, Py_tp_alloc);
    model *self = (model *)allocate(state->model, 0);
    if (self == NULL) {
        albert_model_free(handle);
        return NULL;
    }
    self->handle = handle;
    int32_t status = albert_hidden_size(handle, &self->hidden_size, NULL);
    if (status == ALBERT_OK) return (PyObject *)self;
    failure_raise(state, status, NULL);
    Py_DECREF(self);
    return NULL;
}

static void model_dealloc(PyObject *object) {
    if (((model *)object)->weak_references != NULL) PyObject_ClearWeakRefs(object);
    albert_model_free(((model *)object)->handle);
    object_release(object);
}

typedef struct {
    const char *path;
    albert_options *options;
    albert_model *made;
} opening;

static int32_t open_body(void *context, albert_call *call) {
    opening *work = context;
    return albert_model_open(work->path, work->options, &work->made, call);
}

PyObject *model_open(PyObject *module, PyObject *arguments) {
    module_state *state = module_state_of(module);
    PyObject *path, *settings;
    opening work = {0};
    char *bytes = NULL;
    if (!PyArg_ParseTuple(arguments, "OO!", &path, &PyDict_Type, &settings)) return NULL;
    if (path != Py_None && PyBytes_AsStringAndSize(path, &bytes, NULL) < 0) return NULL;
    work.path = bytes;
    if (options_take(state, settings, &work.options) < 0) return NULL;
    int outcome = native_run(state, NULL, 0, open_body, &work);
    albert_options_free(work.options);
    if (outcome == 0) return model_new(state, work.made);
    albert_model_free(work.made);
    return NULL;
}

typedef struct {
    albert_model *handle;
    const char *json;
    albert_tokenizer *tokenizer;
} asking;

static int32_t info_body(void *context, albert_call *call) {
    asking *work = context;
    return albert_model_info(work->handle, &work->json, call);
}

static int32_t tokenizer_body(void *context, albert_call *call) {
    asking *work = context;
    return albert_model_tokenizer(work->handle, &work->tokenizer, call);
}

static PyObject *model_info(PyObject *object, PyObject *nothing) {
    (void)nothing;
    pace brief = {1e-9};
    asking work = {.handle = ((model *)object)->handle};
    if (native_run(state_of(object), &brief, 1, info_body, &work) < 0) return NULL;
    return PyUnicode_DecodeUTF8(work.json, (Py_ssize_t)strlen(work.json), "replace");
}

static PyObject *model_tokenizer(PyObject *object, PyObject *nothing) {
    (void)nothing;
    pace brief = {1e-9};
    asking work = {.handle = ((model *)object)->handle};
    if (native_run(state_of(object), &brief, 1, tokenizer_body, &work) < 0) return NULL;
    return tokenizer_new(state_of(object), work.tokenizer);
}

typedef struct {
    albert_model *handle;
    text_view text, second;
    albert_options *options;
    albert_result *made;
    float probability;
} reading;

static int32_t fill_mask_body(void *context, albert_call *call) {
    reading *work = context;
    return albert_fill_mask(work->handle, work->text.bytes, work->text.byte_count, work->options, &work->made, call);
}

static PyObject *fill_mask(PyObject *object, PyObject *arguments) {
    model *self = (model *)object;
    module_state *state = state_of(object);
    PyObject *text, *settings;
    int strict;
    if (!PyArg_ParseTuple(arguments, "OO!p", &text, &PyDict_Type, &settings, &strict)) return NULL;

    reading work = {.handle = self->handle};
    int outcome = text_take(text, "text", strict, &work.text);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = native_run(state, &self->text_speed, work.text.byte_count, fill_mask_body, &work);
    albert_options_free(work.options);
    text_drop(&work.text);
    if (outcome == 0) return result_new(state, work.made);
    albert_result_free(work.made);
    return NULL;
}

static int32_t sentence_order_body(void *context, albert_call *call) {
    reading *work = context;
    return albert_sentence_order(work->handle, work->text.bytes, work->text.byte_count, work->second.bytes,
                                 work->second.byte_count, work->options, &work->probability, call);
}

static PyObject *sentence_order(PyObject *object, PyObject *arguments) {
    model *self = (model *)object;
    module_state *state = state_of(object);
    PyObject *first, *second, *settings;
    int strict;
    if (!PyArg_ParseTuple(arguments, "OOO!p", &first, &second, &PyDict_Type, &settings, &strict)) return NULL;

    reading work = {.handle = self->handle};
    int outcome = text_take(first, "a", strict, &work.text);
    if (outcome == 0) outcome = text_take(second, "b", strict, &work.second);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    int64_t byte_count = work.text.byte_count + work.second.byte_count;
    if (outcome == 0) outcome = native_run(state, &self->text_speed, byte_count, sentence_order_body, &work);
    albert_options_free(work.options);
    text_drop(&work.text);
    text_drop(&work.second);
    return outcome == 0 ? PyFloat_FromDouble((double)work.probability) : NULL;
}

typedef struct {
    albert_model *handle;
    text_list texts;
    albert_options *options;
    float *vectors; /* [texts, hidden] */
    int64_t capacity;
} encoding;

static int32_t encode_body(void *context, albert_call *call) {
    encoding *work = context;
    return albert_encode(work->handle, work->texts.bytes, work->texts.byte_counts, work->texts.count, work->options,
                         work->vectors, work->capacity, call);
}

static int make_vectors(encoding *work, int32_t hidden_size) {
    int64_t byte_count;
    bool fits = !__builtin_mul_overflow((int64_t)work->texts.count, (int64_t)hidden_size, &work->capacity) &&
                !__builtin_mul_overflow(work->capacity, (int64_t)sizeof(float), &byte_count);
    if (fits) work->vectors = malloc(byte_count > 0 ? (size_t)byte_count : 1);
    if (work->vectors != NULL) return 0;
    PyErr_NoMemory();
    return -1;
}

static PyObject *encode(PyObject *object, PyObject *arguments) {
    model *self = (model *)object;
    module_state *state = state_of(object);
    PyObject *texts, *settings, *progress;
    int strict;
    if (!PyArg_ParseTuple(arguments, "OO!pO", &texts, &PyDict_Type, &settings, &strict, &progress)) return NULL;

    encoding work = {.handle = self->handle};
    int outcome = text_list_take(texts, "texts", strict, false, &work.texts);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = make_vectors(&work, self->hidden_size);
    if (outcome == 0)
        outcome = native_run_watched(state, &self->text_speed, work.texts.byte_count, encode_body, &work, progress);
    Py_ssize_t shape[] = {work.texts.count, self->hidden_size};
    Py_ssize_t strides[] = {self->hidden_size * (Py_ssize_t)sizeof(float), sizeof(float)};
    albert_options_free(work.options);
    text_list_drop(&work.texts);
    if (outcome == 0) return float_array_new(state, NULL, work.vectors, NULL, 2, shape, strides);
    free(work.vectors);
    return NULL;
}

typedef struct {
    albert_model *handle;
    ragged_ids ids, type_ids, mask;
    albert_options *options;
    albert_result *made;
} forwarding;

static int32_t forward_body(void *context, albert_call *call) {
    forwarding *work = context;
    return albert_forward(work->handle, work->ids.values, work->type_ids.values, work->mask.values, work->ids.lengths,
                          work->ids.sequence_count, NULL, 0, work->options, &work->made, call);
}

/* (result, lengths) */
static PyObject *forward(PyObject *object, PyObject *arguments) {
    model *self = (model *)object;
    module_state *state = state_of(object);
    PyObject *ids, *type_ids, *mask, *settings;
    if (!PyArg_ParseTuple(arguments, "OOOO!", &ids, &type_ids, &mask, &PyDict_Type, &settings)) return NULL;

    forwarding work = {.handle = self->handle};
    PyObject *lengths = NULL;
    int outcome = ragged_take(state, ids, "ids", &work.ids);
    if (outcome == 0) outcome = ragged_take_beside(state, type_ids, "type_ids", &work.ids, &work.type_ids);
    if (outcome == 0) outcome = ragged_take_beside(state, mask, "attention_mask", &work.ids, &work.mask);
    if (outcome == 0) outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = native_run(state, &self->id_speed, work.ids.count, forward_body, &work);
    if (outcome == 0) lengths = PyList_New(work.ids.sequence_count);
    for (Py_ssize_t index = 0; lengths != NULL && index < work.ids.sequence_count; index++) {
        PyObject *length = PyLong_FromLongLong(work.ids.lengths[index]);
        if (length == NULL || PyList_SetItem(lengths, index, length) < 0) Py_CLEAR(lengths);
    }
    albert_options_free(work.options);
    ragged_drop(&work.ids);
    ragged_drop(&work.type_ids);
    ragged_drop(&work.mask);
    if (lengths != NULL) {
        PyObject *made = result_new(state, work.made);
        if (made != NULL) return Py_BuildValue("NN", made, lengths);
        Py_DECREF(lengths);
        return NULL;
    }
    albert_result_free(work.made);
    return NULL;
}

typedef struct {
    albert_model *handle;
    const char *directory;
    albert_options *options;
} saving;

static int32_t save_body(void *context, albert_call *call) {
    saving *work = context;
    return albert_model_save(work->handle, work->directory, work->options, call);
}

static PyObject *save(PyObject *object, PyObject *arguments) {
    module_state *state = state_of(object);
    PyObject *directory, *settings;
    char *bytes;
    if (!PyArg_ParseTuple(arguments, "OO!", &directory, &PyDict_Type, &settings)) return NULL;
    if (PyBytes_AsStringAndSize(directory, &bytes, NULL) < 0) return NULL;

    saving work = {.handle = ((model *)object)->handle, .directory = bytes};
    int outcome = options_take(state, settings, &work.options);
    if (outcome == 0) outcome = native_run(state, NULL, 0, save_body, &work);
    albert_options_free(work.options);
    if (outcome < 0) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"info", model_info, METH_NOARGS, "info(): JSON"},
    {"tokenizer", model_tokenizer, METH_NOARGS, "tokenizer()"},
    {"fill_mask", fill_mask, METH_VARARGS, "fill_mask(text, options, strict)"},
    {"sentence_order", sentence_order, METH_VARARGS, "sentence_order(a, b, options, strict)"},
    {"encode", encode, METH_VARARGS, "encode(texts, options, strict, progress)"},
    {"table", model_table, METH_VARARGS, "table(task, texts, others, options, strict, progress)"},
    {"choices", model_choices, METH_VARARGS, "choices(task, text, texts, options, strict)"},
    {"orders", model_orders, METH_VARARGS, "orders(firsts, seconds, options, strict, progress)"},
    {"similarity", model_similarity, METH_VARARGS, "similarity(texts, others, options, strict, progress)"},
    {"forward", forward, METH_VARARGS, "forward(ids, type_ids, attention_mask, options)"},
    {"save", save, METH_VARARGS, "save(directory, options)"},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(model, weak_references), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "An open model."},
    {Py_tp_dealloc, model_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {0, NULL},
};

PyType_Spec model_spec = {
    .name = "albert._albert.Model",
    .basicsize = sizeof(model),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

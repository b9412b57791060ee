/* An albert_trainer as a Python object. */
#include "native.h"

#include <structmember.h>

/* `holder` is a capsule that frees the handle when nobody needs it any more: neither this object, nor an array of gradients, whose
 * memory is the trainer's. Both are NULL once the trainer is closed. */
typedef struct {
    PyObject ob_base;
    albert_trainer *handle;
    PyObject *holder;
    PyObject *weak_references;
} trainer;

static const char holder_name[] = "albert_trainer";

static void holder_free(PyObject *holder) { albert_trainer_free(PyCapsule_GetPointer(holder, holder_name)); }

static PyObject *trainer_new(module_state *state, albert_trainer *handle) {
    PyObject *holder = PyCapsule_New(handle, holder_name, holder_free);
    if (holder == NULL) {
        albert_trainer_free(handle);
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot(state->trainer, Py_tp_alloc);
    trainer *self = (trainer *)allocate(state->trainer, 0);
    if (self == NULL) {
        Py_DECREF(holder);
        return NULL;
    }
    self->handle = handle;
    self->holder = holder;
    return (PyObject *)self;
}

static void trainer_dealloc(PyObject *object) {
    if (((trainer *)object)->weak_references != NULL) PyObject_ClearWeakRefs(object);
    Py_XDECREF(((trainer *)object)->holder);
    object_release(object);
}

/* Runs `body` with the open trainer in `*handle`, a member of `context`; -1 with an exception where it is closed. To be called when all
 * arguments are read: reading them may run code that closes it. Another thread may close it during the call, which then holds it to
 * its end. */
static int run(PyObject *object, pace *speed, double unit_count, native_body *body, void *context,
               albert_trainer **handle) {
    trainer *self = (trainer *)object;
    if (self->handle == NULL) return failure_argument(state_of(object), "trainer", "is closed");
    PyObject *holder = Py_NewRef(self->holder);
    *handle = self->handle;
    int outcome = native_run(state_of(object), speed, unit_count, body, context);
    Py_DECREF(holder);
    return outcome;
}

static PyObject *close_trainer(PyObject *object, PyObject *nothing) {
    (void)nothing;
    trainer *self = (trainer *)object;
    PyObject *holder = self->holder;
    self->handle = NULL;
    self->holder = NULL;
    Py_XDECREF(holder);
    Py_RETURN_NONE;
}

typedef struct {
    albert_model *model;
    const char *config;
    int64_t config_byte_count;
    albert_options *options;
    albert_trainer *made;
} opening;

static int32_t open_body(void *context, albert_call *call) {
    opening *work = context;
    if (work->model != NULL) return albert_trainer_open(work->model, work->options, &work->made, call);
    return albert_trainer_open_new(work->config, work->config_byte_count, work->options, &work->made, call);
}

/* From a model, or from the bytes of a config.json. */
PyObject *trainer_open(PyObject *module, PyObject *arguments) {
    module_state *state = module_state_of(module);
    PyObject *source, *settings;
    opening work = {0};
    if (!PyArg_ParseTuple(arguments, "OO!", &source, &PyDict_Type, &settings)) return NULL;
    if (Py_TYPE(source) == state->model) {
        work.model = model_handle(source);
    } else {
        char *bytes;
        Py_ssize_t count;
        if (PyBytes_AsStringAndSize(source, &bytes, &count) < 0) return NULL;
        work.config = bytes, work.config_byte_count = count;
    }
    if (options_take(state, settings, &work.options) < 0) return NULL;
    int outcome = native_run(state, NULL, 0, open_body, &work);
    albert_options_free(work.options);
    if (outcome == 0) return trainer_new(state, work.made);
    albert_trainer_free(work.made);
    return NULL;
}

/* --- batches ------------------------------------------------------------------------------------------------------ */

typedef struct {
    float *values;
    Py_ssize_t count;
} floats;

static int floats_take(PyObject *sequence, floats *taken) {
    PyObject *items = PySequence_Tuple(sequence);
    if (items == NULL) return -1;
    taken->count = PyTuple_Size(items);
    taken->values = PyMem_Malloc((size_t)(taken->count > 0 ? taken->count : 1) * sizeof *taken->values);
    if (taken->values == NULL) PyErr_NoMemory();
    for (Py_ssize_t index = 0; taken->values != NULL && index < taken->count; index++) {
        double value = PyFloat_AsDouble(PyTuple_GetItem(items, index));
        if (value == -1 && PyErr_Occurred()) break;
        taken->values[index] = (float)value;
    }
    Py_DECREF(items);
    return PyErr_Occurred() ? -1 : 0;
}

typedef struct {
    albert_trainer *handle;
    ragged_ids ids, types, mask, labels, second;
    floats targets;
} adding;

static int32_t add_body(void *context, albert_call *call) {
    adding *work = context;
    return albert_trainer_add(work->handle, work->ids.values, work->types.values, work->mask.values, work->ids.lengths,
                              work->ids.sequence_count, work->labels.values, work->labels.count, work->second.values,
                              work->second.count, work->targets.values, work->targets.count, call);
}

static PyObject *add(PyObject *object, PyObject *arguments) {
    module_state *state = state_of(object);
    PyObject *ids, *types, *mask, *labels, *second, *targets;
    if (!PyArg_ParseTuple(arguments, "OOOOOO", &ids, &types, &mask, &labels, &second, &targets)) return NULL;
    adding work = {0};
    int outcome = ragged_take(state, ids, "ids", &work.ids);
    if (outcome == 0) outcome = ragged_take_beside(state, types, "type_ids", &work.ids, &work.types);
    if (outcome == 0) outcome = ragged_take_beside(state, mask, "attention_mask", &work.ids, &work.mask);
    if (outcome == 0 && labels != Py_None) outcome = ids_take(state, labels, "labels", &work.labels);
    if (outcome == 0 && second != Py_None) outcome = ids_take(state, second, "second_labels", &work.second);
    if (outcome == 0 && targets != Py_None) outcome = floats_take(targets, &work.targets);
    pace brief = {1e-9};
    if (outcome == 0) outcome = run(object, &brief, (double)work.ids.count, add_body, &work, &work.handle);
    ragged_drop(&work.ids), ragged_drop(&work.types), ragged_drop(&work.mask);
    ragged_drop(&work.labels), ragged_drop(&work.second);
    PyMem_Free(work.targets.values);
    if (outcome < 0) return NULL;
    Py_RETURN_NONE;
}

/* --- calls without arguments, or with a path ----------------------------------------------------------------------- */

typedef struct {
    albert_trainer *handle;
    const char *directory;
    text_view note;
    int64_t counts[5];
    const int64_t *totals;
    long long first_token, first_sequence;
    float *gradients;
    int64_t gradient_count;
    albert_result *made;
} working;

static int32_t step_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_step(work->handle, &work->made, call);
}
static int32_t evaluate_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_evaluate(work->handle, &work->made, call);
}
static int32_t update_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_update(work->handle, &work->made, call);
}
static int32_t tensors_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_tensors(work->handle, &work->made, call);
}
static int32_t counts_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_counts(work->handle, work->counts, call);
}
static int32_t compute_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_compute(work->handle, work->totals, work->first_token, work->first_sequence, call);
}
static int32_t gradients_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_gradients(work->handle, &work->gradients, &work->gradient_count, call);
}
static int32_t save_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_save(work->handle, work->directory, call);
}
static int32_t checkpoint_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_checkpoint(work->handle, work->directory, work->note.bytes, work->note.byte_count, call);
}
static int32_t resume_body(void *context, albert_call *call) {
    working *work = context;
    return albert_trainer_resume(work->handle, work->directory, &work->made, call);
}

/* The table that a body makes. */
static PyObject *table(PyObject *object, native_body *body, working *work) {
    if (run(object, NULL, 0, body, work, &work->handle) == 0) return result_new(state_of(object), work->made);
    albert_result_free(work->made);
    return NULL;
}

typedef struct {
    albert_trainer *handle;
    const char *directory;
    long long first, count;
    int64_t total;
} feeding;

static int32_t add_examples_body(void *context, albert_call *call) {
    feeding *work = context;
    return albert_trainer_add_examples(work->handle, work->directory, work->first, work->count, &work->total, call);
}

static PyObject *add_examples(PyObject *object, PyObject *arguments) {
    PyObject *directory;
    char *bytes;
    feeding work = {0};
    if (!PyArg_ParseTuple(arguments, "OLL", &directory, &work.first, &work.count)) return NULL;
    if (PyBytes_AsStringAndSize(directory, &bytes, NULL) < 0) return NULL;
    work.directory = bytes;
    if (run(object, NULL, 0, add_examples_body, &work, &work.handle) < 0) return NULL;
    return PyLong_FromLongLong(work.total);
}

static PyObject *step(PyObject *object, PyObject *nothing) {
    (void)nothing;
    return table(object, step_body, &(working){0});
}
static PyObject *evaluate(PyObject *object, PyObject *nothing) {
    (void)nothing;
    return table(object, evaluate_body, &(working){0});
}
static PyObject *update(PyObject *object, PyObject *nothing) {
    (void)nothing;
    return table(object, update_body, &(working){0});
}
static PyObject *tensors(PyObject *object, PyObject *nothing) {
    (void)nothing;
    return table(object, tensors_body, &(working){0});
}

static PyObject *counts(PyObject *object, PyObject *nothing) {
    (void)nothing;
    pace brief = {1e-9};
    working work = {0};
    if (run(object, &brief, 1, counts_body, &work, &work.handle) < 0) return NULL;
    return Py_BuildValue("(LLLLL)", (long long)work.counts[0], (long long)work.counts[1], (long long)work.counts[2],
                         (long long)work.counts[3], (long long)work.counts[4]);
}

static PyObject *compute(PyObject *object, PyObject *arguments) {
    working work = {0};
    long long totals[3];
    int64_t wanted[3];
    if (!PyArg_ParseTuple(arguments, "(LLL)LL", &totals[0], &totals[1], &totals[2], &work.first_token,
                          &work.first_sequence))
        return NULL;
    for (int index = 0; index < 3; index++) wanted[index] = totals[index];
    work.totals = wanted;
    if (run(object, NULL, 0, compute_body, &work, &work.handle) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *gradients(PyObject *object, PyObject *nothing) {
    (void)nothing;
    pace brief = {1e-9};
    working work = {0};
    PyObject *holder = Py_XNewRef(((trainer *)object)->holder); /* another thread may close the trainer meanwhile */
    PyObject *array = NULL;
    if (run(object, &brief, 1, gradients_body, &work, &work.handle) == 0)
        array = float_array_shared(state_of(object), holder, work.gradients, (Py_ssize_t)work.gradient_count);
    Py_XDECREF(holder);
    return array;
}

static PyObject *save(PyObject *object, PyObject *directory) {
    char *bytes;
    if (PyBytes_AsStringAndSize(directory, &bytes, NULL) < 0) return NULL;
    working work = {.directory = bytes};
    if (run(object, NULL, 0, save_body, &work, &work.handle) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *checkpoint(PyObject *object, PyObject *arguments) {
    PyObject *directory, *note;
    char *bytes;
    if (!PyArg_ParseTuple(arguments, "OO", &directory, &note)) return NULL;
    if (PyBytes_AsStringAndSize(directory, &bytes, NULL) < 0) return NULL;
    working work = {.directory = bytes};
    if (text_take(note, "note", false, &work.note) < 0) return NULL;
    int outcome = run(object, NULL, 0, checkpoint_body, &work, &work.handle);
    text_drop(&work.note);
    if (outcome < 0) return NULL;
    Py_RETURN_NONE;
}

static PyObject *resume(PyObject *object, PyObject *directory) {
    char *bytes;
    if (PyBytes_AsStringAndSize(directory, &bytes, NULL) < 0) return NULL;
    return table(object, resume_body, &(working){.directory = bytes});
}

static PyMethodDef methods[] = {
    {"add", add, METH_VARARGS, "add(ids, type_ids, attention_mask, labels, second_labels, targets)"},
    {"add_examples", add_examples, METH_VARARGS, "add_examples(directory, first, count): examples of the set"},
    {"step", step, METH_NOARGS, "step(): report"},
    {"evaluate", evaluate, METH_NOARGS, "evaluate(): report"},
    {"counts", counts, METH_NOARGS, "counts(): (pieces, orders, task, tokens, sequences)"},
    {"compute", compute, METH_VARARGS, "compute(totals, first_token, first_sequence)"},
    {"gradients", gradients, METH_NOARGS, "gradients(): all of them, in place"},
    {"update", update, METH_NOARGS, "update(): report"},
    {"tensors", tensors, METH_NOARGS, "tensors(): name, count, new"},
    {"save", save, METH_O, "save(directory)"},
    {"checkpoint", checkpoint, METH_VARARGS, "checkpoint(directory, note)"},
    {"resume", resume, METH_O, "resume(directory): step, note"},
    {"close", close_trainer, METH_NOARGS, "close(): frees what the trainer holds"},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(trainer, weak_references), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "A model in training."},
    {Py_tp_dealloc, trainer_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_members, members},
    {0, NULL},
};

PyType_Spec trainer_spec = {
    .name = "albert._albert.Trainer",
    .basicsize = sizeof(trainer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

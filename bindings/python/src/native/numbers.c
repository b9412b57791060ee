/* Python's integers as int32 arrays. What a position may hold is the library's business; here a value need only fit. */
#include "native.h"

#include <stdio.h>

static int refuse(module_state *state, const char *name, int64_t position) {
    char line[96];
    if (position < 0) {
        snprintf(line, sizeof line, "does not fit in 32 bits");
    } else {
        snprintf(line, sizeof line, "the number at position %lld does not fit in 32 bits", (long long)position);
    }
    return failure_argument(state, name, line);
}

bool is_truth_of_numpy(PyObject *object) {
    PyObject *name = PyType_GetName(Py_TYPE(object));
    const char *text = name == NULL ? NULL : PyUnicode_AsUTF8AndSize(name, NULL);
    bool is_truth = text != NULL && (strcmp(text, "bool") == 0 || strcmp(text, "bool_") == 0);
    Py_XDECREF(name);
    PyErr_Clear();
    return is_truth;
}

/* An element of an array of truth values is a number here, as Python's own are; numpy's have no __index__. */
static PyObject *index_of(PyObject *object) {
    if (PyIndex_Check(object) || !is_truth_of_numpy(object)) return PyNumber_Index(object);
    int is_true = PyObject_IsTrue(object);
    return is_true < 0 ? NULL : PyLong_FromLong(is_true);
}

static int take(module_state *state, PyObject *object, const char *name, int64_t position, int32_t *number) {
    PyObject *index = index_of(object);
    if (index == NULL) return -1;
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(index, &overflow);
    Py_DECREF(index);
    if (value == -1 && overflow == 0 && PyErr_Occurred()) return -1;
    if (overflow != 0 || value < INT32_MIN || value > INT32_MAX) return refuse(state, name, position);
    *number = (int32_t)value;
    return 0;
}

int number_take(module_state *state, PyObject *object, const char *name, int32_t *number) {
    return take(state, object, name, -1, number);
}

static int make_room(ragged_ids *ragged, Py_ssize_t count) {
    int64_t needed = ragged->count + count; /* both are lengths of things in memory: no overflow */
    if (needed <= ragged->capacity) return 0;
    int64_t capacity = ragged->capacity * 2 > needed ? ragged->capacity * 2 : needed;
    int32_t *values = PyMem_Realloc(ragged->values, (size_t)capacity * sizeof *values);
    if (values == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    ragged->values = values;
    ragged->capacity = capacity;
    return 0;
}

static int append(module_state *state, PyObject *sequence, const char *name, ragged_ids *ragged, int64_t *length) {
    PyObject *items = PySequence_Tuple(sequence); /* a copy: an item's __index__ may change the sequence */
    if (items == NULL) return -1;
    Py_ssize_t count = PyTuple_Size(items);
    int status = make_room(ragged, count);
    for (Py_ssize_t index = 0; status == 0 && index < count; index++) {
        status = take(state, PyTuple_GetItem(items, index), name, ragged->count, &ragged->values[ragged->count]);
        ragged->count += status == 0;
    }
    Py_DECREF(items);
    *length = count;
    return status;
}

static int begin(Py_ssize_t sequence_count, ragged_ids *ragged) {
    size_t room = sequence_count > 0 ? (size_t)sequence_count : 1;
    *ragged = (ragged_ids){.lengths = PyMem_Calloc(room, sizeof *ragged->lengths)};
    if (ragged->lengths != NULL && make_room(ragged, 1) == 0) return 0;
    if (!PyErr_Occurred()) PyErr_NoMemory();
    ragged_drop(ragged);
    return -1;
}

int ragged_take(module_state *state, PyObject *sequences, const char *name, ragged_ids *ragged) {
    *ragged = (ragged_ids){0};
    PyObject *items = PySequence_Tuple(sequences);
    if (items == NULL) return -1;
    Py_ssize_t count = PyTuple_Size(items);
    int status = begin(count, ragged);
    while (status == 0 && ragged->sequence_count < count) {
        PyObject *item = PyTuple_GetItem(items, ragged->sequence_count);
        if (PyLong_Check(item)) {
            PyErr_Format(PyExc_TypeError, "%s must be a list of lists of int, not a list of int", name);
            status = -1;
            break;
        }
        status = append(state, item, name, ragged, &ragged->lengths[ragged->sequence_count]);
        ragged->sequence_count++;
    }
    Py_DECREF(items);
    if (status < 0) ragged_drop(ragged);
    return status;
}

int ragged_take_beside(module_state *state, PyObject *sequences, const char *name, const ragged_ids *ids,
                       ragged_ids *beside) {
    if (sequences == Py_None) return 0;
    if (ragged_take(state, sequences, name, beside) < 0) return -1;
    bool same = beside->sequence_count == ids->sequence_count;
    for (Py_ssize_t index = 0; same && index < ids->sequence_count; index++)
        same = beside->lengths[index] == ids->lengths[index];
    return same ? 0 : failure_argument(state, name, "must have the lengths of ids");
}

int ids_take(module_state *state, PyObject *sequence, const char *name, ragged_ids *ids) {
    if (begin(1, ids) < 0) return -1;
    ids->sequence_count = 1;
    if (append(state, sequence, name, ids, &ids->lengths[0]) == 0) return 0;
    ragged_drop(ids);
    return -1;
}

void ragged_drop(ragged_ids *ragged) {
    PyMem_Free(ragged->lengths);
    PyMem_Free(ragged->values);
    *ragged = (ragged_ids){0};
}

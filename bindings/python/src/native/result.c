/* An albert_result as Python values: columns, or stretches of rows of them, as lists or as arrays that share its memory.
 * Reading a result is looking into a table, so the GIL is kept. */
#include "native.h"

typedef struct {
    PyObject ob_base;
    albert_result *handle;
} result;

PyObject *result_new(module_state *state, albert_result *handle) {
    allocfunc allocate = (allocfunc)PyType_GetSlot(state->result, Py_tp_alloc);
    result *self = (result *)allocate(state->result, 0);
    if (self == NULL) {
        albert_result_free(handle);
        return NULL;
    }
    self->handle = handle;
    return (PyObject *)self;
}

static void result_dealloc(PyObject *object) {
    albert_result_free(((result *)object)->handle);
    object_release(object);
}

static PyObject *refused(PyObject *object, int32_t status) {
    failure_raise(state_of(object), status, NULL);
    return NULL;
}

static PyObject *outside(void) {
    PyErr_SetString(PyExc_IndexError, "rows outside the result");
    return NULL;
}

static int ints_of(PyObject *object, const char *column, const int32_t **values, int64_t *count) {
    int32_t status = albert_result_ints(((result *)object)->handle, column, values, count, NULL);
    return status == ALBERT_OK ? 0 : failure_raise(state_of(object), status, NULL);
}

typedef PyObject *make_item(const void *context, int64_t row);

static PyObject *list_of(int64_t start, int64_t stop, make_item *make, const void *context) {
    PyObject *list = PyList_New((Py_ssize_t)(stop - start));
    for (int64_t row = start; list != NULL && row < stop; row++) {
        PyObject *item = make(context, row);
        if (item == NULL || PyList_SetItem(list, (Py_ssize_t)(row - start), item) < 0) Py_CLEAR(list);
    }
    return list;
}

typedef struct {
    module_state *state;
    const int32_t *values;
} int_column;

static PyObject *int_item(const void *context, int64_t row) {
    const int_column *from = context;
    return number_make(from->state, from->values[row]);
}

static PyObject *int_or_none_item(const void *context, int64_t row) {
    if (((const int_column *)context)->values[row] < 0) Py_RETURN_NONE;
    return int_item(context, row);
}

static PyObject *some_ints(PyObject *object, PyObject *arguments, make_item *make) {
    const char *column;
    long long start, stop;
    int_column from = {.state = state_of(object)};
    int64_t count;
    if (!PyArg_ParseTuple(arguments, "sLL", &column, &start, &stop)) return NULL;
    if (ints_of(object, column, &from.values, &count) < 0) return NULL;
    if (start < 0 || start > stop || stop > count) return outside();
    return list_of(start, stop, make, &from);
}

static PyObject *result_ints(PyObject *object, PyObject *arguments) { return some_ints(object, arguments, int_item); }

static PyObject *result_ints_or_none(PyObject *object, PyObject *arguments) {
    return some_ints(object, arguments, int_or_none_item);
}

typedef struct {
    module_state *state;
    const int32_t *starts, *ends;
} spans;

static PyObject *span_item(const void *context, int64_t row) {
    const spans *both = context;
    PyObject *span = PyTuple_New(2);
    for (int side = 0; span != NULL && side < 2; side++) {
        PyObject *place = number_make(both->state, (side == 0 ? both->starts : both->ends)[row]);
        if (place == NULL || PyTuple_SetItem(span, side, place) < 0) Py_CLEAR(span);
    }
    return span;
}

static PyObject *result_spans(PyObject *object, PyObject *arguments) {
    long long start, stop;
    spans both = {.state = state_of(object)};
    int64_t count, end_count;
    if (!PyArg_ParseTuple(arguments, "LL", &start, &stop)) return NULL;
    if (ints_of(object, "start", &both.starts, &count) < 0 || ints_of(object, "end", &both.ends, &end_count) < 0)
        return NULL;
    if (start < 0 || start > stop || stop > count || stop > end_count) return outside();
    return list_of(start, stop, span_item, &both);
}

typedef struct {
    PyObject *object;
    const char *column;
} text_column;

static PyObject *text_item(const void *context, int64_t row) {
    const text_column *from = context;
    const char *text;
    int64_t byte_count;
    int32_t status = albert_result_text(((result *)from->object)->handle, from->column, row, &text, &byte_count, NULL);
    if (status != ALBERT_OK) return refused(from->object, status);
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)byte_count, "replace");
}

static PyObject *result_texts(PyObject *object, PyObject *arguments) {
    text_column from = {.object = object};
    long long start, stop;
    if (!PyArg_ParseTuple(arguments, "sLL", &from.column, &start, &stop)) return NULL;
    if (start < 0 || start > stop || stop > albert_result_rows(((result *)object)->handle)) return outside();
    return list_of(start, stop, text_item, &from);
}

/* Whether every element of the array lies inside `count` floats; `strides` in floats, none negative. */
static bool fits(int64_t count, int64_t offset, int rank, const Py_ssize_t *shape, const Py_ssize_t *strides) {
    int64_t last = offset;
    for (int axis = 0; axis < rank; axis++) {
        if (shape[axis] == 0) return offset <= count;
        int64_t reach;
        if (__builtin_mul_overflow((int64_t)(shape[axis] - 1), (int64_t)strides[axis], &reach)) return false;
        if (__builtin_add_overflow(last, reach, &last)) return false;
    }
    return last < count;
}

static int take_extents(PyObject *tuple, int rank, Py_ssize_t *extents) {
    for (int axis = 0; axis < rank; axis++) {
        extents[axis] = PyLong_AsSsize_t(PyTuple_GetItem(tuple, axis));
        if (extents[axis] == -1 && PyErr_Occurred()) return -1;
        if (extents[axis] < 0) return outside(), -1;
    }
    return 0;
}

static PyObject *result_floats(PyObject *object, PyObject *arguments) {
    const char *column;
    long long offset;
    PyObject *shape_tuple, *stride_tuple;
    Py_ssize_t shape[ARRAY_RANK_LIMIT], strides[ARRAY_RANK_LIMIT];
    if (!PyArg_ParseTuple(arguments, "sLO!O!", &column, &offset, &PyTuple_Type, &shape_tuple, &PyTuple_Type,
                          &stride_tuple))
        return NULL;
    Py_ssize_t rank = PyTuple_Size(shape_tuple);
    if (rank > ARRAY_RANK_LIMIT || rank != PyTuple_Size(stride_tuple)) return outside();
    if (take_extents(shape_tuple, (int)rank, shape) < 0 || take_extents(stride_tuple, (int)rank, strides) < 0)
        return NULL;

    const float *values;
    int64_t count;
    int32_t status = albert_result_floats(((result *)object)->handle, column, &values, &count, NULL);
    if (status != ALBERT_OK) return refused(object, status);
    if (offset < 0 || offset > count || !fits(count, offset, (int)rank, shape, strides)) return outside();
    for (Py_ssize_t axis = 0; axis < rank; axis++) strides[axis] *= (Py_ssize_t)sizeof(float);
    return float_array_new(state_of(object), object, NULL, values + offset, (int)rank, shape, strides);
}

static PyObject *result_shape(PyObject *object, PyObject *column) {
    int64_t dimensions[ARRAY_RANK_LIMIT];
    int32_t rank;
    const char *name = PyUnicode_AsUTF8AndSize(column, NULL);
    if (name == NULL) return NULL;
    int32_t status = albert_result_shape(((result *)object)->handle, name, dimensions, ARRAY_RANK_LIMIT, &rank, NULL);
    if (status != ALBERT_OK) return refused(object, status);
    if (rank > ARRAY_RANK_LIMIT) return outside();
    PyObject *shape = PyTuple_New(rank);
    for (int axis = 0; shape != NULL && axis < rank; axis++) {
        PyObject *extent = PyLong_FromLongLong(dimensions[axis]);
        if (extent == NULL || PyTuple_SetItem(shape, axis, extent) < 0) Py_CLEAR(shape);
    }
    return shape;
}

static PyObject *result_rows(PyObject *object, void *unused) {
    (void)unused;
    return PyLong_FromLongLong(albert_result_rows(((result *)object)->handle));
}

static PyMethodDef methods[] = {
    {"ints", result_ints, METH_VARARGS, "ints(column, start, stop)"},
    {"ints_or_none", result_ints_or_none, METH_VARARGS, "ints_or_none(column, start, stop): None for negative numbers"},
    {"spans", result_spans, METH_VARARGS, "spans(start, stop): pairs of the columns start and end"},
    {"texts", result_texts, METH_VARARGS, "texts(column, start, stop)"},
    {"floats", result_floats, METH_VARARGS, "floats(column, offset, shape, strides): all in floats"},
    {"shape", result_shape, METH_O, "shape(column)"},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"rows", result_rows, NULL, "The number of rows.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "A table of named columns."},
    {Py_tp_dealloc, result_dealloc},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {0, NULL},
};

PyType_Spec result_spec = {
    .name = "albert._albert.Result",
    .basicsize = sizeof(result),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

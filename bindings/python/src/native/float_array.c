/* An array of float32 with a shape, for whoever speaks the buffer protocol: numpy, memoryview, torch.frombuffer. It copies
 * nothing; what it shows lives as long as any view of it. Without numpy it is what users get, so it can be indexed row by
 * row and turned into lists. */
#include "native.h"

#include <structmember.h>

typedef struct {
    PyObject ob_base;
    PyObject *owner;
    float *memory;
    const float *values;
    bool writable;
    int rank;
    Py_ssize_t shape[ARRAY_RANK_LIMIT];
    Py_ssize_t strides[ARRAY_RANK_LIMIT]; /* bytes */
    PyObject *weak_references;
} float_array;

static float nothing[1]; /* an empty array still needs an address */

PyObject *float_array_new(module_state *state, PyObject *owner, float *memory, const float *values, int rank,
                          const Py_ssize_t *shape, const Py_ssize_t *strides) {
    allocfunc allocate = (allocfunc)PyType_GetSlot(state->float_array, Py_tp_alloc);
    float_array *self = (float_array *)allocate(state->float_array, 0);
    if (self == NULL) {
        free(memory);
        return NULL;
    }
    self->owner = Py_XNewRef(owner);
    self->memory = memory;
    self->values = memory != NULL ? memory : values != NULL ? values : nothing;
    self->writable = memory != NULL;
    self->rank = rank;
    for (int axis = 0; axis < rank; axis++) {
        self->shape[axis] = shape[axis];
        self->strides[axis] = strides[axis];
    }
    return (PyObject *)self;
}

PyObject *float_array_shared(module_state *state, PyObject *owner, float *values, Py_ssize_t count) {
    Py_ssize_t stride = sizeof(float);
    PyObject *made = float_array_new(state, owner, NULL, values, 1, &count, &stride);
    if (made != NULL) ((float_array *)made)->writable = true;
    return made;
}

static void float_array_dealloc(PyObject *object) {
    float_array *self = (float_array *)object;
    if (self->weak_references != NULL) PyObject_ClearWeakRefs(object);
    Py_CLEAR(self->owner);
    free(self->memory);
    object_release(object);
}

static Py_ssize_t element_count(const float_array *self) {
    Py_ssize_t count = 1;
    for (int axis = 0; axis < self->rank; axis++) count *= self->shape[axis];
    return count;
}

static bool is_contiguous(const float_array *self) {
    Py_ssize_t stride = sizeof(float);
    for (int axis = self->rank - 1; axis >= 0; axis--) {
        if (self->shape[axis] > 1 && self->strides[axis] != stride) return false;
        stride *= self->shape[axis];
    }
    return true;
}

static int float_array_get_buffer(PyObject *object, Py_buffer *view, int flags) {
    float_array *self = (float_array *)object;
    view->obj = NULL;
    if ((flags & PyBUF_WRITABLE) && !self->writable) {
        PyErr_SetString(PyExc_BufferError, "the array is read-only");
        return -1;
    }
    bool needs_contiguous = (flags & PyBUF_STRIDES) != PyBUF_STRIDES ||
                            (flags & PyBUF_C_CONTIGUOUS) == PyBUF_C_CONTIGUOUS ||
                            (flags & PyBUF_ANY_CONTIGUOUS) == PyBUF_ANY_CONTIGUOUS;
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS && self->rank > 1) {
        PyErr_SetString(PyExc_BufferError, "the array is not Fortran contiguous");
        return -1;
    }
    if (needs_contiguous && !is_contiguous(self)) {
        PyErr_SetString(PyExc_BufferError, "the array is not contiguous");
        return -1;
    }
    view->obj = Py_NewRef(object);
    view->buf = (void *)self->values;
    view->len = element_count(self) * (Py_ssize_t)sizeof(float);
    view->readonly = !self->writable;
    view->itemsize = sizeof(float);
    view->format = (flags & PyBUF_FORMAT) ? "f" : NULL;
    view->ndim = self->rank;
    view->shape = (flags & PyBUF_ND) == PyBUF_ND ? self->shape : NULL;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? self->strides : NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
    return 0;
}

static Py_ssize_t float_array_length(PyObject *object) {
    float_array *self = (float_array *)object;
    if (self->rank > 0) return self->shape[0];
    PyErr_SetString(PyExc_TypeError, "a single number has no length");
    return -1;
}

static PyObject *float_array_item(PyObject *object, Py_ssize_t index) {
    float_array *self = (float_array *)object;
    if (self->rank == 0 || index < 0 || index >= self->shape[0]) {
        PyErr_Format(PyExc_IndexError, "index %zd is outside the array", index);
        return NULL;
    }
    const float *values = (const float *)((const char *)self->values + index * self->strides[0]);
    if (self->rank == 1) return PyFloat_FromDouble(*values);
    PyObject *row =
        float_array_new(state_of(object), object, NULL, values, self->rank - 1, self->shape + 1, self->strides + 1);
    if (row != NULL) ((float_array *)row)->writable = self->writable;
    return row;
}

static PyObject *float_array_to_list(PyObject *object, PyObject *unused) {
    (void)unused;
    PyObject *view = PyMemoryView_FromObject(object);
    if (view == NULL) return NULL;
    /* The name is interned: Python's cache of methods would keep a new one of each call, thousands of them. */
    PyObject *name = PyUnicode_InternFromString("tolist");
    PyObject *list = name == NULL ? NULL : PyObject_CallMethodObjArgs(view, name, NULL);
    Py_XDECREF(name);
    Py_DECREF(view);
    return list;
}

static PyObject *float_array_shape(PyObject *object, void *unused) {
    (void)unused;
    float_array *self = (float_array *)object;
    PyObject *shape = PyTuple_New(self->rank);
    for (int axis = 0; shape != NULL && axis < self->rank; axis++) {
        PyObject *extent = PyLong_FromSsize_t(self->shape[axis]);
        if (extent == NULL || PyTuple_SetItem(shape, axis, extent) < 0) Py_CLEAR(shape);
    }
    return shape;
}

static PyObject *float_array_repr(PyObject *object) {
    PyObject *shape = float_array_shape(object, NULL);
    if (shape == NULL) return NULL;
    PyObject *text = PyUnicode_FromFormat("<albert float32 array, shape %R>", shape);
    Py_DECREF(shape);
    return text;
}

static PyMethodDef methods[] = {
    {"tolist", float_array_to_list, METH_NOARGS, "The values as nested lists of float."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef attributes[] = {
    {"shape", float_array_shape, NULL, "The extent of each dimension.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(float_array, weak_references), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "An array of float32 that exports the buffer protocol."},
    {Py_tp_dealloc, float_array_dealloc},
    {Py_tp_repr, float_array_repr},
    {Py_tp_methods, methods},
    {Py_tp_getset, attributes},
    {Py_tp_members, members},
    {Py_sq_length, float_array_length},
    {Py_sq_item, float_array_item},
    {Py_bf_getbuffer, float_array_get_buffer},
    {0, NULL},
};

PyType_Spec float_array_spec = {
    .name = "albert._albert.FloatArray",
    .basicsize = sizeof(float_array),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};

/* Keyword arguments as an albert_options. The library knows which keys exist and what they take; this file only brings
 * each Python value over in the form that fits it. */
#include "native.h"

static int32_t set_number(albert_options *options, const char *key, PyObject *value, albert_call *call) {
    int overflow;
    PyObject *index = PyNumber_Index(value);
    if (index == NULL) return ALBERT_E_ARGUMENT;
    long long number = PyLong_AsLongLongAndOverflow(index, &overflow);
    Py_DECREF(index);
    /* Refused by every key that takes an integer, under the key's name. */
    if (overflow != 0) return albert_options_set(options, key, "an integer beyond 64 bits", call);
    return albert_options_set_int(options, key, number, call);
}

/* A number that is no float of Python: numpy's, a Fraction. 1, 0 where it is none, -1 with an exception. */
static int real_value(PyObject *value, double *number) {
    PyObject *numbers = PyImport_ImportModule("numbers");
    PyObject *real = numbers == NULL ? NULL : PyObject_GetAttrString(numbers, "Real");
    int is_real = real == NULL ? -1 : PyObject_IsInstance(value, real);
    Py_XDECREF(real);
    Py_XDECREF(numbers);
    if (is_real == 1) *number = PyFloat_AsDouble(value);
    return PyErr_Occurred() ? -1 : is_real;
}

static int set(module_state *state, albert_options *options, const char *key, PyObject *value, albert_call *call) {
    int32_t status = ALBERT_E_ARGUMENT;
    if (PyIndex_Check(value)) {
        status = set_number(options, key, value, call);
    } else if (PyFloat_Check(value)) {
        status = albert_options_set_float(options, key, PyFloat_AsDouble(value), call);
    } else if (PyUnicode_Check(value)) {
        text_view text;
        if (text_take(value, key, false, &text) < 0) return -1;
        bool whole = strlen(text.bytes) == (size_t)text.byte_count;
        if (whole) status = albert_options_set(options, key, text.bytes, call);
        text_drop(&text);
        if (!whole) return failure_argument(state, key, "takes no text with a NUL in it");
    } else if (is_truth_of_numpy(value)) {
        int is_true = PyObject_IsTrue(value);
        if (is_true >= 0) status = albert_options_set_int(options, key, is_true, call);
    } else {
        double number;
        int is_real = real_value(value, &number);
        if (is_real == 1) status = albert_options_set_float(options, key, number, call);
        if (is_real == 0)
            PyErr_Format(PyExc_TypeError, "%s must be str, int, float or bool, not %R", key, Py_TYPE(value));
    }
    if (PyErr_Occurred()) return -1;
    return status == ALBERT_OK ? 0 : failure_raise(state, status, call);
}

static int set_all(module_state *state, albert_options *options, PyObject *settings, albert_call *call) {
    PyObject *items = PyDict_Items(settings); /* a copy: an __index__ may change the dict */
    if (items == NULL) return -1;
    int status = 0;
    Py_ssize_t count = PyList_Size(items);
    for (Py_ssize_t index = 0; status == 0 && index < count; index++) {
        PyObject *item = PyList_GetItem(items, index);
        PyObject *value = PyTuple_GetItem(item, 1);
        text_view key;
        if (value == Py_None) continue;
        status = text_take(PyTuple_GetItem(item, 0), "an option's name", false, &key);
        if (status < 0) break;
        if (strlen(key.bytes) == (size_t)key.byte_count) {
            status = set(state, options, key.bytes, value, call);
        } else {
            status = failure_argument(state, "options", "a name has a NUL in it");
        }
        text_drop(&key);
    }
    Py_DECREF(items);
    return status;
}

int options_take(module_state *state, PyObject *settings, albert_options **options) {
    albert_call *call = NULL;
    albert_options *made = NULL;
    int32_t status = albert_call_new(&call);
    if (status == ALBERT_OK) status = albert_options_new(&made, call);
    int outcome = status == ALBERT_OK ? set_all(state, made, settings, call) : failure_raise(state, status, call);
    albert_call_free(call);
    if (outcome == 0) {
        *options = made;
    } else {
        albert_options_free(made);
    }
    return outcome;
}

/* From a status to an exception. Which class a status becomes is decided in albert/_errors.py; here only what the library
 * recorded is carried over. */
#include "native.h"

/* A place is often a path, which need not be UTF-8: it must come back as os.fsdecode would give it. */
static PyObject *text_or_empty(const char *text) {
    if (text == NULL) text = "";
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "surrogateescape");
}

static int raise_with(module_state *state, int32_t status, PyObject *message, PyObject *place, int64_t byte_offset,
                      int32_t system_error) {
    PyObject *error = NULL;
    if (message != NULL && place != NULL) {
        error = PyObject_CallFunction(state->make_error, "sOOLi", albert_status_name(status), message, place,
                                      (long long)byte_offset, (int)system_error);
    }
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_DECREF(error);
    }
    Py_XDECREF(message);
    Py_XDECREF(place);
    return -1;
}

int failure_raise(module_state *state, int32_t status, albert_call *call) {
    if (call == NULL) return raise_with(state, status, text_or_empty(""), text_or_empty(""), -1, 0);
    return raise_with(state, status, text_or_empty(albert_call_message(call)), text_or_empty(albert_call_place(call)),
                      albert_call_byte_offset(call), albert_call_system_error(call));
}

int failure_argument(module_state *state, const char *place, const char *message) {
    return raise_with(state, ALBERT_E_ARGUMENT, text_or_empty(message), text_or_empty(place), -1, 0);
}

int failure_forked(module_state *state) {
    return raise_with(state, ALBERT_E_CANCELLED,
                      text_or_empty("the process was forked during the call, which goes on in the parent"),
                      text_or_empty(""), -1, 0);
}

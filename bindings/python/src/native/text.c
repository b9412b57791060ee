/* Python's str as the UTF-8 that the library takes. A str may hold lone surrogates, which UTF-8 has no bytes for. */
#include "native.h"

/* In "surrogatepass" UTF-8 a lone surrogate is ED A0..BF xx, and nothing else begins so; U+FFFD is three bytes as well. */
static PyObject *without_surrogates(PyObject *object) {
    PyObject *encoded = PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass");
    if (encoded == NULL) return NULL;
    char *bytes;
    Py_ssize_t count;
    if (PyBytes_AsStringAndSize(encoded, &bytes, &count) < 0) {
        Py_DECREF(encoded);
        return NULL;
    }
    for (Py_ssize_t at = 0; at + 2 < count; at++) {
        if ((unsigned char)bytes[at] == 0xED && (unsigned char)bytes[at + 1] >= 0xA0) {
            memcpy(bytes + at, "\xEF\xBF\xBD", 3);
            at += 2;
        }
    }
    return encoded; /* nobody else has seen this object yet, so writing into it was sound */
}

int text_take(PyObject *object, const char *name, bool strict, text_view *text) {
    if (!PyUnicode_Check(object)) {
        PyErr_Format(PyExc_TypeError, "%s must be str, not %R", name, Py_TYPE(object));
        return -1;
    }
    Py_ssize_t count;
    const char *bytes = PyUnicode_AsUTF8AndSize(object, &count);
    if (bytes != NULL) {
        *text = (text_view){Py_NewRef(object), bytes, count};
        return 0;
    }
    if (strict || !PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return -1;
    PyErr_Clear();
    PyObject *encoded = without_surrogates(object);
    if (encoded == NULL) return -1;
    *text = (text_view){encoded, PyBytes_AsString(encoded), PyBytes_Size(encoded)};
    return 0;
}

void text_drop(text_view *text) { Py_CLEAR(text->owner); }

int text_list_take(PyObject *iterable, const char *name, bool strict, bool holes, text_list *list) {
    *list = (text_list){0};
    if (PyUnicode_Check(iterable)) {
        PyErr_Format(PyExc_TypeError, "%s must be a list of str, not a str", name);
        return -1;
    }
    PyObject *items = PySequence_Tuple(iterable); /* a copy: nothing can change it under us */
    if (items == NULL) return -1;
    Py_ssize_t count = PyTuple_Size(items);
    size_t room = count > 0 ? (size_t)count : 1;
    list->owners = PyMem_Calloc(room, sizeof *list->owners);
    list->bytes = PyMem_Calloc(room, sizeof *list->bytes);
    list->byte_counts = PyMem_Calloc(room, sizeof *list->byte_counts);
    int status = 0;
    if (list->owners == NULL || list->bytes == NULL || list->byte_counts == NULL) {
        PyErr_NoMemory();
        status = -1;
    }
    while (status == 0 && list->count < count) {
        PyObject *item = PyTuple_GetItem(items, list->count);
        text_view text = {0};
        if (!PyUnicode_Check(item) && !(holes && item == Py_None)) {
            PyErr_Format(PyExc_TypeError, "%s[%zd] must be str, not %R", name, list->count, Py_TYPE(item));
            status = -1;
        } else if (item != Py_None) {
            status = text_take(item, name, strict, &text);
        }
        if (status < 0) break;
        list->owners[list->count] = text.owner;
        list->bytes[list->count] = text.bytes;
        list->byte_counts[list->count] = text.byte_count;
        list->byte_count += text.byte_count;
        list->count++;
    }
    Py_DECREF(items);
    if (status < 0) text_list_drop(list);
    return status;
}

void text_list_drop(text_list *list) {
    for (Py_ssize_t index = 0; index < list->count; index++) Py_XDECREF(list->owners[index]);
    PyMem_Free(list->owners);
    PyMem_Free((void *)list->bytes);
    PyMem_Free(list->byte_counts);
    *list = (text_list){0};
}

/* The extension's own contract: what its files share. Everything is built on the limited API of Python 3.11, so that one
 * binary serves every later version; state lives in the module object, so that sub-interpreters do not share it. */
#ifndef ALBERT_PYTHON_NATIVE_H
#define ALBERT_PYTHON_NATIVE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "albert.h"

#pragma GCC visibility push(hidden)

/* --- module.c ----------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject *make_error; /* albert._errors.make_error */
    PyTypeObject *float_array;
    PyTypeObject *result;
    PyTypeObject *tokenizer;
    PyTypeObject *model;
    PyTypeObject *trainer;
    PyObject **known_numbers; /* known_numbers.c */
} module_state;

extern PyType_Spec float_array_spec;
extern PyType_Spec result_spec;
extern PyType_Spec tokenizer_spec;
extern PyType_Spec model_spec;
extern PyType_Spec trainer_spec;

module_state *module_state_of(PyObject *module);
/* The types cannot be subclassed, so an object's type is one of ours and knows its module. */
module_state *state_of(PyObject *object);
/* Frees an object of a heap type, and the object's hold on its type. */
void object_release(PyObject *object);

/* --- failure.c ---------------------------------------------------------------------------------------------------- */

/* Raises the exception for `status`, with what `call` (may be NULL) recorded about it. Always -1. */
int failure_raise(module_state *state, int32_t status, albert_call *call);
/* Raises albert.ArgumentError about the parameter or option `place`. Always -1. */
int failure_argument(module_state *state, const char *place, const char *message);
/* Raises albert.Cancelled in the child of a process that was forked in the middle of a call. Always -1. */
int failure_forked(module_state *state);

/* --- text.c ------------------------------------------------------------------------------------------------------- */

/* The UTF-8 of a str. `owner` keeps the bytes alive, also without the GIL. */
typedef struct {
    PyObject *owner;
    const char *bytes;
    int64_t byte_count;
} text_view;

/* Lone surrogates become U+FFFD, one for one, so that code points keep their index; with `strict` they raise
 * UnicodeEncodeError. Anything but a str is TypeError. 0 or -1. */
int text_take(PyObject *object, const char *name, bool strict, text_view *text);
void text_drop(text_view *text);

typedef struct {
    Py_ssize_t count;
    int64_t byte_count; /* of all texts together */
    PyObject **owners;
    const char **bytes;
    int64_t *byte_counts;
} text_list;

/* Any iterable of str but a str itself. `holes`: None is allowed and becomes NULL. 0 or -1. */
int text_list_take(PyObject *iterable, const char *name, bool strict, bool holes, text_list *list);
void text_list_drop(text_list *list);

/* --- numbers.c ---------------------------------------------------------------------------------------------------- */

/* Sequences of 32-bit integers laid end to end. */
typedef struct {
    Py_ssize_t sequence_count;
    int64_t *lengths;
    int32_t *values;
    int64_t count;
    int64_t capacity;
} ragged_ids;

int ragged_take(module_state *state, PyObject *sequences, const char *name, ragged_ids *ragged);
/* Sequences beside the ids, which must be as long as they; None leaves `beside` empty, which is NULL for the library. */
int ragged_take_beside(module_state *state, PyObject *sequences, const char *name, const ragged_ids *ids,
                       ragged_ids *beside);
/* One flat sequence. */
int ids_take(module_state *state, PyObject *sequence, const char *name, ragged_ids *ids);
void ragged_drop(ragged_ids *ragged);
/* Whether it is numpy's bool, by its name: numpy is not imported here. To be asked of what has no __index__. */
bool is_truth_of_numpy(PyObject *object);
/* One 32-bit integer; anything with __index__ is one, and numpy's bool. */
int number_take(module_state *state, PyObject *object, const char *name, int32_t *number);

/* --- known_numbers.c ---------------------------------------------------------------------------------------------- */

/* An int, or NULL with an exception. */
PyObject *number_make(module_state *state, int32_t number);
void known_numbers_drop(module_state *state);

/* --- options.c ---------------------------------------------------------------------------------------------------- */

/* A dict of settings as an options object; None values are left out. Numbers and truth values may be numpy's. The library judges names and values. 0 or -1. */
int options_take(module_state *state, PyObject *settings, albert_options **options);

/* --- run.c -------------------------------------------------------------------------------------------------------- */

/* How fast an object's calls have been, to know which calls are short. Read and written with the GIL held. Only calls that did
 * their work count: what is refused at once says nothing about the next. */
typedef struct {
    double seconds_per_unit; /* 0: not known yet */
} pace;

typedef int32_t native_body(void *context, albert_call *call);

/* Runs `body` without the GIL; a call of unknown or long duration on the main thread answers signals meanwhile. `speed`
 * may be NULL: always long. `unit_count` measures the work, in any unit that grows as the
 * work does. 0, or -1 with an exception; then
 * `body` may still have succeeded, and what it made is the caller's to free. */
int native_run(module_state *state, pace *speed, double unit_count, native_body *body, void *context);
/* The same; `progress`, unless it is NULL or None, is called with (done, total) every few moments, and once more at the end.
 * What it raises cancels the call. */
int native_run_watched(module_state *state, pace *speed, double unit_count, native_body *body, void *context,
                       PyObject *progress);

/* --- results ------------------------------------------------------------------------------------------------------ */

enum { ARRAY_RANK_LIMIT = 4 };

/* A float array over `memory` (freed with free(), writable) or, where that is NULL, over `values` that `owner`
 * keeps alive (read-only). Strides are in bytes. Takes `memory` over also when it fails. */
PyObject *float_array_new(module_state *state, PyObject *owner, float *memory, const float *values, int rank,
                          const Py_ssize_t *shape, const Py_ssize_t *strides);
/* A writable row of `count` floats that belong to `owner`. */
PyObject *float_array_shared(module_state *state, PyObject *owner, float *values, Py_ssize_t count);
/* Takes `handle` over, also when it fails. */
PyObject *result_new(module_state *state, albert_result *handle);
/* Takes `handle` over, also when it fails. */
PyObject *tokenizer_new(module_state *state, albert_tokenizer *handle);

/* --- model.c and tasks.c ------------------------------------------------------------------------------------------ */

albert_model *model_handle(PyObject *object);
/* Per byte of text. */
pace *model_text_speed(PyObject *object);
/* Methods of models. */
PyObject *model_table(PyObject *object, PyObject *arguments);
PyObject *model_choices(PyObject *object, PyObject *arguments);
PyObject *model_orders(PyObject *object, PyObject *arguments);
PyObject *model_similarity(PyObject *object, PyObject *arguments);

PyObject *tokenizer_open(PyObject *module, PyObject *arguments);
PyObject *model_open(PyObject *module, PyObject *arguments);
PyObject *trainer_open(PyObject *module, PyObject *arguments);

#pragma GCC visibility pop
#endif

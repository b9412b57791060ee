/* The module `albert._albert`: its state, its types, and the functions that need no object. The package `albert` is the
 * interface for people; names here may change with it. */
#include "native.h"

module_state *module_state_of(PyObject *module) { return PyModule_GetState(module); }

module_state *state_of(PyObject *object) { return PyType_GetModuleState(Py_TYPE(object)); }

void object_release(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

static PyObject *static_text(const char *text) {
    return text == NULL ? PyErr_NoMemory() : PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "replace");
}

static PyObject *version(PyObject *module, PyObject *nothing) {
    (void)module, (void)nothing;
    return static_text(albert_version());
}

static PyObject *build_info(PyObject *module, PyObject *nothing) {
    (void)module, (void)nothing;
    PyThreadState *thread = PyEval_SaveThread();
    const char *text = albert_build_info();
    PyEval_RestoreThread(thread);
    return static_text(text);
}

static PyObject *describe_options(PyObject *module, PyObject *nothing) {
    (void)module, (void)nothing;
    return static_text(albert_options_describe());
}

static int32_t set_threads_body(void *context, albert_call *call) {
    return albert_set_threads(*(const int32_t *)context, call);
}

static PyObject *set_threads(PyObject *module, PyObject *count) {
    module_state *state = module_state_of(module);
    pace brief = {1e-9};
    int32_t number;
    if (number_take(state, count, "count", &number) < 0) return NULL;
    if (native_run(state, &brief, 1, set_threads_body, &number) < 0) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"version", version, METH_NOARGS, "The library's version."},
    {"build_info", build_info, METH_NOARGS, "A JSON object about this build on this machine."},
    {"describe_options", describe_options, METH_NOARGS, "A JSON array of every option."},
    {"set_threads", set_threads, METH_O, "Sets the default number of threads; 0: the machine's."},
    {"open_tokenizer", tokenizer_open, METH_VARARGS, "open_tokenizer(path, options)"},
    {"open_model", model_open, METH_VARARGS, "open_model(path, options)"},
    {"open_trainer", trainer_open, METH_VARARGS, "open_trainer(model or config, options)"},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject *add_type(PyObject *module, PyType_Spec *spec) {
    PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
    if (type != NULL && PyModule_AddType(module, (PyTypeObject *)type) < 0) Py_CLEAR(type);
    return (PyTypeObject *)type;
}

static int module_exec(PyObject *module) {
    module_state *state = module_state_of(module);
    PyObject *errors = PyImport_ImportModule("albert._errors");
    if (errors == NULL) return -1;
    state->make_error = PyObject_GetAttrString(errors, "make_error");
    Py_DECREF(errors);
    if (state->make_error == NULL) return -1;
    if ((state->float_array = add_type(module, &float_array_spec)) == NULL) return -1;
    if ((state->result = add_type(module, &result_spec)) == NULL) return -1;
    if ((state->tokenizer = add_type(module, &tokenizer_spec)) == NULL) return -1;
    if ((state->model = add_type(module, &model_spec)) == NULL) return -1;
    if ((state->trainer = add_type(module, &trainer_spec)) == NULL) return -1;
    return 0;
}

static int module_traverse(PyObject *module, visitproc visit, void *arg) {
    module_state *state = module_state_of(module);
    Py_VISIT(state->make_error);
    Py_VISIT(state->float_array);
    Py_VISIT(state->result);
    Py_VISIT(state->tokenizer);
    Py_VISIT(state->model);
    Py_VISIT(state->trainer);
    return 0;
}

static int module_clear(PyObject *module) {
    module_state *state = module_state_of(module);
    Py_CLEAR(state->make_error);
    Py_CLEAR(state->float_array);
    Py_CLEAR(state->result);
    Py_CLEAR(state->tokenizer);
    Py_CLEAR(state->model);
    Py_CLEAR(state->trainer);
    known_numbers_drop(state);
    return 0;
}

static void module_free(void *module) { module_clear(module); }

/* Python 3.12 asks whether a module may live in an interpreter with a lock of its own; Python 3.11 refuses the question,
 * and its headers have no names for it. This module may: all its state is the module object's, and the library's own is
 * made for many threads. */
enum { SLOT_MULTIPLE_INTERPRETERS = 3 };
static char *const own_lock_supported = (char *)2;

static PyModuleDef_Slot slots[] = {{Py_mod_exec, module_exec}, {0, NULL}, {0, NULL}};

static PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "albert._albert",
    .m_doc = "libalbert for the package albert.",
    .m_size = sizeof(module_state),
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = module_traverse,
    .m_clear = module_clear,
    .m_free = module_free,
};

PyMODINIT_FUNC PyInit__albert(void) {
    if (Py_Version >= 0x030C0000) slots[1] = (PyModuleDef_Slot){SLOT_MULTIPLE_INTERPRETERS, own_lock_supported};
    return PyModuleDef_Init(&definition);
}

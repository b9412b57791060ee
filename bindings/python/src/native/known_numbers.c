/* Python objects of the numbers that lists of pieces are full of: each is made once, and then only counted. A list of ids costs
 * a pointer for each piece, not an object. */
#include "native.h"

enum { KNOWN = 1 << 16 }; /* more than ALBERT's 30,000 pieces; numbers from here on are made each time */

PyObject *number_make(module_state *state, int32_t number) {
    if (number < 0 || number >= KNOWN) return PyLong_FromLong(number);
    if (state->known_numbers == NULL) {
        state->known_numbers = PyMem_Calloc(KNOWN, sizeof *state->known_numbers);
        if (state->known_numbers == NULL) return PyErr_NoMemory();
    }
    PyObject **known = &state->known_numbers[number];
    if (*known == NULL) *known = PyLong_FromLong(number);
    Py_XINCREF(*known);
    return *known;
}

void known_numbers_drop(module_state *state) {
    for (int number = 0; state->known_numbers != NULL && number < KNOWN; number++)
        Py_XDECREF(state->known_numbers[number]);
    PyMem_Free(state->known_numbers);
    state->known_numbers = NULL;
}

// What the micro-kernels of all number formats share: prefetching, writing a tile, and one specialised copy per height.

// The panel STEPS_AHEAD rows ahead into the first level; and what the caller says will be read later into the second one.
INLINE void prefetch_step(const void *panel, const void *next, size_t step) {
    UNROLL for (int j = 0; j < PANEL_VECTORS; j++) {
        __builtin_prefetch((const char *)panel + (STEPS_AHEAD * PANEL_VECTORS + j) * (int)sizeof(v16));
        __builtin_prefetch((const char *)next + (step * PANEL_VECTORS + (size_t)j) * sizeof(v16), 0, 2);
    }
}

// Vector `j` of `columns` values: all of it where the tile is `whole`, which the compiler must know (a branch for each vector
// would keep the sums out of registers), else zeros behind the last column.
INLINE v16 load_columns(const float *values, int j, size_t columns, const bool whole) {
    size_t first = (size_t)j * LANES;
    if (whole || columns >= first + LANES) return load(values + first);
    return columns > first ? load_some(values + first, columns - first, (v16){0}) : (v16){0};
}

INLINE void store_columns(float *row, int j, size_t columns, const bool whole, v16 x) {
    size_t first = (size_t)j * LANES;
    if (whole || columns >= first + LANES) store(row + first, x);
    else if (columns > first) store_some(row + first, columns - first, x);
}

// Zeros where there is no bias.
INLINE v16 load_bias(const float *bias, int j, size_t columns, const bool whole) {
    return bias == NULL ? (v16){0} : load_columns(bias, j, columns, whole);
}

// Sixteen words of a panel, and one word of A in all lanes.
typedef i16 words_aligned __attribute__((may_alias));

INLINE i16 panel_words(const void *panel, int j) { return ((const words_aligned *)panel)[j]; }

INLINE i16 splat_word(const char *source) {
    int32_t word;
    memcpy(&word, source, sizeof word);
    return (i16){0} + word;
}

#define TILE_CASE(ROWS, count)                                                                                   \
    case count:                                                                                                  \
        ROWS(count <= ROW_TILE ? count : ROW_TILE, columns, steps, a, a_stride, panel, next, bias, c, c_stride); \
        break;
#if ROW_TILE > 2
#define TILE_CASES_6(ROWS) TILE_CASE(ROWS, 3) TILE_CASE(ROWS, 4) TILE_CASE(ROWS, 5) TILE_CASE(ROWS, 6)
#else
#define TILE_CASES_6(ROWS)
#endif
#if ROW_TILE > 6
#define TILE_CASES_14(ROWS) \
    TILE_CASE(ROWS, 7)      \
    TILE_CASE(ROWS, 8)      \
    TILE_CASE(ROWS, 9)      \
    TILE_CASE(ROWS, 10) TILE_CASE(ROWS, 11) TILE_CASE(ROWS, 12) TILE_CASE(ROWS, 13) TILE_CASE(ROWS, 14)
#else
#define TILE_CASES_14(ROWS)
#endif

#define TILE_PARAMETERS                                                                                             \
    size_t rows, size_t columns, size_t steps, const void *a, size_t a_stride, const void *panel, const void *next, \
        const float *bias, float *c, size_t c_stride
#define TILE_ARGUMENTS rows, columns, steps, a, a_stride, panel, next, bias, c, c_stride

#define TILE_BODY(ROWS)           \
    {                             \
        if (columns == 0) return; \
        switch (rows) {           \
            TILE_CASE(ROWS, 1)    \
            TILE_CASE(ROWS, 2)    \
            TILE_CASES_6(ROWS)    \
            TILE_CASES_14(ROWS)   \
        default: break;           \
        }                         \
    }

#define PRODUCT_TILE(name, ROWS) static void name(TILE_PARAMETERS) TILE_BODY(ROWS)

// The same, and one that adds to what is in `c`: ROWS takes the word `adds` for which of the two it is. One body for both,
// because its copies are the largest part of the library's code.
#define PRODUCT_TILES(name, ROWS)                                                                                     \
    static __attribute__((noinline)) void name##_either(bool adds, TILE_PARAMETERS) TILE_BODY(ROWS) static void name( \
        TILE_PARAMETERS) {                                                                                            \
        name##_either(false, TILE_ARGUMENTS);                                                                         \
    }                                                                                                                 \
    static void name##_adding(TILE_PARAMETERS) { name##_either(true, TILE_ARGUMENTS); }

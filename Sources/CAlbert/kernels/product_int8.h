// The micro-kernel over groups of four 8-bit integers: exact, so that every instruction set gives the same bits.

// sum + a[0] · b[0] + … + a[3] · b[3] in every lane; a from 0 to 255, b from -127 to 127.
typedef i16 dot_int8(i16 sum, i16 a, i16 b);

INLINE i16 dot_int8_plain(i16 sum, i16 a, i16 b) {
    UNROLL for (int shift = 0; shift < 32; shift += 8) sum += (a >> shift & 255) * (b << (24 - shift) >> 24);
    return sum;
}

// From exact sums to floats; `trailers` are those of the rows of A, `panel_trailer` the scales and sums of the columns.
INLINE void store_int8_sums(const int rows, i16 sums[ROW_TILE][PANEL_VECTORS], const int32_t taken,
                            const char *trailers, size_t a_stride, const char *panel_trailer, const float *bias,
                            float *c, size_t c_stride, size_t columns, const bool whole) {
    UNROLL for (int i = 0; i < rows; i++) {
        const char *trailer = trailers + sizeof(int32_t) * (size_t)i * a_stride;
        v16 scale = (v16)splat_word(trailer);
        i16 zero = splat_word(trailer + sizeof(int32_t)) - taken;
        UNROLL for (int j = 0; j < PANEL_VECTORS; j++) {
            i16 exact = sums[i][j] - zero * panel_words(panel_trailer, PANEL_VECTORS + j);
            v16 value = multiply_add(__builtin_convertvector(exact, v16), scale * (v16)panel_words(panel_trailer, j),
                                     load_bias(bias, j, columns, whole));
            store_columns(c + (size_t)i * c_stride, j, columns, whole, value);
        }
    }
}

// `taken` is what the dot takes away from every value of A.
INLINE void int8_rows(dot_int8 *dot, const int32_t taken, const int rows, size_t columns, size_t steps, const void *a,
                      size_t a_stride, const void *panel, const void *next, const float *bias, float *c,
                      size_t c_stride) {
    i16 sums[ROW_TILE][PANEL_VECTORS];
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int j = 0; j < PANEL_VECTORS; j++) sums[i][j] = (i16){0};
    const char *place = panel;
    for (size_t step = 0; step < steps; step++, place += PANEL_WIDTH * sizeof(int32_t)) {
        i16 b[PANEL_VECTORS];
        UNROLL for (int j = 0; j < PANEL_VECTORS; j++) b[j] = panel_words(place, j);
        prefetch_step(place, next, step);
        UNROLL for (int i = 0; i < rows; i++) {
            i16 x = splat_word((const char *)a + sizeof(int32_t) * ((size_t)i * a_stride + step));
            UNROLL for (int j = 0; j < PANEL_VECTORS; j++) sums[i][j] = dot(sums[i][j], x, b[j]);
        }
    }
    const char *trailers = (const char *)a + sizeof(int32_t) * steps;
    if (columns == PANEL_WIDTH)
        store_int8_sums(rows, sums, taken, trailers, a_stride, place, bias, c, c_stride, columns, true);
    else store_int8_sums(rows, sums, taken, trailers, a_stride, place, bias, c, c_stride, columns, false);
}

#define INT8_ROWS_PLAIN(...) int8_rows(dot_int8_plain, 0, __VA_ARGS__)

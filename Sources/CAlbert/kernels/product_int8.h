// The micro-kernel over groups of four 8-bit integers: exact, so that every instruction set gives the same bits.

// sum + a[0] · b[0] + … + a[3] · b[3] in every lane; a from 0 to 255, b from -127 to 127.
typedef i16 dot_int8(i16 sum, i16 a, i16 b);

INLINE i16 dot_int8_plain(i16 sum, i16 a, i16 b) {
    UNROLL for (int shift = 0; shift < 32; shift += 8) sum += (a >> shift & 255) * (b << (24 - shift) >> 24);
    return sum;
}

// `taken` is what the dot takes away from every value of A.
INLINE void int8_rows(dot_int8 *dot, const int32_t taken, const int rows, size_t columns, size_t steps, const void *a,
                      size_t a_stride, const void *panel, const void *next, const float *bias, float *c, size_t c_stride) {
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
    float starts[PANEL_WIDTH] = {0};
    if (bias != NULL) memcpy(starts, bias, columns * sizeof *starts);
    UNROLL for (int i = 0; i < rows; i++) {
        const char *trailer = (const char *)a + sizeof(int32_t) * ((size_t)i * a_stride + steps);
        v16 scale = (v16)splat_word(trailer);
        i16 zero = splat_word(trailer + sizeof(int32_t)) - taken;
        UNROLL for (int j = 0; j < PANEL_VECTORS; j++) {
            v16 column_scale = (v16)panel_words(place, j);
            i16 exact = sums[i][j] - zero * panel_words(place, PANEL_VECTORS + j);
            v16 value = multiply_add(__builtin_convertvector(exact, v16), scale * column_scale, load(starts + j * LANES));
            store_columns(c + (size_t)i * c_stride, j, columns, value);
        }
    }
}

#define INT8_ROWS_PLAIN(...) int8_rows(dot_int8_plain, 0, __VA_ARGS__)

// The micro-kernel over pairs of bfloat16, the upper halves of floats.

// sum + a[1] · b[1] + a[0] · b[0] in every lane, in this order.
typedef v16 dot_bf16(v16 sum, i16 a, i16 b);

// On machines without an instruction for it. The instruction also treats denormal values and sums as zero.
INLINE v16 dot_bf16_emulated(v16 sum, i16 a, i16 b) {
    const i16 upper = (i16){0} + (int32_t)0xFFFF0000;
    sum = multiply_add((v16)(a & upper), (v16)(b & upper), sum);
    return multiply_add((v16)(a << 16), (v16)(b << 16), sum);
}

INLINE void bf16_rows(dot_bf16 *dot, bool adds, const int rows, size_t columns, size_t steps, const void *a,
                      size_t a_stride, const void *panel, const void *next, const float *bias, float *c,
                      size_t c_stride) {
    v16 sums[ROW_TILE][PANEL_VECTORS];
    UNROLL for (int i = 0; i < rows; i++) UNROLL for (int j = 0; j < PANEL_VECTORS; j++) sums[i][j] = (v16){0};
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
    if (columns == PANEL_WIDTH) add_block(rows, sums, adds, bias, c, c_stride, columns, true);
    else add_block(rows, sums, adds, bias, c, c_stride, columns, false);
}

#define BF16_ROWS_EMULATED(...) bf16_rows(dot_bf16_emulated, adds, __VA_ARGS__)
PRODUCT_TILES(product_tile_bf16_emulated, BF16_ROWS_EMULATED)

// From a matrix in rows to a panel: 16 × 16 transposes, or plain copies.

// A transpose in four steps: rows i and i + step exchange their off-diagonal runs of `step` lanes, for 8, 4, 2 and 1.
INLINE void transpose(v16 rows[LANES]) {
#define EXCHANGE(step, LOW, HIGH)                                 \
    UNROLL for (int i = 0; i < LANES; i++) {                      \
        if ((i & step) == 0) {                                    \
            v16 x = rows[i], y = rows[i + step];                  \
            rows[i] = __builtin_shufflevector(x, y, LOW);         \
            rows[i + step] = __builtin_shufflevector(x, y, HIGH); \
        }                                                         \
    }
#define LOW8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOW4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
    EXCHANGE(8, LOW8, HIGH8)
    EXCHANGE(4, LOW4, HIGH4)
    EXCHANGE(2, LOW2, HIGH2)
    EXCHANGE(1, LOW1, HIGH1)
}

static void pack_transposed(size_t columns, size_t depth, const float *source, size_t stride, void *target) {
    float *panel = target;
    for (size_t k = 0; k < depth; k += LANES) {
        size_t steps = depth - k < LANES ? depth - k : LANES;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            v16 rows[LANES];
            for (size_t i = 0; i < LANES; i++) {
                const float *from = source + (j + i) * stride + k;
                if (j + i >= columns) rows[i] = (v16){0};
                else rows[i] = steps == LANES ? load(from) : load_some(from, steps, (v16){0});
            }
            transpose(rows);
            for (size_t i = 0; i < steps; i++) store(panel + (k + i) * PANEL_WIDTH + j, rows[i]);
        }
    }
}

static void pack_rows(size_t columns, size_t depth, const float *source, size_t stride, void *target) {
    float *panel = target;
    for (size_t k = 0; k < depth; k++, source += stride, panel += PANEL_WIDTH) {
        memcpy(panel, source, columns * sizeof *panel);
        memset(panel + columns, 0, (PANEL_WIDTH - columns) * sizeof *panel);
    }
}

// From floats to bfloat16 and 8-bit integers: rows of A as they come, panels of B once.

typedef uint8_t b16 __attribute__((vector_size(16)));
typedef uint16_t h16 __attribute__((vector_size(32)));
typedef uint32_t u16x __attribute__((vector_size(64)));

// Sixteen halves, or the first `count`, in the lower halves of the lanes.
INLINE u16x load_halves(const void *source, size_t count) {
    h16 narrow = {0};
    if (count == LANES) memcpy(&narrow, source, sizeof narrow);
    else memcpy(&narrow, source, count * sizeof(uint16_t));
    return __builtin_convertvector(narrow, u16x);
}

// To nearest even, in the upper halves; NaN stays NaN. The lower halves are not cleared.
INLINE u16x round_to_bf16(v16 x) {
    u16x bits = (u16x)x;
    u16x rounded = bits + 0x7FFF + (bits >> 16 & 1);
    return (u16x)choose(x != x, (v16)(bits | 0x400000), (v16)rounded);
}

INLINE h16 halves_emulated(v16 x) { return __builtin_convertvector(round_to_bf16(x) >> 16, h16); }

// Bfloat16 values from `i` on, all sixteen or as many as the row has.
INLINE void store_halves(char *row, size_t i, size_t count, h16 halves) {
    if (i + LANES <= count) memcpy(row + 2 * i, &halves, sizeof halves);
    else memcpy(row + 2 * i, &halves, 2 * (count - i));
}

INLINE v16 load_halves_at(const void *row, size_t i, size_t count) {
    size_t some = i + LANES <= count ? LANES : count - i;
    return (v16)(load_halves((const char *)row + 2 * i, some) << 16);
}

// The same in a row of A, whose last word is whole: what follows an odd row's last value must be zero.
INLINE void store_prepared(char *row, size_t i, size_t count, h16 halves) {
    memcpy(row + 2 * i, &halves, i + LANES <= count ? sizeof halves : (count - i + 1) / 2 * 4);
}

INLINE void bf16_row(h16 (*round)(v16), size_t count, const float *row, void *prepared) {
    EACH_VECTOR(i, count) store_prepared(prepared, i, count, round(load_at(row, i, count, (v16){0})));
}

static void prepare_row_bf16_emulated(size_t count, const float *row, void *prepared) {
    bf16_row(halves_emulated, count, row, prepared);
}

// The largest size in each lane as bits, which order as the sizes do, with infinity and NaN at the top.
INLINE i16 larger_size(v16 x, i16 sizes) {
    i16 size = (i16)x & 0x7FFFFFFF;
    return (i16)choose(size > sizes, (v16)size, (v16)sizes);
}

// The largest of them is a number when each differs from itself by zero.
INLINE bool all_finite(i16 sizes) {
    v16 x = (v16)sizes;
    return sum_lanes(x - x) == 0;
}

// 0 for steps so small that their reciprocal is no float: such rows and columns count as zero.
INLINE float reciprocal(float step) { return step > 1e-37f ? 1 / step : 0; }

// x · factor + zero, rounded to the nearest whole number, in the lowest byte.
INLINE b16 quantize(v16 x, float factor, float zero) {
    // Adding 1.5 · 2^23 rounds to a whole number in the low bits.
    v16 scaled = multiply_add(x, splat(factor), splat(zero)) + splat(12582912.0f);
    return __builtin_convertvector((u16x)scaled & 255, b16);
}

INLINE v16 take_float(const void *row, size_t i, size_t count) { return load_at(row, i, count, (v16){0}); }

// The zero point is rounded up and the range is 254 steps, so that no value leaves 0 to 255 and none needs to be clipped.
INLINE void int8_row(v16 (*take)(const void *, size_t, size_t), size_t count, const void *row, void *prepared) {
    v16 low = {0}, high = {0};
    i16 sizes = {0};
    EACH_VECTOR(i, count) {
        v16 x = take(row, i, count);
        low = choose(x < low, x, low), high = larger(x, high), sizes = larger_size(x, sizes);
    }
    float lowest = -largest_lane(-low), highest = largest_lane(high);
    bool is_finite = all_finite(sizes);
    // In this order a range beyond the largest float is still a number.
    float step = highest / 254 - lowest / 254;
    float factor = is_finite ? reciprocal(step) : 0;
    float scale = !is_finite ? __builtin_nanf("") : factor > 0 ? step : 0;
    float zero = is_finite ? __builtin_ceilf(-lowest * factor) : 0;
    int32_t zero_point = (int32_t)zero;
    char *target = prepared;
    size_t steps = (count + 3) / 4;
    EACH_VECTOR(i, count) {
        b16 bytes = quantize(take(row, i, count), factor, zero);
        memcpy(target + i, &bytes, i + LANES <= count ? sizeof bytes : (count - i + 3) / 4 * 4);
    }
    memcpy(target + 4 * steps, &scale, sizeof scale);
    memcpy(target + 4 * steps + 4, &zero_point, sizeof zero_point);
}

static void prepare_row_int8(size_t count, const float *row, void *prepared) {
    int8_row(take_float, count, row, prepared);
}
static void prepare_narrow_int8(size_t count, const void *row, void *prepared) {
    int8_row(load_halves_at, count, row, prepared);
}

// Sixteen words of a column from value `k` on.
typedef v16 take_words(const void *column, size_t k, size_t depth);

INLINE v16 words_of_floats(const void *column, size_t k, size_t depth) {
    float words[LANES] = {0};
    prepare_row_bf16_emulated(depth - k < 2 * LANES ? depth - k : 2 * LANES, (const float *)column + k, words);
    return load(words);
}

INLINE v16 words_of_halves(const void *column, size_t k, size_t depth) {
    const char *source = (const char *)column + 2 * k;
    float words[LANES] = {0};
    if (depth - k >= 2 * LANES) memcpy(words, source, sizeof words);
    else memcpy(words, source, 2 * (depth - k));
    return load(words);
}

// `stride` in bytes.
INLINE void pack_words(take_words *take, size_t columns, size_t depth, const char *source, size_t stride,
                       float *panel) {
    size_t steps = (depth + 1) / 2;
    for (size_t step = 0; step < steps; step += LANES) {
        size_t some = steps - step < LANES ? steps - step : LANES;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            v16 rows[LANES];
            for (size_t i = 0; i < LANES; i++)
                rows[i] = j + i < columns ? take(source + (j + i) * stride, 2 * step, depth) : (v16){0};
            transpose(rows);
            for (size_t i = 0; i < some; i++) store(panel + (step + i) * PANEL_WIDTH + j, rows[i]);
        }
    }
}

static void pack_transposed_bf16(size_t columns, size_t depth, const float *source, size_t stride, void *panel) {
    pack_words(words_of_floats, columns, depth, (const char *)source, stride * sizeof *source, panel);
}

static void pack_transposed_narrow(size_t columns, size_t depth, const void *source, size_t stride, void *panel) {
    pack_words(words_of_halves, columns, depth, source, stride * sizeof(float), panel);
}

// Two rows of halves become one row of words.
static void pack_rows_narrow(size_t columns, size_t depth, const void *source, size_t stride, void *panel) {
    for (size_t k = 0; k < depth; k += 2) {
        const char *row = (const char *)source + k * stride * sizeof(float);
        float *words = (float *)panel + k / 2 * PANEL_WIDTH;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            size_t some = columns < j ? 0 : columns - j < LANES ? columns - j : LANES;
            u16x first = load_halves(row + 2 * j, some), second = {0};
            if (k + 1 < depth) second = load_halves(row + stride * sizeof(float) + 2 * j, some);
            store(words + j, (v16)(first | second << 16));
        }
    }
}

// Two rows of floats become one row of words.
static void pack_rows_bf16(size_t columns, size_t depth, const float *source, size_t stride, void *panel) {
    for (size_t k = 0; k < depth; k += 2) {
        const float *row = source + k * stride;
        float *words = (float *)panel + k / 2 * PANEL_WIDTH;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            v16 first = {0}, second = {0};
            if (j < columns) first = load_at(row, j, columns, (v16){0});
            if (j < columns && k + 1 < depth) second = load_at(row + stride, j, columns, (v16){0});
            store(words + j, (v16)(round_to_bf16(first) >> 16 | (round_to_bf16(second) & 0xFFFF0000)));
        }
    }
}

// A column's scale: its largest size over 127.
INLINE float column_scale(size_t count, const float *column) {
    i16 sizes = {0};
    EACH_VECTOR(i, count) sizes = larger_size(load_at(column, i, count, (v16){0}), sizes);
    return all_finite(sizes) ? largest_lane((v16)sizes) / 127 : __builtin_nanf("");
}

// Sixteen words of a column; their values are added to `sum`.
INLINE v16 words_int8(const float *column, size_t count, float factor, int32_t *sum) {
    int8_t bytes[4 * LANES] = {0};
    for (size_t i = 0; i < 4 * LANES && i < count; i += LANES) {
        v16 x = count - i >= LANES ? load(column + i) : load_some(column + i, count - i, (v16){0});
        b16 some = quantize(x, factor, 0);
        memcpy(bytes + i, &some, sizeof some);
    }
    for (int i = 0; i < 4 * LANES; i++) *sum += bytes[i];
    v16 words;
    memcpy(&words, bytes, sizeof words);
    return words;
}

static void pack_transposed_int8(size_t columns, size_t depth, const float *source, size_t stride, void *panel) {
    size_t steps = (depth + 3) / 4;
    float *trailer = (float *)panel + steps * PANEL_WIDTH;
    int32_t sums[PANEL_WIDTH] = {0};
    for (size_t j = 0; j < PANEL_WIDTH; j++) trailer[j] = j < columns ? column_scale(depth, source + j * stride) : 0;
    for (size_t step = 0; step < steps; step += LANES) {
        size_t some = steps - step < LANES ? steps - step : LANES;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            v16 rows[LANES];
            for (size_t i = 0; i < LANES; i++) {
                const float *column = source + (j + i) * stride + 4 * step;
                if (j + i >= columns) rows[i] = (v16){0};
                else rows[i] = words_int8(column, depth - 4 * step, reciprocal(trailer[j + i]), &sums[j + i]);
            }
            transpose(rows);
            for (size_t i = 0; i < some; i++) store((float *)panel + (step + i) * PANEL_WIDTH + j, rows[i]);
        }
    }
    memcpy(trailer + PANEL_WIDTH, sums, sizeof sums);
}

// From floats to bfloat16 and 8-bit integers: rows of A as they come, panels of B once.

typedef uint8_t b16 __attribute__((vector_size(16)));
typedef uint16_t h16 __attribute__((vector_size(32)));
typedef uint32_t u16x __attribute__((vector_size(64)));

// To nearest even, in the upper halves; NaN stays NaN. The lower halves are not cleared.
INLINE u16x round_to_bf16(v16 x) {
    u16x bits = (u16x)x;
    u16x rounded = bits + 0x7FFF + (bits >> 16 & 1);
    return (u16x)choose(x != x, (v16)(bits | 0x400000), (v16)rounded);
}

static void prepare_row_bf16(size_t count, const float *row, void *prepared) {
    char *target = prepared;
    EACH_VECTOR(i, count) {
        h16 halves = __builtin_convertvector(round_to_bf16(load_at(row, i, count, (v16){0})) >> 16, h16);
        // An odd row ends with a zero.
        memcpy(target + 2 * i, &halves, i + LANES <= count ? sizeof halves : (count - i + 1) / 2 * 4);
    }
}

// x · factor + zero, rounded to a whole number from `least` to `most`, in the lowest byte.
INLINE i16 quantize(v16 x, float factor, float zero, float least, float most) {
    v16 scaled = multiply_add(x, splat(factor), splat(zero));
    scaled = choose(scaled < splat(least), splat(least), choose(scaled > splat(most), splat(most), scaled));
    // Adding 1.5 · 2^23 rounds to a whole number in the low bits.
    return (i16)(scaled + splat(12582912.0f));
}

// Whether lanes that are not negative add up to a number: NaN and infinity do not.
INLINE bool is_finite_sum(v16 lanes) { return sum_lanes(lanes) < __builtin_inff(); }

// 0 for steps so small that their reciprocal is no float: such rows and columns count as zero.
INLINE float reciprocal(float step) { return step > 1e-37f ? 1 / step : 0; }

static void prepare_row_int8(size_t count, const float *row, void *prepared) {
    v16 low = {0}, high = {0};
    EACH_VECTOR(i, count) {
        v16 x = load_at(row, i, count, (v16){0});
        low = larger_or_nan(-x, low), high = larger_or_nan(x, high);
    }
    float lowest = -largest_lane(low), highest = largest_lane(high), range = highest - lowest;
    bool is_finite = is_finite_sum(low + high);
    float factor = is_finite ? reciprocal(range / 255) : 0;
    float scale = !is_finite ? __builtin_nanf("") : factor > 0 ? range / 255 : 0;
    float zero = __builtin_rintf(-lowest * factor);
    int32_t zero_point = (int32_t)zero;
    char *target = prepared;
    size_t steps = (count + 3) / 4;
    EACH_VECTOR(i, count) {
        v16 x = load_at(row, i, count, (v16){0});
        b16 bytes = __builtin_convertvector((u16x)quantize(x, factor, zero, 0, 255) & 255, b16);
        memcpy(target + i, &bytes, i + LANES <= count ? sizeof bytes : (count - i + 3) / 4 * 4);
    }
    memcpy(target + 4 * steps, &scale, sizeof scale);
    memcpy(target + 4 * steps + 4, &zero_point, sizeof zero_point);
}

// Sixteen words of a column.
INLINE v16 words_bf16(const float *column, size_t count) {
    float words[LANES] = {0};
    prepare_row_bf16(count < 2 * LANES ? count : 2 * LANES, column, words);
    return load(words);
}

static void pack_transposed_bf16(size_t columns, size_t depth, const float *source, size_t stride, void *panel) {
    size_t steps = (depth + 1) / 2;
    for (size_t step = 0; step < steps; step += LANES) {
        size_t some = steps - step < LANES ? steps - step : LANES;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            v16 rows[LANES];
            for (size_t i = 0; i < LANES; i++)
                rows[i] = j + i < columns ? words_bf16(source + (j + i) * stride + 2 * step, depth - 2 * step) : (v16){0};
            transpose(rows);
            for (size_t i = 0; i < some; i++) store((float *)panel + (step + i) * PANEL_WIDTH + j, rows[i]);
        }
    }
}

static void pack_rows_bf16(size_t columns, size_t depth, const float *source, size_t stride, void *panel) {
    const u16x upper = (u16x){0} + 0xFFFF0000u;
    for (size_t k = 0; k < depth; k += 2) {
        const float *row = source + k * stride;
        float *words = (float *)panel + k / 2 * PANEL_WIDTH;
        for (size_t j = 0; j < PANEL_WIDTH; j += LANES) {
            size_t some = columns < j ? 0 : columns - j < LANES ? columns - j : LANES;
            v16 first = some == LANES ? load(row + j) : load_some(row + j, some, (v16){0});
            v16 second = {0};
            if (k + 1 < depth) second = some == LANES ? load(row + stride + j) : load_some(row + stride + j, some, second);
            store(words + j, (v16)(round_to_bf16(first) >> 16 | (round_to_bf16(second) & upper)));
        }
    }
}

// A column's scale: its largest size over 127.
INLINE float column_scale(size_t count, const float *column) {
    v16 size = {0};
    EACH_VECTOR(i, count) {
        v16 x = load_at(column, i, count, (v16){0});
        size = larger_or_nan((v16)((i16)x & 0x7FFFFFFF), size);
    }
    return is_finite_sum(size) ? largest_lane(size) / 127 : __builtin_nanf("");
}

// Sixteen words of a column; their values are added to `sum`.
INLINE v16 words_int8(const float *column, size_t count, float factor, int32_t *sum) {
    int8_t bytes[4 * LANES] = {0};
    for (size_t i = 0; i < 4 * LANES && i < count; i += LANES) {
        v16 x = count - i >= LANES ? load(column + i) : load_some(column + i, count - i, (v16){0});
        b16 some = __builtin_convertvector((u16x)quantize(x, factor, 0, -127, 127) & 255, b16);
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

// Operations on one row. Sums run in sixteen lanes, lane i over the values i, i + 16, …, then down one fixed tree.

static void layer_norm(size_t count, const float *input, const float *residual, const float *scale, const float *shift,
                       float epsilon, float *output) {
    const v16 zero = {0};
    v16 sums = zero;
    EACH_VECTOR(i, count) {
        v16 x = load_at(input, i, count, zero);
        if (residual != NULL) x += load_at(residual, i, count, zero);
        store_at(output, i, count, x);
        sums += x;
    }
    v16 mean = splat(sum_lanes(sums) / (float)count);
    v16 squares = zero;
    EACH_VECTOR(i, count) {
        v16 distance = load_at(output, i, count, mean) - mean;
        squares = multiply_add(distance, distance, squares);
    }
    v16 factor = splat(1 / __builtin_sqrtf(sum_lanes(squares) / (float)count + epsilon));
    EACH_VECTOR(i, count) {
        v16 x = (load_at(output, i, count, zero) - mean) * factor;
        store_at(output, i, count, multiply_add(x, load_at(scale, i, count, zero), load_at(shift, i, count, zero)));
    }
}

INLINE float largest(size_t count, const float *values) {
    v16 best = splat(values[0]);
    EACH_VECTOR(i, count) best = larger(best, load_at(values, i, count, best));
    return largest_lane(best);
}

static void scale(size_t count, float factor, float *values) {
    EACH_VECTOR(i, count) store_at(values, i, count, load_at(values, i, count, (v16){0}) * splat(factor));
}

// Attention's weights before they are divided by their sum: kept as they are, or by `round` for a product of bfloat16.
INLINE float weigh_row(v16 (*exponential)(v16), h16 (*round)(v16), size_t count, float factor, float *scores) {
    const v16 lowest = splat(-__builtin_inff());
    v16 top = splat(largest(count, scores));
    v16 sums = {0};
    EACH_VECTOR(i, count) {
        // Lanes past the end are exp(-infinity) = 0.
        v16 distance = load_at(scores, i, count, lowest) - top;
        v16 x = exponential(choose(distance == lowest, lowest, splat(factor) * distance));
        sums += x;
        if (round == NULL) store_at(scores, i, count, x);
        else store_prepared((char *)scores, i, count, round(x));
    }
    return 1 / sum_lanes(sums);
}

static float weigh(size_t count, float factor, float *scores) {
    return weigh_row(exp_falling16, NULL, count, factor, scores);
}
#define WEIGH_NARROW(name, round)                                             \
    static float name(size_t count, float factor, float *scores) {            \
        return weigh_row(exp_falling_narrow16, round, count, factor, scores); \
    }
WEIGH_NARROW(weigh_bf16_emulated, halves_emulated)

static void softmax(size_t count, float factor, float *values) {
    float share = weigh(count, factor, values);
    scale(count, share, values);
}

static float log_sum_exp(size_t count, const float *values) {
    v16 top = splat(largest(count, values));
    v16 sums = {0};
    EACH_VECTOR(i, count) {
        v16 x = load_at(values, i, count, splat(-__builtin_inff()));
        // The difference of two infinities of one sign counts as zero: the result is that infinity.
        sums += exp16(choose(x == top, (v16){0}, x - top));
    }
    return top[0] + (float)__builtin_log((double)sum_lanes(sums));
}

static void add(size_t count, const float *values, float *sum) {
    EACH_VECTOR(i, count)
    store_at(sum, i, count, load_at(sum, i, count, (v16){0}) + load_at(values, i, count, (v16){0}));
}

static void maximum(size_t count, const float *values, float *most) {
    EACH_VECTOR(i, count)
    store_at(most, i, count, larger_or_nan(load_at(values, i, count, (v16){0}), load_at(most, i, count, (v16){0})));
}

static float square_sum(size_t count, const float *values) {
    v16 sums = {0};
    EACH_VECTOR(i, count) {
        v16 x = load_at(values, i, count, (v16){0});
        sums = multiply_add(x, x, sums);
    }
    return sum_lanes(sums);
}

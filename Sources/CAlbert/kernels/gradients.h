// The backward halves of activation, layer norm, softmax and dropout, and the transpose that gradients of weights need.

static void transpose_matrix(size_t rows, size_t columns, const float *source, size_t stride, float *target,
                             size_t target_stride) {
    for (size_t i = 0; i < rows; i += LANES) {
        size_t height = rows - i < LANES ? rows - i : LANES;
        for (size_t j = 0; j < columns; j += LANES) {
            size_t width = columns - j < LANES ? columns - j : LANES;
            v16 block[LANES];
            for (size_t k = 0; k < LANES; k++) {
                const float *from = source + (i + k) * stride + j;
                if (k >= height) block[k] = (v16){0};
                else block[k] = width == LANES ? load(from) : load_some(from, width, (v16){0});
            }
            transpose(block);
            for (size_t k = 0; k < width; k++) {
                float *to = target + (j + k) * target_stride + i;
                if (height == LANES) store(to, block[k]);
                else store_some(to, height, block[k]);
            }
        }
    }
}

// Φ(x) + x φ(x); Φ as in gelu_erf.
INLINE v16 gelu_erf_slope(v16 x) {
    v16 size = (v16)((i16)x & 0x7FFFFFFF);
    v16 u = x * x;
    v16 p = splat(0.00010294057f);
    p = multiply_add(p, u, splat(-0.001181285f));
    p = multiply_add(p, u, splat(0.009972349f));
    p = multiply_add(p, u, splat(-0.06649029f));
    p = multiply_add(p, u, splat(0.3989423f));
    v16 near = multiply_add(x, p, splat(0.5f));
    v16 tails = normal_tails16(size);
    v16 far = splat(0.5f) * choose(x < (v16){0}, tails, splat(2) - tails);
    v16 normal = choose(size < splat(0.75f), near, far);
    // At infinity x · 0 would be NaN.
    v16 slope =
        choose(size > splat(14), normal, multiply_add(x * splat(0.3989423f), exp_falling16(splat(-0.5f) * u), normal));
    return choose(x != x, x, slope);
}

// (x s)' for s = logistic(z), from s and z'.
INLINE v16 gated_slope(v16 x, v16 s, v16 z_slope) {
    // s' vanishes before x grows large.
    v16 s_slope = s * (splat(1) - s) * z_slope;
    return s + choose(s_slope == (v16){0}, (v16){0}, x * s_slope);
}

INLINE v16 gelu_tanh_slope(v16 x) {
    v16 s = logistic16(x * multiply_add(splat(0.071354816f), x * x, splat(1.5957691f)));
    // Beyond 10 the gate is 0 or 1; its argument's slope may be infinite.
    v16 slope = gated_slope(x, s, multiply_add(splat(0.21406445f), x * x, splat(1.5957691f)));
    return choose((v16)((i16)x & 0x7FFFFFFF) > splat(10), s, slope);
}

// With t = n / (n + 2), as in mish: t + x logistic(x) (1 - t²).
INLINE v16 mish_slope(v16 x) {
    v16 e = exp16(x);
    v16 n = e * (e + splat(2));
    v16 t = n / (n + splat(2));
    v16 rest = splat(2) / (n + splat(2)) * (splat(1) + t);
    v16 gate = logistic16(x) * rest;
    v16 slope = t + choose(gate == (v16){0}, (v16){0}, x * gate);
    return choose(x > splat(20), splat(1), slope);
}

// f'(x), from x and y = f(x).
INLINE v16 activation_slope(albert_activation activation, v16 x, v16 y) {
    const v16 zero = {0}, one = splat(1);
    switch (activation) {
    case ALBERT_ACTIVATION_GELU_ERF: return gelu_erf_slope(x);
    case ALBERT_ACTIVATION_GELU_TANH: return gelu_tanh_slope(x);
    case ALBERT_ACTIVATION_GELU_QUICK: return gated_slope(x, logistic16(splat(1.702f) * x), splat(1.702f));
    case ALBERT_ACTIVATION_GELU_10: {
        v16 whole = gelu_erf(x);
        return choose((whole > splat(10)) | (whole < splat(-10)), zero, gelu_erf_slope(x));
    }
    case ALBERT_ACTIVATION_RELU: return choose(x > zero, one, choose(x != x, x, zero));
    case ALBERT_ACTIVATION_RELU6: return choose((x > zero) & (x < splat(6)), one, choose(x != x, x, zero));
    case ALBERT_ACTIVATION_RELU_SQUARED: return splat(2) * relu(x);
    case ALBERT_ACTIVATION_SILU: return gated_slope(x, logistic16(x), one);
    case ALBERT_ACTIVATION_TANH: return multiply_add(-y, y, one);
    case ALBERT_ACTIVATION_SIGMOID: return y * (one - y);
    case ALBERT_ACTIVATION_MISH: return mish_slope(x);
    default: return one;
    }
}

INLINE void activate_gradient_all(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride,
                                  float *gradient, size_t gradient_stride) {
    for (size_t row = 0; row < rows; row++, c += c_stride, gradient += gradient_stride) {
        EACH_VECTOR(i, columns) {
            v16 x = load_at(c, i, columns, (v16){0});
            v16 y = apply(activation, x);
            v16 slope = activation_slope(activation, x, y);
            store_at(c, i, columns, y);
            store_at(gradient, i, columns, load_at(gradient, i, columns, (v16){0}) * slope);
        }
    }
}

#define ACTIVATE(name) \
    case name: activate_gradient_all(name, rows, columns, c, c_stride, gradient, gradient_stride); break;

static void activate_gradient(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride,
                              float *gradient, size_t gradient_stride) {
    switch (activation) {
        EACH_ACTIVATION(ACTIVATE)
    default: break;
    }
}
#undef ACTIVATE

// With n = (input - mean) · r, r = 1 / √(variance + epsilon) and g = gradient · scale, the gradient by the input is
// r (g - mean(g) - n mean(g n)).
static void layer_norm_gradient(size_t count, const float *input, const float *scale, float epsilon, float *gradient,
                                float *scale_sum, float *shift_sum) {
    const v16 zero = {0};
    v16 sums = zero;
    EACH_VECTOR(i, count) sums += load_at(input, i, count, zero);
    v16 mean = splat(sum_lanes(sums) / (float)count);
    v16 squares = zero;
    EACH_VECTOR(i, count) {
        v16 distance = load_at(input, i, count, mean) - mean;
        squares = multiply_add(distance, distance, squares);
    }
    v16 factor = splat(1 / __builtin_sqrtf(sum_lanes(squares) / (float)count + epsilon));
    v16 g_sums = zero, product_sums = zero;
    EACH_VECTOR(i, count) {
        v16 n = (load_at(input, i, count, mean) - mean) * factor;
        v16 given = load_at(gradient, i, count, zero);
        v16 g = given * load_at(scale, i, count, zero);
        g_sums += g;
        product_sums = multiply_add(g, n, product_sums);
        store_at(scale_sum, i, count, multiply_add(given, n, load_at(scale_sum, i, count, zero)));
        store_at(shift_sum, i, count, given + load_at(shift_sum, i, count, zero));
    }
    v16 g_mean = splat(sum_lanes(g_sums) / (float)count), product_mean = splat(sum_lanes(product_sums) / (float)count);
    EACH_VECTOR(i, count) {
        v16 n = (load_at(input, i, count, mean) - mean) * factor;
        v16 g = load_at(gradient, i, count, zero) * load_at(scale, i, count, zero);
        store_at(gradient, i, count, (g - g_mean - n * product_mean) * factor);
    }
}

// factor · weights (gradient - sum(weights · gradient))
static void softmax_gradient(size_t count, float factor, const float *weights, float *gradient) {
    v16 sums = {0};
    EACH_VECTOR(i, count)
    sums = multiply_add(load_at(weights, i, count, (v16){0}), load_at(gradient, i, count, (v16){0}), sums);
    v16 mean = splat(sum_lanes(sums));
    EACH_VECTOR(i, count) {
        v16 distance = load_at(gradient, i, count, (v16){0}) - mean;
        store_at(gradient, i, count, splat(factor) * load_at(weights, i, count, (v16){0}) * distance);
    }
}

static void add_scaled(size_t count, float factor, const float *values, float *sum) {
    EACH_VECTOR(i, count)
    store_at(sum, i, count,
             multiply_add(splat(factor), load_at(values, i, count, (v16){0}), load_at(sum, i, count, (v16){0})));
}

// A 32-bit mix with the multipliers of Wellons's hash prospector ("lowbias32"), the key's halves entering before either one.
// Keys must differ in many bits: one bit of the upper half alone would make two masks depend on each other.
INLINE u16x mix(u16x index, uint64_t key) {
    u16x x = index ^ (uint32_t)key;
    x ^= x >> 16;
    x *= 0x7FEB352D;
    x ^= x >> 15;
    x ^= (uint32_t)(key >> 32);
    x *= 0x846CA68B;
    return x ^ x >> 16;
}

// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
INLINE uint64_t scramble(uint64_t x) {
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

static void drop(size_t count, uint64_t key, uint64_t first, uint32_t threshold, float factor, float *values) {
    const u16x lanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    // Each 2^32 places have a key of their own; a run of them ends where the next begins, so that no vector holds both.
    for (size_t some; count > 0; count -= some, first += some, values += some) {
        uint64_t left = 0x100000000 - (uint32_t)first;
        some = count < left ? count : (size_t)left;
        uint64_t own = scramble(key + ((first >> 32) + 1) * 0x9E3779B97F4A7C15);
        EACH_VECTOR(i, some) {
            u16x hash = mix(lanes + (uint32_t)(first + i), own);
            v16 kept = load_at(values, i, some, (v16){0}) * splat(factor);
            store_at(values, i, some, choose((i16)(hash < threshold), (v16){0}, kept));
        }
    }
}

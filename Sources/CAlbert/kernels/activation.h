// The activation functions that configurations name, with transformers' formulas.

// x times the normal distribution: an odd polynomial beside 1/2 near zero; beyond, from the tail, because 1 + erf would
// cancel for negative x. Within 2 ulp for x > -0.75, 9 ulp from there to -13.
INLINE v16 gelu_erf(v16 x) {
    v16 size = (v16)((i16)x & 0x7FFFFFFF);
    v16 u = x * x;
    v16 p = splat(0.00010294057f);
    p = multiply_add(p, u, splat(-0.001181285f));
    p = multiply_add(p, u, splat(0.009972349f));
    p = multiply_add(p, u, splat(-0.06649029f));
    p = multiply_add(p, u, splat(0.3989423f));
    v16 near = x * multiply_add(x, p, splat(0.5f));
    v16 tails = normal_tails16(size);
    v16 far = splat(0.5f) * x * choose(x < (v16){0}, tails, splat(2) - tails);
    return choose(size < splat(0.75f), near, choose(x != x, x, far));
}

// 0.5 x (1 + tanh(u)) is x · logistic(2u); 2u = x (√(8/π) + 0.044715 √(8/π) x²). Within 3 ulp for x > -1.
INLINE v16 gelu_tanh(v16 x) {
    v16 slope = multiply_add(splat(0.071354816f), x * x, splat(1.5957691f));
    return x * logistic16(x * slope);
}

// x tanh(log(1 + e)) with e = exp(x) is x (e² + 2e) / (e² + 2e + 2); beyond 20 it is x.
INLINE v16 mish(v16 x) {
    v16 e = exp16(x);
    v16 n = e * (e + splat(2));
    return choose(x > splat(20), x, x * (n / (n + splat(2))));
}

INLINE v16 relu(v16 x) { return choose(x < (v16){0}, (v16){0}, x); }

INLINE v16 clip(v16 x, float low, float high) {
    return choose(x < splat(low), splat(low), choose(x > splat(high), splat(high), x));
}

INLINE v16 apply(albert_activation activation, v16 x) {
    switch (activation) {
    case ALBERT_ACTIVATION_GELU_ERF: return gelu_erf(x);
    case ALBERT_ACTIVATION_GELU_TANH: return gelu_tanh(x);
    case ALBERT_ACTIVATION_GELU_QUICK: return x * logistic16(splat(1.702f) * x);
    case ALBERT_ACTIVATION_GELU_10: return clip(gelu_erf(x), -10, 10);
    case ALBERT_ACTIVATION_RELU: return relu(x);
    case ALBERT_ACTIVATION_RELU6: return clip(x, 0, 6);
    case ALBERT_ACTIVATION_RELU_SQUARED: return relu(x) * relu(x);
    case ALBERT_ACTIVATION_SILU: return x * logistic16(x);
    case ALBERT_ACTIVATION_TANH: return tanh16(x);
    case ALBERT_ACTIVATION_SIGMOID: return logistic16(x);
    case ALBERT_ACTIVATION_MISH: return mish(x);
    default: return x;
    }
}

// GELU for results that keep eight bits, within 4e-5 or 1e-5 of a larger one: x (1/2 + x q(x²)), without the exponential and
// the division that take most of its time; 0 below -edge. Coefficients of q from scripts/fit_polynomials.py.
INLINE v16 gelu_narrow(v16 x, const float edge, const float q[9]) {
    v16 inside = choose(x > splat(edge), splat(edge), x);
    v16 u = inside * inside;
    v16 sum = splat(q[8]);
    UNROLL for (int i = 7; i >= 0; i--) sum = multiply_add(sum, u, splat(q[i]));
    return choose(x < splat(-edge), (v16){0}, x * multiply_add(inside, sum, splat(0.5f)));
}

INLINE v16 gelu_erf_narrow(v16 x) {
    static const float q[9] = {0.3987727f,      -0.066097766f,  0.009656854f,    -0.0010592708f, 8.501804e-05f,
                               -4.7958674e-06f, 1.7808941e-07f, -3.8747627e-09f, 3.7199487e-11f};
    return gelu_narrow(x, 4.375f, q);
}

INLINE v16 gelu_tanh_narrow(v16 x) {
    static const float q[9] = {0.39878786f,     -0.06645315f,   0.009904942f,    -0.0011286873f, 9.5479227e-05f,
                               -5.7229263e-06f, 2.2651449e-07f, -5.2553015e-09f, 5.3765423e-11f};
    return gelu_narrow(x, 4.25f, q);
}

// The same functions where bfloat16 follows.
INLINE v16 apply_narrow(albert_activation activation, v16 x) {
    switch (activation) {
    case ALBERT_ACTIVATION_GELU_ERF: return gelu_erf_narrow(x);
    case ALBERT_ACTIVATION_GELU_TANH: return gelu_tanh_narrow(x);
    case ALBERT_ACTIVATION_GELU_10: return clip(gelu_erf_narrow(x), -10, 10);
    default: return apply(activation, x);
    }
}

// The rows of a tile, in place or rounded to bfloat16 by `round` on their way to `target`. All rows in one call, so that the
// functions' many constants are loaded once.
INLINE void activate_all(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride,
                         h16 (*round)(v16), char *target, size_t target_stride) {
    for (size_t row = 0; row < rows; row++, c += c_stride, target += target_stride) {
        EACH_VECTOR(i, columns) {
            v16 x = load_at(c, i, columns, (v16){0});
            if (round == NULL) store_at(c, i, columns, apply(activation, x));
            else store_halves(target, i, columns, round(apply_narrow(activation, x)));
        }
    }
}

// Every function but the linear one, for switches that stand outside loops: each case has loops of its own.
#define EACH_ACTIVATION(CASE)            \
    CASE(ALBERT_ACTIVATION_GELU_ERF)     \
    CASE(ALBERT_ACTIVATION_GELU_TANH)    \
    CASE(ALBERT_ACTIVATION_GELU_QUICK)   \
    CASE(ALBERT_ACTIVATION_GELU_10)      \
    CASE(ALBERT_ACTIVATION_RELU)         \
    CASE(ALBERT_ACTIVATION_RELU6)        \
    CASE(ALBERT_ACTIVATION_RELU_SQUARED) \
    CASE(ALBERT_ACTIVATION_SILU)         \
    CASE(ALBERT_ACTIVATION_TANH)         \
    CASE(ALBERT_ACTIVATION_SIGMOID)      \
    CASE(ALBERT_ACTIVATION_MISH)

#define ACTIVATE(name) \
    case name: activate_all(name, rows, columns, c, c_stride, round, target, target_stride); break;

INLINE void activate_any(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride,
                         h16 (*round)(v16), char *target, size_t target_stride) {
    switch (activation) {
        EACH_ACTIVATION(ACTIVATE)
    default:
        // In place there is nothing to do.
        if (round != NULL)
            activate_all(ALBERT_ACTIVATION_LINEAR, rows, columns, c, c_stride, round, target, target_stride);
    }
}
#undef ACTIVATE

static void activate(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride) {
    activate_any(activation, rows, columns, c, c_stride, NULL, NULL, 0);
}

#define ACTIVATE_NARROW(name, round)                                                                                 \
    static void name(albert_activation activation, size_t rows, size_t columns, const float *c, size_t c_stride,     \
                     void *target, size_t target_stride) {                                                           \
        activate_any(activation, rows, columns, (float *)c, c_stride, round, target, target_stride * sizeof(float)); \
    }
ACTIVATE_NARROW(activate_narrow_emulated, halves_emulated)

// exp, tanh, the normal tails and the logistic function on sixteen floats. Coefficients from scripts/fit_polynomials.py (exp: its
// Taylor series). Largest errors against double precision, measured by Tests/KernelTests, stand beside each.

// exp(x - whole · log 2), for |x - whole · log 2| ≤ log 2 / 2.
INLINE v16 exp_polynomial16(v16 x, v16 whole) {
    v16 r = multiply_add(whole, splat(-0.693359375f), x);
    r = multiply_add(whole, splat(2.12194440e-4f), r);
    v16 p = splat(1.0f / 5040);
    p = multiply_add(p, r, splat(1.0f / 720));
    p = multiply_add(p, r, splat(1.0f / 120));
    p = multiply_add(p, r, splat(1.0f / 24));
    p = multiply_add(p, r, splat(1.0f / 6));
    p = multiply_add(p, r, splat(0.5f));
    p = multiply_add(p, r, splat(1.0f));
    return multiply_add(p, r, splat(1.0f));
}

// Within 1 ulp from -87.3 to 88.7; below, where the result would be denormal, 0; above, infinity.
INLINE v16 exp16(v16 x) {
    const v16 low = splat(-87.33654f), high = splat(88.72283f);
    v16 inside = choose(x < low, low, choose(x > high, high, x));
    // Adding 1.5 · 2^23 rounds to a whole number in the low bits.
    const v16 magic = splat(12582912.0f);
    v16 shifted = multiply_add(inside, splat(1.44269504f), magic);
    v16 whole = shifted - magic;
    v16 p = exp_polynomial16(inside, whole);
    // 2^whole in two factors: 2^128 is no float, but whole is 128 just below the upper bound.
    i16 exponent = (i16)shifted - (i16)magic;
    i16 half = exponent >> 1;
    v16 result = p * (v16)((half + 127) << 23) * (v16)((exponent - half + 127) << 23);
    result = choose(x < low, (v16){0}, result);
    result = choose(x > high, splat(__builtin_inff()), result);
    return choose(x != x, x, result);
}

// The same for x ≤ 0 or NaN, with the same bits in fewer steps: 2^whole is a float, and NaN finds its own way through.
INLINE v16 exp_falling16(v16 x) {
    const v16 low = splat(-87.33654f), magic = splat(12582912.0f);
    v16 inside = larger(low, x);
    v16 shifted = multiply_add(inside, splat(1.44269504f), magic);
    v16 whole = shifted - magic;
    v16 power = (v16)(((i16)shifted - (i16)magic + 127) << 23);
    return choose(x < low, (v16){0}, exp_polynomial16(inside, whole) * power);
}

// The same for results that keep eight bits: within 8e-5 of the result, 2^r by a polynomial in r from -1/2 to 1/2.
INLINE v16 exp_falling_narrow16(v16 x) {
    const v16 low = splat(-87.33654f), magic = splat(12582912.0f), log2_e = splat(1.44269504f);
    v16 inside = larger(low, x);
    v16 shifted = multiply_add(inside, log2_e, magic);
    v16 whole = shifted - magic;
    v16 r = multiply_add(inside, log2_e, -whole);
    v16 p = splat(0.055171624f);
    p = multiply_add(p, r, splat(0.24261113f));
    p = multiply_add(p, r, splat(0.69326097f));
    p = multiply_add(p, r, splat(0.99992806f));
    v16 power = (v16)(((i16)shifted - (i16)magic + 127) << 23);
    return choose(x < low, (v16){0}, p * power);
}

// 1 / (1 + exp(-x)), from exp(-|x|), which neither overflows nor cancels. Within 3 ulp down to -87.3.
INLINE v16 logistic16(v16 x) {
    v16 e = exp_falling16((v16)((i16)x | (int32_t)0x80000000));
    return choose(x < (v16){0}, e, splat(1)) / (splat(1) + e);
}

// An odd polynomial near zero, where 1 - 2 / (exp(2|x|) + 1) cancels.
INLINE v16 tanh16(v16 x) {
    v16 size = (v16)((i16)x & 0x7FFFFFFF);
    v16 u = x * x;
    v16 p = splat(-0.005659985f);
    p = multiply_add(p, u, splat(0.020590983f));
    p = multiply_add(p, u, splat(-0.053721067f));
    p = multiply_add(p, u, splat(0.13331127f));
    p = multiply_add(p, u, splat(-0.3333326f));
    v16 near = multiply_add(p * u, x, x);
    v16 far = splat(1) - splat(2) / (exp16(size + size) + splat(1));
    far = (v16)((i16)far | ((i16)x & (int32_t)0x80000000));
    return choose(size < splat(0.625f), near, choose(x != x, x, far));
}

// erfc(x / √2) for x ≥ 0.75, as exp(-x² / 2) times a polynomial in 1 / (1 + 0.4 x / √2); 0 beyond 14. From the argument x,
// because rounding x / √2 would cost x²/2 times as much: within 8 ulp to x = 13, where exp gives out.
INLINE v16 normal_tails16(v16 x) {
    v16 q = splat(1) / multiply_add(splat(0.28284271f), x, splat(1));
    v16 p = splat(0.05816367f);
    p = multiply_add(p, q, splat(-0.2109303f));
    p = multiply_add(p, q, splat(0.2086062f));
    p = multiply_add(p, q, splat(-0.032802343f));
    p = multiply_add(p, q, splat(0.14949428f));
    p = multiply_add(p, q, splat(0.16916037f));
    p = multiply_add(p, q, splat(0.20667554f));
    p = multiply_add(p, q, splat(0.22600918f));
    p = multiply_add(p, q, splat(0.22563297f));
    p = multiply_add(p, q, splat(2.0735347e-06f));
    v16 square = x * x;
    // What rounding x² lost, where it can be known: exp(-x²/2) would carry it.
    v16 lost = multiply_add(x, x, -square);
    v16 result = p * exp_falling16(splat(-0.5f) * square) * multiply_add(splat(-0.5f), lost, splat(1));
    return choose(x > splat(14), (v16){0}, result);
}

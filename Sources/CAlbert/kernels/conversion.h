// Sixteen-bit floats to floats, exactly, by their bits; and the count of what is not finite.

// Shifted into a float's place the exponent is 112 too small: one exact product puts it right, denormals included.
INLINE v16 half_to_float(u16x half) {
    u16x bits = (half & 0x7FFF) << 13;
    v16 value = (v16)bits * splat(0x1p112f);
    u16x special = (u16x)((half & 0x7C00) == 0x7C00);
    bits = (special & (bits | 0x7F800000)) | (~special & (u16x)value);
    return (v16)(bits | (half & 0x8000) << 16);
}

static void widen_f16(size_t count, const void *source, float *target) {
    const char *bytes = source;
    EACH_VECTOR(i, count) {
        size_t some = count - i < LANES ? count - i : LANES;
        store_at(target, i, count, half_to_float(load_halves(bytes + 2 * i, some)));
    }
}

static void widen_bf16(size_t count, const void *source, float *target) {
    const char *bytes = source;
    EACH_VECTOR(i, count) {
        size_t some = count - i < LANES ? count - i : LANES;
        store_at(target, i, count, (v16)(load_halves(bytes + 2 * i, some) << 16));
    }
}

static size_t count_non_finite(size_t count, const float *values) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        found += (bits & 0x7F800000) == 0x7F800000;
    }
    return found;
}

// Sixteen floats as one value: the unit of every kernel. An instruction set with narrower registers computes it in two or
// four of them, in the same order, which is why their results agree bit for bit.
//
// A table's source includes its blocking.h and defines FUSED before including this; everything is static and inlined, so
// that each table gets its own copy compiled for its instruction set.
#include "kernels.h"

#include <string.h>

// Sums are written with explicit fused multiply-adds; the compiler must not form others.
#pragma STDC FP_CONTRACT OFF

// Vectors are passed between inlined functions only: no calling convention is involved.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v16 __attribute__((vector_size(64)));
typedef int32_t i16 __attribute__((vector_size(64)));
typedef float v16_unaligned __attribute__((vector_size(64), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { LANES = 16, PANEL_WIDTH = PANEL_VECTORS * LANES };

INLINE v16 splat(float x) { return (v16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

// x · y + z, rounded once where the instruction set can.
INLINE v16 multiply_add(v16 x, v16 y, v16 z) {
#if FUSED
    return __builtin_elementwise_fma(x, y, z);
#else
    return x * y + z;
#endif
}

INLINE v16 load(const float *source) { return *(const v16_unaligned *)source; }
INLINE void store(float *target, v16 x) { *(v16_unaligned *)target = x; }

// The first `count` < 16 lanes; the others are `rest`.
INLINE v16 load_some(const float *source, size_t count, v16 rest) {
    float lanes[LANES];
    store(lanes, rest);
    memcpy(lanes, source, count * sizeof *lanes);
    return load(lanes);
}

INLINE void store_some(float *target, size_t count, v16 x) {
    float lanes[LANES];
    store(lanes, x);
    memcpy(target, lanes, count * sizeof *lanes);
}

// The vectors of a row: first the whole ones in a loop of their own, then the last one, so that what handles a part of a vector
// takes no registers from the loop. The compiler must see that `whole` is constant in each: UNROLL.
#define EACH_VECTOR(i, count)                                                                            \
    UNROLL for (int whole = 1; whole >= 0; whole--) for (size_t i = whole ? 0 : (count) / LANES * LANES; \
                                                         whole ? i + LANES <= (count) : i < (count); i += LANES)

// Sixteen values from `i` on, or the last ones followed by `rest`.
INLINE v16 load_at(const float *values, size_t i, size_t count, v16 rest) {
    return i + LANES <= count ? load(values + i) : load_some(values + i, count - i, rest);
}

INLINE void store_at(float *values, size_t i, size_t count, v16 x) {
    if (i + LANES <= count) store(values + i, x);
    else store_some(values + i, count - i, x);
}

INLINE v16 choose(i16 condition, v16 yes, v16 no) { return (v16)((condition & (i16)yes) | (~condition & (i16)no)); }

INLINE v16 larger(v16 x, v16 y) { return choose(x > y, x, y); }

// NaN where either is.
INLINE v16 larger_or_nan(v16 x, v16 y) { return choose((x > y) | (x != x), x, y); }

// One fixed tree: lane i with lane i + 8, then + 4, + 2, + 1.
INLINE float sum_lanes(v16 x) {
    x += __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1);
    x += __builtin_shufflevector(x, x, 4, 5, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    x += __builtin_shufflevector(x, x, 2, 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    return x[0] + x[1];
}

INLINE float largest_lane(v16 x) {
    x = larger(x, __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1));
    x = larger(x, __builtin_shufflevector(x, x, 4, 5, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    x = larger(x, __builtin_shufflevector(x, x, 2, 3, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    return x[0] > x[1] ? x[0] : x[1];
}

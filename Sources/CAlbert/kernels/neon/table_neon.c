// NEON, which every aarch64 has.
#include "../tables.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#include "blocking.h"
#define FUSED 1
#include "../table.h"

PRODUCT_TILE(product_tile_int8_plain, INT8_ROWS_PLAIN)

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
// Both sides are signed here: 128 is taken away from the values of A by turning their highest bits.
INLINE i16 dot_int8_signed(i16 sum, i16 a, i16 b) {
    union lanes {
        i16 all;
        int32x4_t sums[4];
        int8x16_t bytes[4];
    } x = {.all = sum}, y = {.all = a ^ ((i16){0} + (int32_t)0x80808080)}, z = {.all = b};
    UNROLL for (int i = 0; i < 4; i++) x.sums[i] = vdotq_s32(x.sums[i], y.bytes[i], z.bytes[i]);
    return x.all;
}
#define INT8_ROWS_SIGNED(...) int8_rows(dot_int8_signed, 128, __VA_ARGS__)
PRODUCT_TILE(product_tile_int8_signed, INT8_ROWS_SIGNED)
#pragma clang attribute pop

const albert_kernels albert_kernels_neon = TABLE("neon", emulated, plain);
const albert_kernels albert_kernels_neondot = TABLE("neondot", emulated, signed);

#endif

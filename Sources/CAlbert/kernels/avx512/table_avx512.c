// AVX-512, with what VNNI and BF16 bring.
#include "../tables.h"

#if defined(__x86_64__)

// Headers of the C library and intrinsics come first: their inline functions must not be compiled for this target.
#include <immintrin.h>
#include <string.h>

#define BASE "avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"
#include "blocking.h"
#define FUSED 1
#pragma clang attribute push(__attribute__((target(BASE))), apply_to = function)
#include "../table.h"

// Through 16-bit multiply-adds, which are exact where vpmaddubsw saturates: the even bytes of each word, then the odd ones.
INLINE i16 dot_int8_pairs(i16 sum, i16 a, i16 b) {
    __m512i x = (__m512i)a, y = (__m512i)b;
    __m512i even =
        _mm512_madd_epi16(_mm512_and_si512(x, _mm512_set1_epi16(255)), _mm512_srai_epi16(_mm512_slli_epi16(y, 8), 8));
    __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(x, 8), _mm512_srai_epi16(y, 8));
    return sum + (i16)even + (i16)odd;
}
#define INT8_ROWS_PAIRS(...) int8_rows(dot_int8_pairs, 0, __VA_ARGS__)
PRODUCT_TILE(product_tile_int8_pairs, INT8_ROWS_PAIRS)
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target(BASE ",avx512vnni"))), apply_to = function)
INLINE i16 dot_int8_vnni(i16 sum, i16 a, i16 b) {
    return (i16)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
}
#define INT8_ROWS_VNNI(...) int8_rows(dot_int8_vnni, 0, __VA_ARGS__)
PRODUCT_TILE(product_tile_int8_vnni, INT8_ROWS_VNNI)
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target(BASE ",avx512bf16"))), apply_to = function)
INLINE v16 dot_bf16_native(v16 sum, i16 a, i16 b) {
    return (v16)_mm512_dpbf16_ps((__m512)sum, (__m512bh)a, (__m512bh)b);
}
#define BF16_ROWS_NATIVE(...) bf16_rows(dot_bf16_native, adds, __VA_ARGS__)
PRODUCT_TILES(product_tile_bf16_native, BF16_ROWS_NATIVE)

// Like the products, this takes denormal values for zero.
INLINE h16 halves_native(v16 x) { return (h16)_mm512_cvtneps_pbh((__m512)x); }
static void prepare_row_bf16_native(size_t count, const float *row, void *prepared) {
    bf16_row(halves_native, count, row, prepared);
}
ACTIVATE_NARROW(activate_narrow_native, halves_native)
WEIGH_NARROW(weigh_bf16_native, halves_native)
#pragma clang attribute pop

const albert_kernels albert_kernels_avx512 = TABLE("avx512", emulated, pairs);
const albert_kernels albert_kernels_avx512vnni = TABLE("avx512vnni", emulated, vnni);
const albert_kernels albert_kernels_avx512bf16 = TABLE("avx512bf16", native, vnni);

#endif

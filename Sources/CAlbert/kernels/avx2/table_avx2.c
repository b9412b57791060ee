// AVX2 with FMA.
#include "../tables.h"

#if defined(__x86_64__)

// Headers of the C library and intrinsics come first: their inline functions must not be compiled for this target.
#include <immintrin.h>
#include <string.h>

#include "blocking.h"
#define FUSED 1
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "../table.h"

#include "../halves.h"

// Through 16-bit multiply-adds, which are exact where vpmaddubsw saturates: the even bytes of each word, then the odd ones.
INLINE __m256i dot_int8_pairs_half(__m256i sum, __m256i a, __m256i b) {
    const __m256i low = _mm256_set1_epi16(255);
    __m256i even = _mm256_madd_epi16(_mm256_and_si256(a, low), _mm256_srai_epi16(_mm256_slli_epi16(b, 8), 8));
    __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(a, 8), _mm256_srai_epi16(b, 8));
    return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}
IN_HALVES(dot_int8_pairs, dot_int8_pairs_half)
#define INT8_ROWS_PAIRS(...) int8_rows(dot_int8_pairs, 0, __VA_ARGS__)
PRODUCT_TILE(product_tile_int8_pairs, INT8_ROWS_PAIRS)
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
IN_HALVES(dot_int8_vnni, _mm256_dpbusd_avx_epi32)
#define INT8_ROWS_VNNI(...) int8_rows(dot_int8_vnni, 0, __VA_ARGS__)
PRODUCT_TILE(product_tile_int8_vnni, INT8_ROWS_VNNI)
#pragma clang attribute pop

const albert_kernels albert_kernels_avx2 = TABLE("avx2", emulated, pairs);
const albert_kernels albert_kernels_avxvnni = TABLE("avxvnni", emulated, vnni);

#endif

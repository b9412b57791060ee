// AVX-512: 14 rows × 32 columns in 28 of 32 registers, two for the panel's row, one for the broadcast.
#include "../tables.h"

#if defined(__x86_64__)

// Headers of the C library come first: their inline functions must not be compiled for this target.
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma"))), \
                             apply_to = function)
#define ROW_TILE 14
#define PANEL_VECTORS 2
#define FUSED 1
#include "../table.h"
#pragma clang attribute pop

const albert_kernels albert_kernels_avx512 = TABLE("avx512");

#endif

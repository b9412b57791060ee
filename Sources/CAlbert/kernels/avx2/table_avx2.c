// AVX2 with FMA: 6 rows × 16 columns in 12 of 16 registers, two for the panel's row, one for the broadcast.
#include "../tables.h"

#if defined(__x86_64__)

// Headers of the C library come first: their inline functions must not be compiled for this target.
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define ROW_TILE 6
#define PANEL_VECTORS 1
#define FUSED 1
#include "../table.h"
#pragma clang attribute pop

const albert_kernels albert_kernels_avx2 = TABLE("avx2");

#endif

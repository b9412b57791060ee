// NEON: 6 rows × 16 columns in 24 of 32 registers, four for the panel's row, one for the broadcast. Every aarch64 has it.
#include "../tables.h"

#if defined(__aarch64__)

#define ROW_TILE 6
#define PANEL_VECTORS 1
#define FUSED 1
#include "../table.h"

const albert_kernels albert_kernels_neon = TABLE("neon");

#endif

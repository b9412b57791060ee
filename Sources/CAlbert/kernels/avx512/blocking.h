// How products are cut for AVX-512, and what chose each number: `build/bench/kernels` and whole passes of albert-base-v2's size on Zen 4
// (docs/performance.md).

// 28 of 32 registers hold a tile's sums, two the panel's row, one the broadcast: 97 to 99 % of register-only loops.
#define ROW_TILE 14
#define PANEL_VECTORS 2
// Eight tiles. 56, 84 and 168 rows: the same within the noise in every precision.
#define ROW_BLOCK 112
// 8 rows: 88 instead of 97 % of the limit on 24 rows by 3072 columns.
#define STEPS_AHEAD 32
// 32 KB. With one tile per panel, weights arrive at 38 GB/s on two cores, against 32 without and 23 with the processor's own
// prefetching only.
#define ROWS_AHEAD 256

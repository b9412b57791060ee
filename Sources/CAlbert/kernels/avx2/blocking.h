// How products are cut for AVX2, and what chose each number (docs/performance.md).

// 12 of 16 registers hold a tile's sums, two the panel's row, one the broadcast.
#define ROW_TILE 6
#define PANEL_VECTORS 1
// 108, 120 and 144 rows: within 1 % of this on 224 rows, 104 G operations per second on one core.
#define ROW_BLOCK 112
// As for AVX-512.
#define STEPS_AHEAD 32
#define ROWS_AHEAD 256

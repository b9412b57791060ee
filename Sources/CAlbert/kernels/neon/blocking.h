// How products are cut for NEON. The registers chose the tile; the other numbers are AVX2's, which has the same panels: no
// aarch64 machine was at hand to measure on.

// 24 of 32 registers hold a tile's sums, four the panel's row, one the broadcast.
#define ROW_TILE 6
#define PANEL_VECTORS 1
#define ROW_BLOCK 112
#define STEPS_AHEAD 32
#define ROWS_AHEAD 256

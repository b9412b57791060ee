// How products are cut in portable code, which is to be simple, not fast: nothing here was chosen by a measurement.
#define ROW_TILE 2
#define PANEL_VECTORS 1
#define ROW_BLOCK 112
#define STEPS_AHEAD 32
#define ROWS_AHEAD 256

// Any machine: the same operations in plain arithmetic, products rounded before they are added. The tables with fused
// multiply-adds are held against this one.
#include "../tables.h"

#include "blocking.h"
#define FUSED 0
#include "../table.h"

PRODUCT_TILE(product_tile_int8_plain, INT8_ROWS_PLAIN)

const albert_kernels albert_kernels_portable = TABLE("portable", emulated, plain);

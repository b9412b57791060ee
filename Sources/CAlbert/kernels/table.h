// One instruction set's table: everything above, compiled under the target that the including file has pushed.
#include "vector.h"

#include "product.h"

#include "packing.h"

#include "elementary.h"

#include "activation.h"

#include "rows.h"

#include "conversion.h"

#define TABLE(isa)                                                                                                  \
    {                                                                                                               \
        .name = isa, .row_tile = ROW_TILE, .column_tile = PANEL_WIDTH, .product_tile = product_tile,                \
        .pack_transposed = pack_transposed, .pack_rows = pack_rows, .activate = activate, .layer_norm = layer_norm, \
        .softmax = softmax, .log_sum_exp = log_sum_exp, .add = add, .maximum = maximum, .scale = scale,             \
        .square_sum = square_sum, .widen_f16 = widen_f16, .widen_bf16 = widen_bf16,                                 \
        .count_non_finite = count_non_finite,                                                                       \
    }

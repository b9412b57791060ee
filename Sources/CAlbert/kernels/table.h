// One instruction set's functions: everything below, compiled under the target that the including file has pushed; and its
// tables, which differ in how the narrow products multiply and round.
#include "vector.h"

#include "tiles.h"

#include "product.h"

#include "product_bf16.h"

#include "product_int8.h"

#include "packing.h"

#include "narrow.h"

#include "elementary.h"

#include "activation.h"

#include "rows.h"

#include "conversion.h"

#define PRODUCTS(bf16_tile, bf16_prepare, int8_tile)                                                                                \
    {                                                                                                                 \
        [ALBERT_PRECISION_F32] = {.values_per_word = 1,                                                               \
                                  .tile = product_tile,                                                               \
                                  .pack_transposed = pack_transposed,                                                 \
                                  .pack_rows = pack_rows},                                                            \
        [ALBERT_PRECISION_BF16] = {.values_per_word = 2,                                                              \
                                   .tile = bf16_tile,                                                                 \
                                   .prepare_row = bf16_prepare,                                                   \
                                   .pack_transposed = pack_transposed_bf16,                                           \
                                   .pack_rows = pack_rows_bf16},                                                      \
        [ALBERT_PRECISION_INT8] = {.values_per_word = 4,                                                              \
                                   .trailer = 2,                                                                      \
                                   .tile = int8_tile,                                                                 \
                                   .prepare_row = prepare_row_int8,                                                   \
                                   .pack_transposed = pack_transposed_int8},                                          \
    }

#define TABLE(isa, bf16_tile, bf16_prepare, int8_tile)                                                                             \
    {                                                                                                                \
        .name = isa, .row_tile = ROW_TILE, .column_tile = PANEL_WIDTH, .products = PRODUCTS(bf16_tile, bf16_prepare, int8_tile),    \
        .activate = activate, .layer_norm = layer_norm, .softmax = softmax, .log_sum_exp = log_sum_exp, .add = add,  \
        .maximum = maximum, .scale = scale, .square_sum = square_sum, .widen_f16 = widen_f16,                        \
        .widen_bf16 = widen_bf16, .count_non_finite = count_non_finite,                                              \
    }

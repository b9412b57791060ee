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

#include "gradients.h"

#include "optimizers.h"

// `rounding` names the functions of bf16, `fours` the tile of int8.
#define PRODUCTS(rounding, fours)                                                        \
    {                                                                                    \
        [ALBERT_PRECISION_F32] = {.values_per_word = 1,                                  \
                                  .tile = product_tile,                                  \
                                  .tile_adding = product_tile_adding,                    \
                                  .weigh = weigh,                                        \
                                  .pack_transposed = pack_transposed,                    \
                                  .pack_rows = pack_rows},                               \
        [ALBERT_PRECISION_BF16] = {.values_per_word = 2,                                 \
                                   .tile = product_tile_bf16_##rounding,                 \
                                   .tile_adding = product_tile_bf16_##rounding##_adding, \
                                   .prepare_row = prepare_row_bf16_##rounding,           \
                                   .weigh = weigh_bf16_##rounding,                       \
                                   .pack_transposed = pack_transposed_bf16,              \
                                   .pack_rows = pack_rows_bf16,                          \
                                   .pack_transposed_narrow = pack_transposed_narrow,     \
                                   .pack_rows_narrow = pack_rows_narrow},                \
        [ALBERT_PRECISION_INT8] = {.values_per_word = 4,                                 \
                                   .trailer = 2,                                         \
                                   .tile = product_tile_int8_##fours,                    \
                                   .prepare_row = prepare_row_int8,                      \
                                   .prepare_narrow = prepare_narrow_int8,                \
                                   .pack_transposed = pack_transposed_int8},             \
    }

#define TABLE(isa, rounding, fours)                                                                                 \
    {                                                                                                               \
        .name = isa, .row_tile = ROW_TILE, .column_tile = PANEL_WIDTH, .row_block = ROW_BLOCK,                      \
        .rows_ahead = ROWS_AHEAD, .products = PRODUCTS(rounding, fours), .activate = activate,                      \
        .activate_narrow = activate_narrow_##rounding, .layer_norm = layer_norm, .softmax = softmax,                \
        .log_sum_exp = log_sum_exp, .add = add, .maximum = maximum, .scale = scale, .square_sum = square_sum,       \
        .widen_f16 = widen_f16, .widen_bf16 = widen_bf16, .count_non_finite = count_non_finite,                     \
        .transpose = transpose_matrix, .activate_gradient = activate_gradient,                                      \
        .layer_norm_gradient = layer_norm_gradient, .softmax_gradient = softmax_gradient, .add_scaled = add_scaled, \
        .drop = drop, .adapt = adapt,                                                                               \
    }

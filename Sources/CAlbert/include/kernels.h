/* The inner loops, one table of them per instruction set. Knows nothing of ALBERT.
 *
 * Every kernel computes each output element by one fixed sequence of operations that does not depend on how the work was cut
 * (tile sizes, thread counts, neighbours): that is why one thread and sixteen give the same bits. avx2, avx512 and neon agree
 * with each other bit for bit too: sums run over 16 lanes whatever the register width. The portable table rounds products
 * before adding and differs in the last bits.
 *
 * Kernels never read or write past what their comment says (short rows are masked), and never allocate.
 */
#ifndef ALBERT_KERNELS_H
#define ALBERT_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* Activation functions by their number; formulas beside their code in kernels/activation.h. */
typedef enum albert_activation {
    ALBERT_ACTIVATION_LINEAR = 0,
    ALBERT_ACTIVATION_GELU_ERF,   /* 0.5 x (1 + erf(x / sqrt 2)) */
    ALBERT_ACTIVATION_GELU_TANH,  /* 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) */
    ALBERT_ACTIVATION_GELU_QUICK, /* x sigmoid(1.702 x) */
    ALBERT_ACTIVATION_GELU_10,    /* the erf form, clipped to [-10, 10] */
    ALBERT_ACTIVATION_RELU,
    ALBERT_ACTIVATION_RELU6,
    ALBERT_ACTIVATION_RELU_SQUARED,
    ALBERT_ACTIVATION_SILU,
    ALBERT_ACTIVATION_TANH,
    ALBERT_ACTIVATION_SIGMOID,
    ALBERT_ACTIVATION_MISH,
    ALBERT_ACTIVATION_COUNT
} albert_activation;

/* Number formats in which the two sides of a product are held; sums and results are float. */
typedef enum albert_precision {
    ALBERT_PRECISION_F32 = 0,
    ALBERT_PRECISION_BF16, /* both sides rounded to bfloat16, to nearest even */
    ALBERT_PRECISION_INT8, /* B: -127 to 127 with a scale per column; A: 0 to 255 with a scale and a zero point per row */
    ALBERT_PRECISION_COUNT
} albert_precision;

/* The product in one number format. Both sides are made of words of 32 bits, each holding `values_per_word` values that
 * follow each other in depth, the first one lowest; a depth that does not fill its last word is filled up with zeros.
 * `steps` is the number of words in a row. Strides are in words.
 *
 *   a row of A   `steps` words, then `trailer` words
 *   a panel      `steps` rows of column_tile words, then `trailer` such rows; 64-byte aligned; columns past the matrix's
 *                are zero
 *
 * The trailer of int8 is, in a row of A, its scale (float) and its zero point (int32_t); in a panel, the columns' scales and
 * the sums of their values (int32_t). */
typedef struct albert_product {
    int32_t values_per_word;
    int32_t trailer;

    /* One tile: C[rows, columns] = A · B (+ bias).
     *   a      unaligned; rows ≤ row_tile
     *   next   memory that will be read soon, as much as the panel: it is brought closer; any address
     *   bias   `columns` floats, or NULL
     *   c      row-major, unaligned; only rows × columns floats are written
     * f32: each element is summed in increasing depth, in chains of 256 fused multiply-adds whose sums are added in order,
     * the first one to the bias (product.h says why). bf16: one chain of fused multiply-adds, of each pair the second value
     * first, as the instruction vdpbf16ps does. int8: exact sums; one rounding by the scales, one by the bias. */
    void (*tile)(size_t rows, size_t columns, size_t steps, const void *a, size_t a_stride, const void *panel,
                 const void *next, const float *bias, float *c, size_t c_stride);
    /* The same added to what is in `c`, without a bias. Not int8. */
    void (*tile_adding)(size_t rows, size_t columns, size_t steps, const void *a, size_t a_stride, const void *panel,
                        const void *next, const float *bias, float *c, size_t c_stride);

    /* Makes a row of A, trailer included. `prepared` may be `row` itself where the trailer is empty. int8: the range of the
     * row and zero, in 254 equal parts; a row with NaN or infinity has the scale NaN. NULL for f32: rows are taken as they
     * are. */
    void (*prepare_row)(size_t count, const float *row, void *prepared);
    /* The same from a row of bfloat16. NULL for f32, and for bf16, whose rows are taken as they are. */
    void (*prepare_narrow)(size_t count, const void *row, void *prepared);

    /* Makes a row of A from a row of scores in place: exp(factor · (score - max)), of which bf16 keeps eight bits; gives 1 / the
     * sum over all columns, by which a row of C is to be multiplied. count ≥ 1, factor ≥ 0. A score of -infinity weighs 0;
     * what is given is NaN when a score is NaN or +infinity, or all are -infinity. Not int8. */
    float (*weigh)(size_t count, float factor, float *scores);

    /* Packs one panel from a matrix given by its columns, as a Linear layer's weight [out, in] is, and as keys are:
     * B[k][j] = source[j * stride + k] for j < columns ≤ column_tile and k < depth. */
    void (*pack_transposed)(size_t columns, size_t depth, const float *source, size_t stride, void *panel);
    /* Packs one panel from a matrix given by its rows, as values are: B[k][j] = source[k * stride + j]. Not int8. */
    void (*pack_rows)(size_t columns, size_t depth, const float *source, size_t stride, void *panel);
    /* Both from matrices of bfloat16, rows `stride` words apart, values with any alignment. Only bf16. */
    void (*pack_transposed_narrow)(size_t columns, size_t depth, const void *source, size_t stride, void *panel);
    void (*pack_rows_narrow)(size_t columns, size_t depth, const void *source, size_t stride, void *panel);
} albert_product;

/* The constants of an optimizer's step. `kept1` and `kept2` are the betas, `added1` and `added2` one minus them, rounded from
 * double precision. */
typedef struct albert_adaptation {
    float kept1, added1, kept2, added2;
    float gradient_factor, m_factor, v_factor, epsilon, decay;
} albert_adaptation;

/* One instruction set: `row_tile` × `column_tile` is the largest tile; `column_tile` is also the width of a panel. */
typedef struct albert_kernels {
    const char *name; /* see albert_kernels_named */
    int32_t row_tile;
    int32_t column_tile;
    int32_t row_block;  /* rows that a core keeps in its second-level cache while panels stream past */
    int32_t rows_ahead; /* of a panel, that the first tile of a block fetches ahead */
    albert_product products[ALBERT_PRECISION_COUNT];

    /* c[i][j] = f(c[i][j]) for a tile; `c_stride` floats between rows. */
    void (*activate)(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride);
    /* target[i][j] = f(c[i][j]) in bfloat16; `target_stride` words between rows, any alignment. Before rounding, the GELUs are
     * within 4e-5, or 1e-5 of a larger result. */
    void (*activate_narrow)(albert_activation activation, size_t rows, size_t columns, const float *c, size_t c_stride,
                            void *target, size_t target_stride);
    /* One row: output = (s - mean(s)) / sqrt(variance(s) + epsilon) · scale + shift, where s = input + residual (residual may
     * be NULL) and the variance is the biased one. `output` may be `input` or `residual`. */
    void (*layer_norm)(size_t count, const float *input, const float *residual, const float *scale, const float *shift,
                       float epsilon, float *output);
    /* One row in place: values = exp(factor · (values - max)) / sum. count ≥ 1, factor ≥ 0. A score of -infinity weighs 0;
     * NaN everywhere when a score is NaN or +infinity, or all are -infinity. */
    void (*softmax)(size_t count, float factor, float *values);
    /* Natural logarithm of the sum of exponentials of a row: max + log(sum(exp(values - max))). count ≥ 1. Infinite
     * values give what the formula tends to. */
    float (*log_sum_exp)(size_t count, const float *values);
    /* sum[i] += values[i]; maximum[i] = max(maximum[i], values[i]), NaN where either is; values[i] *= factor. */
    void (*add)(size_t count, const float *values, float *sum);
    void (*maximum)(size_t count, const float *values, float *maximum);
    void (*scale)(size_t count, float factor, float *values);
    /* Sum of squares. */
    float (*square_sum)(size_t count, const float *values);

    /* Widening, exact: IEEE binary16 and bfloat16 (little-endian, any alignment) to float. */
    void (*widen_f16)(size_t count, const void *source, float *target);
    void (*widen_bf16)(size_t count, const void *source, float *target);
    /* How many values are NaN or infinite. */
    size_t (*count_non_finite)(size_t count, const float *values);

    /* --- training: kernels/gradients.h, kernels/optimizers.h --- */

    /* target[j][i] = source[i][j]; strides in floats. */
    void (*transpose)(size_t rows, size_t columns, const float *source, size_t stride, float *target,
                      size_t target_stride);
    /* Of a tile of what an activation function got, `c`, and of the loss's gradient by what it gave: c = f(c) and
     * gradient *= f'(c). Where f has a corner its derivative there is PyTorch's. */
    void (*activate_gradient)(albert_activation activation, size_t rows, size_t columns, float *c, size_t c_stride,
                              float *gradient, size_t gradient_stride);
    /* One row of layer_norm backwards. `input` is what was normalised, residual included. In: the gradient by the output; out:
     * by the input, in its place. What the row adds to the gradients by scale and shift is added to the two sums. */
    void (*layer_norm_gradient)(size_t count, const float *input, const float *scale, float epsilon, float *gradient,
                                float *scale_sum, float *shift_sum);
    /* One row of softmax backwards: of what it gave and the gradient by that, in place the gradient by what it got. */
    void (*softmax_gradient)(size_t count, float factor, const float *weights, float *gradient);
    /* sum[i] += factor · values[i], rounded once. */
    void (*add_scaled)(size_t count, float factor, const float *values, float *sum);
    /* Dropout: values[i] becomes 0 where a hash of key and first + i is below `threshold`, else values[i] · factor. */
    void (*drop)(size_t count, uint64_t key, uint64_t first, uint32_t threshold, float factor, float *values);
    /* Adam's direction. With g = gradient[i] · gradient_factor: m = kept1 · m + added1 · g; v = kept2 · v + added2 · g²;
     * gradient[i] = m · m_factor / (√(v · v_factor) + epsilon) + decay · weights[i]. */
    void (*adapt)(size_t count, const albert_adaptation *settings, const float *weights, float *gradient, float *m,
                  float *v);
} albert_kernels;

/* --- dispatch/dispatch.c -------------------------------------------------------------------------------------------- */

/* The table for this machine: the best that the CPU supports, or the one that ALBERT_ISA names. NULL when ALBERT_ISA names
 * an instruction set that is unknown or that this CPU lacks: every computation is then refused. Chosen once. */
const albert_kernels *albert_kernels_chosen(void);
/* A table by name, NULL when this build or this CPU does not have it: portable; avx2, avxvnni, avx512, avx512vnni, avx512bf16;
 * neon, neondot. Tables of one family differ in the instructions of their bf16 and int8 products, not in results. */
const albert_kernels *albert_kernels_named(const char *name);
/* What ALBERT_ISA said, "" when it is not set. Static for the process. */
const char *albert_kernels_requested(void);
/* The CPU's features that matter here, as space-separated names. Static for the process. */
const char *albert_cpu_features(void);

#pragma GCC visibility pop
#endif

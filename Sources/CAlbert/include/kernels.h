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

/* One instruction set. `row_tile` × `column_tile` is the micro-kernel's largest tile; `column_tile` is also the width of a
 * packed panel. Strides are in floats. */
typedef struct albert_kernels {
    const char *name; /* "avx512", "avx2", "neon", "portable" */
    int32_t row_tile;
    int32_t column_tile;

    /* One tile: C[rows, columns] = A[rows, depth] · B[depth, columns] (+ bias).
     *   a      row-major, unaligned; rows ≤ row_tile
     *   panel  depth rows of column_tile floats, 64-byte aligned, columns past `columns` are zero
     *   bias   `columns` floats, or NULL
     *   c      row-major, unaligned; only rows × columns floats are written
     * Each element is summed in increasing depth, in chains of 128 fused multiply-adds whose sums are added in order, the
     * first one to the bias (product.h says why). */
    void (*product_tile)(size_t rows, size_t columns, size_t depth, const float *a, size_t a_stride, const float *panel,
                         const float *bias, float *c, size_t c_stride);

    /* Packs one panel from a matrix given by its columns, as a Linear layer's weight [out, in] is, and as keys are:
     * panel[k][j] = source[j * stride + k] for j < columns ≤ column_tile and k < depth, zero for other j. */
    void (*pack_transposed)(size_t columns, size_t depth, const float *source, size_t stride, float *panel);
    /* Packs one panel from a matrix given by its rows, as values are: panel[k][j] = source[k * stride + j]. */
    void (*pack_rows)(size_t columns, size_t depth, const float *source, size_t stride, float *panel);

    /* values[i] = f(values[i]). */
    void (*activate)(albert_activation activation, size_t count, float *values);
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
} albert_kernels;

/* --- dispatch/dispatch.c -------------------------------------------------------------------------------------------- */

/* The table for this machine: the best that the CPU supports, or the one that ALBERT_ISA names. NULL when ALBERT_ISA names
 * an instruction set that is unknown or that this CPU lacks: every computation is then refused. Chosen once. */
const albert_kernels *albert_kernels_chosen(void);
/* A table by name; NULL when this build or this CPU does not have it. */
const albert_kernels *albert_kernels_named(const char *name);
/* What ALBERT_ISA said, "" when it is not set. Static for the process. */
const char *albert_kernels_requested(void);
/* The CPU's features that matter here, as space-separated names. Static for the process. */
const char *albert_cpu_features(void);

#pragma GCC visibility pop
#endif

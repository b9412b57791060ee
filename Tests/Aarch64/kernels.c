/* Every kernel of one table, over all edge sizes, in memory whose ends are guarded: compared with double precision, and
 * printed as one hash of bits per kernel. Tables with fused multiply-adds promise the same bits (kernels.h), so the hashes
 * of neon under an emulator must be those of avx2 on the machine beside it: one program, compiled twice.
 *
 *     kernels TABLE
 *     kernels           names the tables that this machine has, on one line
 */
#include "kernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 65536, LONGEST = 1100 }; /* aarch64 kernels may use pages of 64 KiB */

static const albert_kernels *kernels;
static int passed, failed;

static void expect(bool holds, const char *kernel, size_t size, double error) {
    if (holds) passed++;
    else if (failed++ < 20) printf("FAILED: %s at size %zu: off by %g\n", kernel, size, error);
}

/* --- numbers and memory --- */

static uint64_t stream;

static float number(float scale) {
    uint64_t x = stream += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return ((float)((x ^ (x >> 31)) >> 40) / 8388608 - 1) * scale;
}

static uint64_t hash;

static void add_to_hash(const float *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &values[i], sizeof bits);
        if (isnan(values[i])) bits = 0x7FC00000; /* a NaN's sign and payload are the machine's choice */
        hash = (hash ^ bits) * 0x100000001B3u;
    }
}

/* Words that are no floats. */
static void add_words_to_hash(const void *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, (const char *)words + i * sizeof bits, sizeof bits);
        hash = (hash ^ bits) * 0x100000001B3u;
    }
}

static void tell_hash(const char *kernel) {
    printf("%-16s %016llx\n", kernel, (unsigned long long)hash);
    hash = 0xCBF29CE484222325u;
    stream = 0; /* scratch of tables that differ in width took numbers too */
}

/* One block for each role; it ends where a page begins that may not be touched. */
static float *guarded(int role, size_t count, float scale) {
    static char *mappings[8];
    size_t inner = 2048 * PAGE / 1024; /* 128 KiB: room for LONGEST × the widest panel */
    if (mappings[role] == NULL) {
        mappings[role] = mmap(NULL, inner + 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mappings[role] == MAP_FAILED) exit(3);
        mprotect(mappings[role], PAGE, PROT_NONE);
        mprotect(mappings[role] + PAGE + inner, PAGE, PROT_NONE);
    }
    if (count * sizeof(float) > inner) exit(3);
    float *values = (float *)(mappings[role] + PAGE + inner) - count;
    for (size_t i = 0; i < count; i++) values[i] = number(scale);
    return values;
}

/* --- kernels --- */

/* The product of one tile in float, packed both ways. */
static double float_tile(size_t rows, size_t columns, size_t depth, const float *a, const float *weight,
                         const float *bias, float *c) {
    const albert_product *product = &kernels->products[ALBERT_PRECISION_F32];
    size_t width = (size_t)kernels->column_tile;
    float *panel = guarded(3, depth * width, 9), *again = guarded(4, depth * width, 9);
    float *by_rows = guarded(5, columns * depth, 1);
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < columns; j++) by_rows[k * columns + j] = weight[j * depth + k];
    product->pack_transposed(columns, depth, weight, depth, panel);
    product->pack_rows(columns, depth, by_rows, columns, again);
    bool packed = memcmp(panel, again, depth * width * sizeof(float)) == 0;
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < width; j++)
            packed = packed && panel[k * width + j] == (j < columns ? weight[j * depth + k] : 0);
    expect(packed, "pack", columns, 0);
    product->tile(rows, columns, depth, a, depth, panel, panel, bias, c, columns);
    return 2e-5;
}

/* The same through pairs of bfloat16: rows and panel from floats, and both again from bfloat16. */
static double bf16_tile(size_t rows, size_t columns, size_t depth, const float *a, const float *weight,
                        const float *bias, float *c) {
    const albert_product *product = &kernels->products[ALBERT_PRECISION_BF16];
    size_t width = (size_t)kernels->column_tile, steps = (depth + 1) / 2;
    float *panel = guarded(3, steps * width, 9), *again = guarded(4, steps * width, 9);
    float *narrow = guarded(5, columns * steps, 1), *prepared = guarded(7, rows * steps, 1);
    product->pack_transposed(columns, depth, weight, depth, panel);
    kernels->activate_narrow(ALBERT_ACTIVATION_LINEAR, columns, depth, weight, depth, narrow, steps);
    product->pack_transposed_narrow(columns, depth, narrow, steps, again);
    expect(memcmp(panel, again, steps * width * sizeof(float)) == 0, "pack bf16", columns, 0);
    /* The transpose in rows: `columns` values in each of `depth`. */
    float *by_rows = guarded(4, depth * ((columns + 1) / 2), 1);
    for (size_t k = 0; k < depth; k++)
        for (size_t j = 0; j < columns; j++)
            memcpy((char *)(by_rows + k * ((columns + 1) / 2)) + 2 * j, (char *)(narrow + j * steps) + 2 * k, 2);
    static float third[LONGEST * 64] __attribute__((aligned(64)));
    product->pack_rows_narrow(columns, depth, by_rows, (columns + 1) / 2, third);
    expect(memcmp(panel, third, steps * width * sizeof(float)) == 0, "pack_rows_narrow", columns, 0);

    for (size_t i = 0; i < rows; i++) product->prepare_row(depth, a + i * depth, prepared + i * steps);
    add_words_to_hash(prepared, rows * steps);
    product->tile(rows, columns, steps, prepared, steps, panel, panel, bias, c, columns);
    return 0x1.02p-8 * (double)depth + 1e-6; /* each side is off by 2^-9 of at most 1 */
}

static double int8_tile(size_t rows, size_t columns, size_t depth, const float *a, const float *weight,
                        const float *bias, float *c) {
    const albert_product *product = &kernels->products[ALBERT_PRECISION_INT8];
    size_t width = (size_t)kernels->column_tile, words = (depth + 3) / 4 + 2;
    float *panel = guarded(3, words * width, 9), *prepared = guarded(7, rows * words, 1);
    product->pack_transposed(columns, depth, weight, depth, panel);
    for (size_t i = 0; i < rows; i++) {
        product->prepare_row(depth, a + i * depth, prepared + i * words);
        add_words_to_hash(prepared + i * words, words);
        float *narrow = guarded(4, (depth + 1) / 2, 1), *again = guarded(5, words, 1), wide[LONGEST];
        kernels->activate_narrow(ALBERT_ACTIVATION_LINEAR, 1, depth, a + i * depth, depth, narrow, 0);
        product->prepare_narrow(depth, narrow, again);
        add_words_to_hash(again, words);
        kernels->widen_bf16(depth, narrow, wide);
        float expected[LONGEST];
        product->prepare_row(depth, wide, expected);
        expect(memcmp(again, expected, words * sizeof *expected) == 0, "prepare_narrow", depth, 0);
    }
    product->tile(rows, columns, words - 2, prepared, words, panel, panel, bias, c, columns);
    return (1.0 / 254 + 0.5 / 127 + 0.001) * (double)depth +
           1e-6; /* half a step of each side, of at most 2/254 and 1/127 */
}

typedef double try_tile(size_t, size_t, size_t, const float *, const float *, const float *, float *);

static void try_product(try_tile *tile, size_t rows, size_t columns, size_t depth) {
    stream = rows * 10007 + columns * 101 + depth;
    float *a = guarded(0, rows * depth, 1), *weight = guarded(1, columns * depth, 1), *bias = guarded(2, columns, 1);
    float *c = guarded(6, rows * columns, 7);
    double room = tile(rows, columns, depth, a, weight, bias, c), worst = 0;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < columns; j++) {
            double sum = bias[j];
            for (size_t k = 0; k < depth; k++) sum += (double)a[i * depth + k] * weight[j * depth + k];
            worst = fmax(worst, fabs(c[i * columns + j] - sum));
        }
    expect(worst <= room, "tile", depth, worst);
    add_to_hash(c, rows * columns);
}

static void try_products(try_tile *tile, const char *name) {
    static const size_t depths[] = {0, 1, 2, 3, 4, 5, 7, 16, 17, 31, 33, 63, 65, 127, 128, 129, 257, 768};
    /* Sizes of the smallest fused tile, so that hashes can be compared. */
    size_t most_rows = kernels->row_tile < 6 ? (size_t)kernels->row_tile : 6;
    size_t most_columns = kernels->column_tile < 16 ? (size_t)kernels->column_tile : 16;
    for (size_t rows = 0; rows <= most_rows; rows++)
        for (size_t columns = 0; columns <= most_columns; columns++)
            try_product(tile, rows, columns, (rows + columns) % 3 * 8 + 1);
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) try_product(tile, most_rows, most_columns, depths[i]);
    tell_hash(name);
}

static double formula(int activation, double x) {
    double gelu = 0.5 * x * erfc(-x * 0.70710678118654752440);
    switch (activation) {
    case ALBERT_ACTIVATION_GELU_ERF: return gelu;
    case ALBERT_ACTIVATION_GELU_TANH: return x / (1 + exp(-2 * 0.79788456080286535588 * (x + 0.044715 * x * x * x)));
    case ALBERT_ACTIVATION_GELU_QUICK: return x / (1 + exp(-1.702 * x));
    case ALBERT_ACTIVATION_GELU_10: return fmin(10, fmax(-10, gelu));
    case ALBERT_ACTIVATION_RELU: return fmax(x, 0);
    case ALBERT_ACTIVATION_RELU6: return fmin(fmax(x, 0), 6);
    case ALBERT_ACTIVATION_RELU_SQUARED: return fmax(x, 0) * fmax(x, 0);
    case ALBERT_ACTIVATION_SILU: return x / (1 + exp(-x));
    case ALBERT_ACTIVATION_TANH: return tanh(x);
    case ALBERT_ACTIVATION_SIGMOID: return 1 / (1 + exp(-x));
    case ALBERT_ACTIVATION_MISH: return x * tanh(log1p(exp(x)));
    default: return x;
    }
}

static void try_activations(void) {
    for (int activation = 0; activation < ALBERT_ACTIVATION_COUNT; activation++) {
        for (size_t count = 0; count <= 1000; count += count < 35 ? 1 : 193) {
            float *values = guarded(0, count, 1);
            float before[LONGEST];
            for (size_t i = 0; i < count; i++) values[i] = number(i % 5 == 0 ? 100 : 6);
            memcpy(before, values, count * sizeof *values);
            uint16_t *narrow = (uint16_t *)guarded(1, (count + 1) / 2, 1);
            kernels->activate_narrow((albert_activation)activation, 1, count, values, count, narrow, 0);
            kernels->activate((albert_activation)activation, 1, count, values, count);
            double worst = 0;
            for (size_t i = 0; i < count; i++) {
                double right = formula(activation, before[i]),
                       room = fmax(fmax(fabs(right), fabs(before[i]) / 100), 1e-3);
                worst = fmax(worst, fabs(values[i] - right) / room);
            }
            expect(worst < 1e-6, "activate", count, worst);
            add_to_hash(values, count);
            float wide[LONGEST];
            kernels->widen_bf16(count, narrow, wide);
            bool rounded = true, is_gelu = activation == ALBERT_ACTIVATION_GELU_ERF ||
                                           activation == ALBERT_ACTIVATION_GELU_TANH ||
                                           activation == ALBERT_ACTIVATION_GELU_10;
            float room = is_gelu ? 4e-5f : 0;
            for (size_t i = 0; i < count; i++)
                rounded = rounded && fabsf(wide[i] - values[i]) <= 0x1p-8f * fabsf(values[i]) + room;
            expect(rounded, "activate_narrow", count, 0);
            add_to_hash(wide, count);
        }
        char name[32];
        snprintf(name, sizeof name, "activate %d", activation);
        tell_hash(name);
    }
}

static void try_row(size_t count, char operation) {
    float *x = guarded(0, count, 5), *residual = guarded(1, count, 1), *scale = guarded(2, count, 1);
    float *shift = guarded(3, count, 1), *output = guarded(4, count, 1);
    double mean = 0, variance = 0, top = -INFINITY, total = 0, squares = 0, worst = 0;
    for (size_t i = 0; i < count; i++) {
        mean += ((double)x[i] + residual[i]) / (double)count;
        top = fmax(top, x[i]);
        squares += (double)x[i] * x[i];
    }
    for (size_t i = 0; i < count; i++) {
        double distance = (double)x[i] + residual[i] - mean;
        variance += distance * distance / (double)count;
        total += exp(0.25 * (x[i] - top));
    }
    switch (operation) {
    case 'n':
        kernels->layer_norm(count, x, residual, scale, shift, 1e-5f, output);
        for (size_t i = 0; i < count; i++) {
            double right = ((double)x[i] + residual[i] - mean) / sqrt(variance + (double)1e-5f) * scale[i] + shift[i];
            worst = fmax(worst, fabs(output[i] - right));
        }
        expect(worst < 4e-6, "layer_norm", count, worst);
        break;
    case 's':
        memcpy(output, x, count * sizeof *x);
        kernels->softmax(count, 0.25f, output);
        for (size_t i = 0; i < count; i++) worst = fmax(worst, fabs(output[i] - exp(0.25 * (x[i] - top)) / total));
        expect(worst < 2e-7, "softmax", count, worst);
        for (int precision = ALBERT_PRECISION_F32; precision <= ALBERT_PRECISION_BF16; precision++) {
            bool is_narrow = precision == ALBERT_PRECISION_BF16;
            memcpy(output, x, count * sizeof *x);
            float share = kernels->products[precision].weigh(count, 0.25f, output), wide[LONGEST];
            if (is_narrow) kernels->widen_bf16(count, output, wide);
            else memcpy(wide, output, count * sizeof *output);
            worst = 0;
            for (size_t i = 0; i < count; i++)
                worst = fmax(worst, fabs(wide[i] * share - exp(0.25 * (x[i] - top)) / total));
            expect(worst < (is_narrow ? 5e-3 : 2e-6), "weigh", count, worst);
            add_to_hash(wide, count);
        }
        break;
    case 'l': {
        double sum = 0;
        for (size_t i = 0; i < count; i++) sum += exp(x[i] - top);
        output[0] = kernels->log_sum_exp(count, x);
        expect(fabs(output[0] - (top + log(sum))) < 4e-6, "log_sum_exp", count, fabs(output[0] - (top + log(sum))));
        count = 1;
        break;
    }
    default:
        output[0] = kernels->square_sum(count, x);
        expect(fabs(output[0] - squares) <= 1e-6 * squares, "square_sum", count, fabs(output[0] - squares));
        float once = output[0];
        kernels->add(count, x, residual);
        add_to_hash(residual, count);
        kernels->maximum(count, shift, residual);
        add_to_hash(residual, count);
        kernels->scale(count, 0.3f, scale);
        add_to_hash(scale, count);
        output[0] = once;
        count = 1;
    }
    add_to_hash(output, count);
}

static void try_rows(void) {
    for (const char *operation = "nslq"; *operation != 0; operation++) {
        for (size_t count = *operation == 'n' ? 2 : 1; count <= 1024; count += count < 35 ? 1 : 109)
            try_row(count, *operation);
        char name[] = {'r', 'o', 'w', ' ', *operation, 0};
        tell_hash(name);
    }
}

static void try_conversions(void) {
    static uint16_t halves[65536];
    static float wide[65536];
    for (int i = 0; i < 65536; i++) halves[i] = (uint16_t)i;
    kernels->widen_bf16(65536, halves, wide);
    bool exact = true;
    for (uint32_t i = 0; i < 65536; i++) {
        uint32_t bits;
        memcpy(&bits, &wide[i], sizeof bits);
        exact = exact && (bits == i << 16 || isnan(wide[i]));
    }
    expect(exact, "widen_bf16", 65536, 0);
    add_to_hash(wide, 65536);
    kernels->widen_f16(65536, halves, wide);
    exact = true;
    size_t strange = 0;
    for (int i = 0; i < 65536; i++) {
        int exponent = i >> 10 & 31, fraction = i & 1023;
        double size = exponent == 0 ? ldexp(fraction, -24) : ldexp(1024 + fraction, exponent - 25);
        strange += exponent == 31;
        if (exponent == 31) exact = exact && (fraction == 0 ? isinf(wide[i]) : isnan(wide[i]));
        else exact = exact && wide[i] == (i >> 15 != 0 ? -size : size);
    }
    expect(exact, "widen_f16", 65536, 0);
    add_to_hash(wide, 65536);
    expect(kernels->count_non_finite(65536, wide) == strange, "count_non_finite", 65536, 0);
    tell_hash("conversions");
}

int main(int argc, char **argv) {
    if (argc == 1) {
        static const char *const names[] = {"portable",   "avx2",       "avxvnni", "avx512",
                                            "avx512vnni", "avx512bf16", "neon",    "neondot"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (albert_kernels_named(names[i]) != NULL) printf("%s ", names[i]);
        return 0;
    }
    kernels = argc == 2 ? albert_kernels_named(argv[1]) : NULL;
    if (kernels == NULL) {
        fprintf(stderr, "usage: kernels TABLE, one that this machine has\n");
        return 2;
    }
    hash = 0xCBF29CE484222325u;
    try_products(float_tile, "tile f32");
    try_products(bf16_tile, "tile bf16");
    try_products(int8_tile, "tile int8");
    try_activations();
    try_rows();
    try_conversions();
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}

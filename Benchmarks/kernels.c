/* The micro-kernel against multiply-adds that touch no memory, and the row operations per value, for every table.
 *
 * The limit and the tile run in turn, in bursts of a fraction of a millisecond, so that both see the same clock frequency
 * and the median forgets interruptions. The tile takes its panels from a set that fills half of a second-level cache, as
 * the product of a whole matrix does.
 */
#include "kernels.h"
#include "bench.h"

#include <string.h>

enum { BURSTS = 201, CHAINS = 12, LIMIT_STEPS = 4000, PANEL_BYTES = 512 * 1024 };

/* CHAINS independent sums hide the latency of a multiply-add on every CPU that we know (4 cycles, two a cycle). They have
 * names of their own: an array of them might live in memory. */
#define LIMIT(name, bytes, products, attributes, STEP)                                                           \
    attributes static double name(void) {                                                                        \
        typedef float vector __attribute__((vector_size(bytes)));                                                \
        volatile float one = 0.999f;                                                                             \
        vector x = one - (vector){0}, s0 = x, s1 = x, s2 = x, s3 = x, s4 = x, s5 = x;                            \
        vector s6 = x, s7 = x, s8 = x, s9 = x, s10 = x, s11 = x;                                                 \
        double start = bench_now();                                                                              \
        for (int step = 0; step < LIMIT_STEPS; step++) {                                                         \
            STEP(s0)                                                                                             \
            STEP(s1) STEP(s2) STEP(s3) STEP(s4) STEP(s5) STEP(s6) STEP(s7) STEP(s8) STEP(s9) STEP(s10) STEP(s11) \
        }                                                                                                        \
        double seconds = bench_now() - start;                                                                    \
        return 2.0 * CHAINS * LIMIT_STEPS * (products) / seconds;                                                \
    }
#if defined(__x86_64__)
#define FMA(s) __asm__ volatile("vfmadd231ps %1, %1, %0" : "+v"(s) : "v"(x));
#define DOT_BF16(s) __asm__ volatile("vdpbf16ps %1, %1, %0" : "+v"(s) : "v"(x));
#define DOT_INT8(s) __asm__ volatile("vpdpbusd %1, %1, %0" : "+v"(s) : "v"(x));
#define DOT_INT8_VEX(s) __asm__ volatile("%{vex%} vpdpbusd %1, %1, %0" : "+x"(s) : "x"(x));
LIMIT(limit_avx2, 32, 8, __attribute__((target("avx2,fma"))), FMA)
LIMIT(limit_avxvnni, 32, 32, __attribute__((target("avx2,avxvnni"))), DOT_INT8_VEX)
LIMIT(limit_avx512, 64, 16, __attribute__((target("avx512f"))), FMA)
LIMIT(limit_avx512vnni, 64, 64, __attribute__((target("avx512f,avx512vnni"))), DOT_INT8)
LIMIT(limit_avx512bf16, 64, 32, __attribute__((target("avx512f,avx512bf16"))), DOT_BF16)
#elif defined(__aarch64__)
#define FMA(s) __asm__ volatile("fmla %0.4s, %1.4s, %1.4s" : "+w"(s) : "w"(x));
#define DOT_INT8(s) __asm__ volatile("sdot %0.4s, %1.16b, %1.16b" : "+w"(s) : "w"(x));
LIMIT(limit_neon, 16, 4, , FMA)
LIMIT(limit_neondot, 16, 16, __attribute__((target("dotprod"))), DOT_INT8)
#endif

typedef double limit_function(void);

/* The instruction that a table multiplies with in one precision; NULL where no one instruction is its limit. */
static limit_function *limit_of(const char *table, albert_precision precision) {
    static const struct {
        const char *table;
        limit_function *limits[ALBERT_PRECISION_COUNT];
    } known[] = {
#if defined(__x86_64__)
        {"avx512bf16", {limit_avx512, limit_avx512bf16, limit_avx512vnni}},
        {"avx512vnni", {limit_avx512, NULL, limit_avx512vnni}},
        {"avx512", {limit_avx512}},
        {"avxvnni", {limit_avx2, NULL, limit_avxvnni}},
        {"avx2", {limit_avx2}},
#elif defined(__aarch64__)
        {"neondot", {limit_neon, NULL, limit_neondot}},
        {"neon", {limit_neon}},
#endif
        {"portable", {NULL}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].table, table) == 0) return known[i].limits[precision];
    return NULL;
}

static float *memory(size_t count) {
    float *values = aligned_alloc(64, (count * sizeof *values + 63) / 64 * 64);
    if (values == NULL) exit(1);
    for (size_t i = 0; i < count; i++) values[i] = (float)((i * 2654435761u) >> 16 & 1023) / 1024 - 0.5f;
    return values;
}

static void time_tile(const albert_kernels *kernels, albert_precision precision, size_t depth) {
    static const char *const names[] = {"f32", "bf16", "int8"};
    const albert_product *product = &kernels->products[precision];
    size_t rows = (size_t)kernels->row_tile, width = (size_t)kernels->column_tile;
    size_t steps = depth / (size_t)product->values_per_word, words = steps + (size_t)product->trailer,
           stride = words + 16;
    size_t panels = PANEL_BYTES / (words * width * sizeof(float));
    if (panels == 0) panels = 1;
    float *a = memory(rows * stride), *b = memory(panels * words * width), *c = memory(rows * width);
    float *source = memory(width * depth);
    for (size_t p = 0; p < panels; p++) product->pack_transposed(width, depth, source, depth, b + p * words * width);
    for (size_t i = 0; i < rows && product->prepare_row != NULL; i++)
        product->prepare_row(depth, source + i * depth, a + i * stride);
    limit_function *limit = limit_of(kernels->name, precision);
    double tile[BURSTS], most[BURSTS], ratio[BURSTS];
    double work = 2.0 * (double)(rows * width * depth * panels);
    for (int burst = 0; burst < BURSTS; burst++) {
        most[burst] = limit != NULL ? limit() : 0;
        double start = bench_now();
        for (size_t p = 0; p < panels; p++)
            product->tile(rows, width, steps, a, stride, b + p * words * width, b, NULL, c, width);
        tile[burst] = work / (bench_now() - start);
        ratio[burst] = limit != NULL ? 100 * tile[burst] / most[burst] : 0;
    }
    printf("%-10s %-4s tile %2zu x %zu, depth %4zu: %6.1f G/s", kernels->name, names[precision], rows, width, depth,
           bench_median(tile, BURSTS) * 1e-9);
    if (limit != NULL)
        printf(" of %6.1f in registers, %.0f %%", bench_median(most, BURSTS) * 1e-9, bench_median(ratio, BURSTS));
    printf("\n");
    free(a), free(b), free(c), free(source);
}

/* --- row operations: nanoseconds for each thousand values ---------------------------------------------------------- */

enum { ROW = 768, DEPTH = 768, ACTIVATIONS = 12 };

typedef struct row_memory {
    float *x, *y, *scale, *output, *panel;
} row_memory;

static void run_operation(const albert_kernels *kernels, int operation, row_memory *m) {
    switch (operation) {
    case 0: kernels->layer_norm(ROW, m->x, m->y, m->scale, m->scale, 1e-12f, m->output); break;
    case 1: memcpy(m->output, m->x, ROW * sizeof(float)), kernels->softmax(ROW, 0.125f, m->output); break;
    case 2: kernels->log_sum_exp(ROW, m->x); break;
    case 3: kernels->add(ROW, m->x, m->output); break;
    case 4: kernels->widen_f16(ROW, m->x, m->output); break;
    case 5: kernels->widen_bf16(ROW, m->x, m->output); break;
    case 6: kernels->count_non_finite(ROW, m->x); break;
    case 7: kernels->products[0].pack_transposed((size_t)kernels->column_tile, DEPTH, m->x, DEPTH, m->panel); break;
    case 8: kernels->products[1].pack_transposed((size_t)kernels->column_tile, DEPTH, m->x, DEPTH, m->panel); break;
    case 9: kernels->products[2].pack_transposed((size_t)kernels->column_tile, DEPTH, m->x, DEPTH, m->panel); break;
    case 10: kernels->products[1].prepare_row(ROW, m->x, m->output); break;
    case 11: kernels->products[2].prepare_row(ROW, m->x, m->output); break;
    default:
        memcpy(m->output, m->x, ROW * sizeof(float));
        kernels->activate((albert_activation)(operation - ACTIVATIONS), 1, ROW, m->output, ROW);
    }
}

static void time_rows(const albert_kernels *kernels) {
    static const char *const names[] = {
        "layer norm", "softmax",   "log sum exp", "add",      "widen f16", "widen bf16", "non-finite", "pack f32",
        "pack bf16",  "pack int8", "bf16 row",    "int8 row", "linear",    "gelu",       "gelu tanh",  "gelu quick",
        "gelu 10",    "relu",      "relu6",       "relu2",    "silu",      "tanh",       "sigmoid",    "mish"};
    row_memory m = {memory(DEPTH * 64), memory(ROW), memory(ROW), memory(ROW), memory(DEPTH * 64)};
    printf("%-8s ns per 1000 values:", kernels->name);
    for (int operation = 0; operation < ACTIVATIONS + ALBERT_ACTIVATION_COUNT; operation++) {
        double times[BURSTS];
        size_t values = operation >= 7 && operation <= 9 ? DEPTH * (size_t)kernels->column_tile : ROW;
        for (int burst = 0; burst < BURSTS; burst++) {
            double start = bench_now();
            for (int again = 0; again < 8; again++) run_operation(kernels, operation, &m);
            times[burst] = (bench_now() - start) * 1e12 / (8.0 * (double)values);
        }
        printf("%s %s %.0f", operation == 0 ? "" : ",", names[operation], bench_median(times, BURSTS));
    }
    printf("\n");
}

int main(void) {
    static const char *const tables[] = {"avx512bf16", "avx512vnni", "avx512", "avxvnni",
                                         "avx2",       "neondot",    "neon",   "portable"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const albert_kernels *kernels = albert_kernels_named(tables[i]);
        if (kernels == NULL) continue;
        for (int precision = 0; precision < ALBERT_PRECISION_COUNT; precision++) {
            time_tile(kernels, (albert_precision)precision, 64);
            time_tile(kernels, (albert_precision)precision, 768);
            time_tile(kernels, (albert_precision)precision, 3072);
        }
        time_rows(kernels);
    }
    return 0;
}

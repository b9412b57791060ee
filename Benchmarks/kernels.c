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
#define LIMIT(name, bytes, attributes)                                                                           \
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
        return 2.0 * CHAINS * LIMIT_STEPS * (bytes / 4) / seconds;                                               \
    }
#if defined(__x86_64__)
#define STEP(s) __asm__ volatile("vfmadd231ps %1, %1, %0" : "+v"(s) : "v"(x));
LIMIT(limit_avx2, 32, __attribute__((target("avx2,fma"))))
LIMIT(limit_avx512, 64, __attribute__((target("avx512f"))))
#elif defined(__aarch64__)
#define STEP(s) __asm__ volatile("fmla %0.4s, %1.4s, %1.4s" : "+w"(s) : "w"(x));
LIMIT(limit_neon, 16, )
#endif

typedef double limit_function(void);

static limit_function *limit_of(const char *table) {
#if defined(__x86_64__)
    if (strcmp(table, "avx512") == 0) return limit_avx512;
    if (strcmp(table, "avx2") == 0) return limit_avx2;
#elif defined(__aarch64__)
    if (strcmp(table, "neon") == 0) return limit_neon;
#endif
    return NULL; /* portable: no one instruction is its limit */
}

static float *memory(size_t count) {
    float *values = aligned_alloc(64, (count * sizeof *values + 63) / 64 * 64);
    if (values == NULL) exit(1);
    for (size_t i = 0; i < count; i++) values[i] = (float)((i * 2654435761u) >> 16 & 1023) / 1024 - 0.5f;
    return values;
}

static void time_tile(const albert_kernels *kernels, size_t depth) {
    size_t rows = (size_t)kernels->row_tile, width = (size_t)kernels->column_tile, stride = depth + 16;
    size_t panels = PANEL_BYTES / (depth * width * sizeof(float));
    if (panels == 0) panels = 1;
    float *a = memory(rows * stride), *b = memory(panels * depth * width), *c = memory(rows * width);
    limit_function *limit = limit_of(kernels->name);
    double tile[BURSTS], most[BURSTS], ratio[BURSTS];
    double work = 2.0 * (double)(rows * width * depth * panels);
    for (int burst = 0; burst < BURSTS; burst++) {
        most[burst] = limit != NULL ? limit() : 0;
        double start = bench_now();
        for (size_t p = 0; p < panels; p++)
            kernels->product_tile(rows, width, depth, a, stride, b + p * depth * width, NULL, c, width);
        tile[burst] = work / (bench_now() - start);
        ratio[burst] = limit != NULL ? 100 * tile[burst] / most[burst] : 0;
    }
    printf("%-8s tile %2zu x %zu, depth %4zu: %6.1f GFLOP/s", kernels->name, rows, width, depth,
           bench_median(tile, BURSTS) * 1e-9);
    if (limit != NULL)
        printf(" of %6.1f in registers, %.0f %%", bench_median(most, BURSTS) * 1e-9, bench_median(ratio, BURSTS));
    printf("\n");
    free(a), free(b), free(c);
}

/* --- row operations: nanoseconds for each thousand values ---------------------------------------------------------- */

enum { ROW = 768, DEPTH = 768 };

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
    case 7: kernels->pack_transposed(ROW / DEPTH * (size_t)kernels->column_tile, DEPTH, m->x, DEPTH, m->panel); break;
    default:
        memcpy(m->output, m->x, ROW * sizeof(float));
        kernels->activate((albert_activation)(operation - 8), ROW, m->output);
    }
}

static void time_rows(const albert_kernels *kernels) {
    static const char *const names[] = {"layer norm", "softmax",    "log sum exp", "add",     "widen f16",
                                        "widen bf16", "non-finite", "pack",        "linear",  "gelu",
                                        "gelu tanh",  "gelu quick", "gelu 10",     "relu",    "relu6",
                                        "relu2",      "silu",       "tanh",        "sigmoid", "mish"};
    row_memory m = {memory(DEPTH * 64), memory(ROW), memory(ROW), memory(ROW), memory(DEPTH * 64)};
    printf("%-8s ns per 1000 values:", kernels->name);
    for (int operation = 0; operation < 8 + ALBERT_ACTIVATION_COUNT; operation++) {
        double times[BURSTS];
        size_t values = operation == 7 ? DEPTH * (size_t)kernels->column_tile : ROW;
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
    static const char *const tables[] = {"avx512", "avx2", "neon", "portable"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const albert_kernels *kernels = albert_kernels_named(tables[i]);
        if (kernels == NULL) continue;
        time_tile(kernels, 64);
        time_tile(kernels, 768);
        time_tile(kernels, 3072);
        time_rows(kernels);
    }
    return 0;
}

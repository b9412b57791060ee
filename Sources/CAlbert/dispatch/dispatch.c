// Which table this process computes with: the best that CPU and operating system support, or the one ALBERT_ISA names.
#include "../kernels/tables.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

static const albert_kernels *chosen;
static char requested[32];
static char features[160];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void note(bool present, const char *name) {
    size_t length = strlen(features);
    if (present) snprintf(features + length, sizeof features - length, "%s%s", length > 0 ? " " : "", name);
}

#if defined(__x86_64__)
static bool has_avx2, has_avxvnni, has_avx512, has_avx512vnni, has_avx512bf16;

// The registers that the operating system saves: a CPU may have AVX-512 under a system that does not switch it.
static uint64_t saved_state(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static void find_features(void) {
    unsigned a, b, c, d, b7 = 0, c7 = 0, a71 = 0, ignored;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return;
    if ((c & bit_OSXSAVE) == 0) return;
    (void)__get_cpuid_count(7, 0, &ignored, &b7, &c7, &ignored);
    (void)__get_cpuid_count(7, 1, &a71, &ignored, &ignored, &ignored);
    uint64_t state = saved_state();
    bool ymm = (state & 0x06) == 0x06, zmm = (state & 0xE6) == 0xE6;
    has_avx2 = ymm && (b7 & bit_AVX2) != 0 && (c & bit_FMA) != 0;
    const unsigned wide = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
    has_avx512 = has_avx2 && zmm && (b7 & wide) == wide;
    has_avxvnni = has_avx2 && (a71 & (1u << 4)) != 0;
    has_avx512vnni = has_avx512 && (c7 & bit_AVX512VNNI) != 0;
    has_avx512bf16 = has_avx512vnni && (a71 & (1u << 5)) != 0;
    note(has_avx2, "avx2 fma");
    note(ymm && (c & bit_F16C) != 0, "f16c");
    note(has_avx512, "avx512f avx512dq avx512bw avx512vl");
    note(has_avx512vnni, "avx512_vnni");
    note(has_avx512bf16, "avx512_bf16");
    note(has_avxvnni, "avx_vnni");
}
#elif defined(__aarch64__)
static bool has_dotprod;

static void find_features(void) {
    has_dotprod = (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
    note(true, "neon");
    note(has_dotprod, "dotprod");
}
#else
static void find_features(void) {}
#endif

static const albert_kernels *named(const char *name) {
#if defined(__x86_64__)
    if (has_avx512bf16 && strcmp(name, "avx512bf16") == 0) return &albert_kernels_avx512bf16;
    if (has_avx512vnni && strcmp(name, "avx512vnni") == 0) return &albert_kernels_avx512vnni;
    if (has_avx512 && strcmp(name, "avx512") == 0) return &albert_kernels_avx512;
    if (has_avxvnni && strcmp(name, "avxvnni") == 0) return &albert_kernels_avxvnni;
    if (has_avx2 && strcmp(name, "avx2") == 0) return &albert_kernels_avx2;
#elif defined(__aarch64__)
    if (has_dotprod && strcmp(name, "neondot") == 0) return &albert_kernels_neondot;
    if (strcmp(name, "neon") == 0) return &albert_kernels_neon;
#endif
    return strcmp(name, "portable") == 0 ? &albert_kernels_portable : NULL;
}

static void choose_table(void) {
    find_features();
    const char *wanted = getenv("ALBERT_ISA");
    snprintf(requested, sizeof requested, "%s", wanted != NULL ? wanted : "");
    if (requested[0] != 0) {
        chosen = named(requested);
        return;
    }
    static const char *const best_first[] = {"avx512bf16", "avx512vnni", "avx512", "avxvnni",
                                             "avx2",       "neondot",    "neon",   "portable"};
    for (size_t i = 0; chosen == NULL && i < sizeof best_first / sizeof *best_first; i++) chosen = named(best_first[i]);
}

const albert_kernels *albert_kernels_chosen(void) {
    pthread_once(&once, choose_table);
    return chosen;
}

const albert_kernels *albert_kernels_named(const char *name) {
    pthread_once(&once, choose_table);
    return named(name);
}

const char *albert_kernels_requested(void) {
    pthread_once(&once, choose_table);
    return requested;
}

const char *albert_cpu_features(void) {
    pthread_once(&once, choose_table);
    return features;
}

// The tables that this build holds; dispatch chooses among them.
#ifndef ALBERT_TABLES_H
#define ALBERT_TABLES_H

#include "kernels.h"

#pragma GCC visibility push(hidden)
extern const albert_kernels albert_kernels_portable;
#if defined(__x86_64__)
extern const albert_kernels albert_kernels_avx2, albert_kernels_avxvnni;
extern const albert_kernels albert_kernels_avx512, albert_kernels_avx512vnni, albert_kernels_avx512bf16;
#elif defined(__aarch64__)
extern const albert_kernels albert_kernels_neon, albert_kernels_neondot;
#endif
#pragma GCC visibility pop

#endif

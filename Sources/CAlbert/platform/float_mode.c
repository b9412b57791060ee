// The floating-point mode a computation runs under: always the default, whatever the host has set.
#include "platform.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

uint64_t albert_float_mode_enter(void) {
#if defined(__x86_64__)
    uint32_t mode = _mm_getcsr();
    _mm_setcsr(0x1F80); // all exceptions masked, round to nearest, denormals kept
    return mode;
#elif defined(__aarch64__)
    uint64_t mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    __asm__ volatile("msr fpcr, %0" ::"r"((uint64_t)0));
    return mode;
#else
    return 0;
#endif
}

void albert_float_mode_leave(uint64_t mode) {
#if defined(__x86_64__)
    _mm_setcsr((uint32_t)mode);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" ::"r"(mode));
#else
    (void)mode;
#endif
}

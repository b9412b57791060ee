// A function of 256-bit registers applied to both halves of sixteen lanes.

typedef int32_t i8x32 __attribute__((vector_size(32)));

#define LOWER 0, 1, 2, 3, 4, 5, 6, 7
#define UPPER 8, 9, 10, 11, 12, 13, 14, 15

#define IN_HALVES(name, half)                                                                                         \
    INLINE i16 name(i16 x, i16 y, i16 z) {                                                                            \
        i8x32 low =                                                                                                   \
            (i8x32)half((__m256i)__builtin_shufflevector(x, x, LOWER), (__m256i)__builtin_shufflevector(y, y, LOWER), \
                        (__m256i)__builtin_shufflevector(z, z, LOWER));                                               \
        i8x32 high =                                                                                                  \
            (i8x32)half((__m256i)__builtin_shufflevector(x, x, UPPER), (__m256i)__builtin_shufflevector(y, y, UPPER), \
                        (__m256i)__builtin_shufflevector(z, z, UPPER));                                               \
        return __builtin_shufflevector(low, high, LOWER, UPPER);                                                      \
    }

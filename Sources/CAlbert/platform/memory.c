// Memory that can fail. Everything large in the library comes from here, never from a Swift array, because a Swift
// allocation that fails ends the host's process.
#include "platform.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64, HUGE_PAGE = 2 << 20 };

static _Atomic int64_t allocation_count;

void *albert_memory_allocate(size_t byte_count) {
    // posix_memalign may give NULL for 0 bytes, and pointer differences must stay representable.
    if (byte_count > PTRDIFF_MAX - HUGE_PAGE) return NULL;
    size_t alignment = byte_count >= 2 * HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
    void *block = NULL;
    if (posix_memalign(&block, alignment, byte_count > 0 ? byte_count : ALIGNMENT) != 0) return NULL;
    // Fewer page faults at load and fewer misses in the address cache; the system may ignore it.
    if (alignment == HUGE_PAGE) (void)madvise(block, byte_count & ~(size_t)(HUGE_PAGE - 1), MADV_HUGEPAGE);
    atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed);
    return block;
}

void *albert_memory_allocate_zeros(size_t byte_count) {
    if (byte_count > PTRDIFF_MAX - HUGE_PAGE) return NULL;
    void *block = calloc(byte_count > 0 ? byte_count : 1, 1);
    if (block != NULL) atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed);
    return block;
}

void *albert_memory_grow(void *block, size_t old_byte_count, size_t byte_count) {
    void *larger = albert_memory_allocate(byte_count);
    if (larger == NULL) return NULL;
    if (old_byte_count > 0) memcpy(larger, block, old_byte_count < byte_count ? old_byte_count : byte_count);
    albert_memory_free(block);
    return larger;
}

void albert_memory_free(void *block) { free(block); }

int64_t albert_memory_allocation_count(void) { return atomic_load_explicit(&allocation_count, memory_order_relaxed); }

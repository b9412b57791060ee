#include "json_memory.h"

#include "platform.h"

#include <jansson.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct block {
    struct block *before;
    size_t used, byte_count; // of what follows the header
} block;

struct albert_json_memory {
    block *last;
};

enum { FIRST_BLOCK = 64 << 10, LARGEST_BLOCK = 4 << 20, ALIGNMENT = alignof(max_align_t) };
static const size_t HEADER = (sizeof(block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

static _Thread_local albert_json_memory *current;
static pthread_once_t once = PTHREAD_ONCE_INIT;

// A block that holds at least `wanted` bytes, twice as large as the one before it within bounds.
static block *add_block(albert_json_memory *memory, size_t wanted) {
    size_t usual = memory->last == NULL ? FIRST_BLOCK : 2 * memory->last->byte_count;
    if (usual > LARGEST_BLOCK) usual = LARGEST_BLOCK;
    size_t byte_count = wanted > usual ? wanted : usual;
    if (byte_count > PTRDIFF_MAX - HEADER) return NULL;
    block *added = albert_memory_allocate(HEADER + byte_count);
    if (added == NULL) return NULL;
    *added = (block){memory->last, 0, byte_count};
    memory->last = added;
    return added;
}

static void *take(size_t byte_count) {
    if (current == NULL) return malloc(byte_count);
    if (byte_count > PTRDIFF_MAX - ALIGNMENT) return NULL;
    byte_count = (byte_count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    block *last = current->last;
    if (last == NULL || last->byte_count - last->used < byte_count) last = add_block(current, byte_count);
    if (last == NULL) return NULL;
    void *bytes = (char *)last + HEADER + last->used;
    last->used += byte_count;
    return bytes;
}

// Within a document nothing is given back before all of it is.
static void give_back(void *bytes) {
    if (current == NULL) free(bytes);
}

static void install(void) { json_set_alloc_funcs(take, give_back); }

albert_json_memory *albert_json_memory_enter(void) {
    pthread_once(&once, install);
    return current = calloc(1, sizeof *current);
}

void albert_json_memory_leave(void) { current = NULL; }

void albert_json_memory_free(albert_json_memory *memory) {
    if (memory == NULL) return;
    for (block *last = memory->last; last != NULL;) {
        block *before = last->before;
        albert_memory_free(last);
        last = before;
    }
    free(memory);
}

// The handle table. A token is [magic 8 | kind 4 | generation 32 | slot 20] in a pointer's 64 bits; a slot's state is
// [generation 32 | closed 1 | uses 31] in one atomic word. The owner's open handle counts as one use, so the object is
// handed back for destruction exactly when uses falls to zero.
#include "platform.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SLOT_BITS = 20, PAGE_BITS = 10, PAGE_SLOTS = 1 << PAGE_BITS, PAGE_COUNT = 1 << (SLOT_BITS - PAGE_BITS) };
static const uint64_t MAGIC = 0xA1, CLOSED = 1u << 31, USES = (1u << 31) - 1;

typedef struct slot {
    _Atomic uint64_t state;
    _Atomic int32_t kind;
    void *_Atomic object;
    int32_t next_free;
} slot;

static slot *_Atomic pages[PAGE_COUNT];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // guards the three below, not acquire or release
static int32_t first_free = -1;
static int32_t slots_used;
static bool fork_handler_installed;

_Static_assert(sizeof(void *) == 8, "a token needs 64 bits");

static void before_fork(void) { pthread_mutex_lock(&lock); }
static void after_fork(void) { pthread_mutex_unlock(&lock); }

static void *token_of(int32_t kind, uint32_t generation, int32_t index) {
    uint64_t token = MAGIC << 56 | (uint64_t)kind << 52 | (uint64_t)generation << SLOT_BITS | (uint64_t)index;
    return (void *)(uintptr_t)token;
}

// The slot that a token names, if it can be one of ours at all.
static slot *slot_of(const void *token, int32_t *kind, uint32_t *generation, int32_t *index) {
    uint64_t bits = (uint64_t)(uintptr_t)token;
    if (bits >> 56 != MAGIC) return NULL;
    *kind = (int32_t)(bits >> 52 & 15);
    *generation = (uint32_t)(bits >> SLOT_BITS);
    *index = (int32_t)(bits & ((1 << SLOT_BITS) - 1));
    slot *page = atomic_load_explicit(&pages[*index >> PAGE_BITS], memory_order_acquire);
    return page == NULL ? NULL : &page[*index & (PAGE_SLOTS - 1)];
}

static slot *slot_at(int32_t index) {
    return &atomic_load_explicit(&pages[index >> PAGE_BITS], memory_order_acquire)[index & (PAGE_SLOTS - 1)];
}

void *albert_handle_open(int32_t kind, void *object) {
    pthread_mutex_lock(&lock);
    if (!fork_handler_installed) fork_handler_installed = pthread_atfork(before_fork, after_fork, after_fork) == 0;
    int32_t index = first_free;
    if (index >= 0) {
        first_free = slot_at(index)->next_free;
    } else if (slots_used < PAGE_COUNT * PAGE_SLOTS) {
        if ((slots_used & (PAGE_SLOTS - 1)) == 0) {
            slot *page = calloc(PAGE_SLOTS, sizeof *page);
            if (page == NULL) goto none;
            atomic_store_explicit(&pages[slots_used >> PAGE_BITS], page, memory_order_release);
        }
        index = slots_used++;
    } else {
        goto none;
    }
    pthread_mutex_unlock(&lock);
    slot *mine = slot_at(index);
    uint32_t generation = (uint32_t)(atomic_load(&mine->state) >> 32) + 1;
    atomic_store(&mine->kind, kind);
    atomic_store(&mine->object, object);
    atomic_store(&mine->state, (uint64_t)generation << 32 | 1);
    return token_of(kind, generation, index);
none:
    pthread_mutex_unlock(&lock);
    return NULL;
}

void *albert_handle_acquire(int32_t kind, const void *token) {
    int32_t token_kind, index;
    uint32_t generation;
    slot *mine = slot_of(token, &token_kind, &generation, &index);
    if (mine == NULL || token_kind != kind) return NULL;
    uint64_t state = atomic_load(&mine->state);
    do {
        if (state >> 32 != generation || (state & CLOSED) != 0 || (state & USES) == 0) return NULL;
        if ((state & USES) == USES) return NULL;
    } while (!atomic_compare_exchange_weak(&mine->state, &state, state + 1));
    // Our use now keeps the slot from being reused, so kind and object belong to this generation.
    if (atomic_load(&mine->kind) != kind) {
        (void)albert_handle_release(token);
        return NULL;
    }
    return atomic_load(&mine->object);
}

// Ends the last use of a slot: it becomes free unless its generations are used up.
static void recycle(slot *mine, int32_t index, uint32_t generation) {
    atomic_store(&mine->state, (uint64_t)generation << 32);
    if (generation == UINT32_MAX) return;
    pthread_mutex_lock(&lock);
    mine->next_free = first_free;
    first_free = index;
    pthread_mutex_unlock(&lock);
}

static void *drop_use(slot *mine, int32_t index, uint32_t generation) {
    void *object = atomic_load(&mine->object);
    uint64_t before = atomic_fetch_sub(&mine->state, 1);
    if ((before & USES) != 1) return NULL;
    recycle(mine, index, generation);
    return object;
}

void *albert_handle_release(const void *token) {
    int32_t kind, index;
    uint32_t generation;
    slot *mine = slot_of(token, &kind, &generation, &index);
    return mine == NULL ? NULL : drop_use(mine, index, generation);
}

bool albert_handle_close(int32_t kind, const void *token, void **object) {
    int32_t token_kind, index;
    uint32_t generation;
    slot *mine = slot_of(token, &token_kind, &generation, &index);
    if (mine == NULL || token_kind != kind) return false;
    uint64_t state = atomic_load(&mine->state);
    do {
        if (state >> 32 != generation || (state & CLOSED) != 0 || (state & USES) == 0) return false;
        // Of this generation, as long as the state is still what it was when the exchange below succeeds.
        if (atomic_load(&mine->kind) != kind) return false;
    } while (!atomic_compare_exchange_weak(&mine->state, &state, state | CLOSED));
    *object = drop_use(mine, index, generation);
    return true;
}

void *albert_handle_age(const void *token) {
    int32_t kind, index;
    uint32_t generation;
    slot *mine = slot_of(token, &kind, &generation, &index);
    uint64_t state = atomic_load(&mine->state);
    atomic_store(&mine->state, (uint64_t)UINT32_MAX << 32 | (state & 0xFFFFFFFFu));
    return token_of(kind, UINT32_MAX, index);
}

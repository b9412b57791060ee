// Builds a double array from the nodes of a trie, level by level, so that the levels every word passes through lie together. A
// node's children go into one of the last few blocks of 256 units that are not full; a block that was tried in vain too often
// is left as it is, which keeps the time linear whatever the vocabulary.
#include <math.h>
#include <string.h>

#include "piece_array.h"
#include "platform.h"

enum { BLOCK = 256, OPEN_BLOCKS = 8, TRIES = 24 };

// A block that may still be filled: bit c of `used` for unit c.
typedef struct open_block {
    uint32_t first;
    uint32_t free_count, failures;
    uint64_t used[4];
} open_block;

typedef struct builder {
    albert_piece_array *array;
    open_block blocks[OPEN_BLOCKS];
    uint32_t block_count;
} builder;

static bool is_used(const open_block *block, uint32_t unit) { return block->used[unit >> 6] >> (unit & 63) & 1; }

static void use(builder *building, uint32_t block, uint32_t unit) {
    building->blocks[block].used[unit >> 6] |= (uint64_t)1 << (unit & 63);
    building->blocks[block].free_count--;
}

static void close_block(builder *building, uint32_t block) {
    building->block_count--;
    memmove(&building->blocks[block], &building->blocks[block + 1],
            (building->block_count - block) * sizeof building->blocks[0]);
}

static bool add_block(builder *building) {
    albert_piece_array *array = building->array;
    if (array->unit_count > ALBERT_NO_UNIT - BLOCK) return false;
    if (array->unit_count == array->capacity) {
        size_t old = array->capacity, larger = old * 2;
        albert_piece_unit *units = albert_memory_grow(array->units, old * sizeof *units, larger * sizeof *units);
        if (units == NULL) return false;
        array->units = units;
        int32_t *ids = albert_memory_grow(array->ids, old * sizeof *ids, larger * sizeof *ids);
        if (ids == NULL) return false;
        array->ids = ids;
        array->capacity = (uint32_t)larger;
    }
    for (uint32_t unit = array->unit_count; unit < array->unit_count + BLOCK; unit++) {
        array->units[unit] = (albert_piece_unit){0, ALBERT_NO_UNIT, -INFINITY};
        array->ids[unit] = -1;
    }
    if (building->block_count == OPEN_BLOCKS) close_block(building, 0);
    building->blocks[building->block_count++] =
        (open_block){.first = array->unit_count, .free_count = BLOCK, .failures = 0, .used = {0}};
    array->unit_count += BLOCK;
    return true;
}

// The offset by which all of `bytes` fall on free units of the block, or -1.
static int fit(const open_block *block, const uint8_t *bytes, uint32_t count) {
    for (uint32_t word = 0; word < 4; word++) {
        for (uint64_t left = ~block->used[word]; left != 0; left &= left - 1) {
            uint32_t offset = (word * 64 + (uint32_t)__builtin_ctzll(left)) ^ bytes[0], at = 1;
            while (at < count && !is_used(block, offset ^ bytes[at])) at++;
            if (at == count) return (int)offset;
        }
    }
    return -1;
}

// Finds a base for children by `bytes`; their units are in use afterwards. False without memory.
static bool place(builder *building, const uint8_t *bytes, uint32_t count, uint32_t *base) {
    for (uint32_t block = 0; block < building->block_count; block++) {
        if (building->blocks[block].free_count < count) continue;
        int offset = fit(&building->blocks[block], bytes, count);
        if (offset < 0) {
            building->blocks[block].failures++;
            continue;
        }
        *base = building->blocks[block].first + (uint32_t)offset;
        for (uint32_t at = 0; at < count; at++) use(building, block, (uint32_t)offset ^ bytes[at]);
        if (building->blocks[block].free_count == 0 || building->blocks[block].failures > TRIES)
            close_block(building, block);
        return true;
    }
    if (!add_block(building)) return false;
    *base = building->array->unit_count - BLOCK;
    for (uint32_t at = 0; at < count; at++) use(building, building->block_count - 1, bytes[at]);
    return true;
}

// The children of each node: `firsts` has where they begin in `children`, one more than there are nodes.
static void sort_children(uint32_t node_count, const uint32_t *parents, uint32_t *firsts, uint32_t *children) {
    memset(firsts, 0, ((size_t)node_count + 1) * sizeof *firsts);
    for (uint32_t node = 1; node < node_count; node++) firsts[parents[node - 1] + 1]++;
    for (uint32_t node = 0; node < node_count; node++) firsts[node + 1] += firsts[node];
    for (uint32_t node = node_count; node-- > 1;) children[--firsts[parents[node - 1] + 1]] = node;
    // Each entry now has the beginning of its predecessor's children.
    for (uint32_t node = 0; node < node_count; node++) firsts[node] = firsts[node + 1];
    firsts[node_count] = node_count - 1;
}

typedef struct trie_nodes {
    uint32_t count;
    const uint32_t *parents;
    const uint8_t *bytes;
    const int32_t *ids;
    const double *scores;
    const bool *are_special;
} trie_nodes;

// `queue` has the nodes by level, `places` the unit of each.
static bool lay_out(builder *building, const trie_nodes *nodes, const uint32_t *firsts, const uint32_t *children,
                    uint32_t *queue, uint32_t *places) {
    albert_piece_array *array = building->array;
    uint32_t known = 1;
    queue[0] = places[0] = 0;
    for (uint32_t at = 0; at < known; at++) {
        uint32_t node = queue[at], unit = places[node], base;
        const uint32_t *child = children + firsts[node];
        uint32_t count = firsts[node + 1] - firsts[node];
        if (count == 0) continue;
        uint8_t bytes[256];
        if (count > sizeof bytes) return false;
        for (uint32_t number = 0; number < count; number++) bytes[number] = nodes->bytes[child[number] - 1];
        if (!place(building, bytes, count, &base)) return false;
        array->units[unit].base = base;
        for (uint32_t number = 0; number < count; number++) {
            uint32_t reached = child[number], target = base ^ bytes[number];
            int32_t id = nodes->ids[reached];
            array->units[target].parent = unit;
            array->ids[target] = id;
            if (id >= 0) {
                array->units[target].score = nodes->scores[id];
                if (nodes->are_special[id]) array->units[target].parent |= special_bit;
            }
            if (node != 0 && nodes->bytes[node - 1] < 128 && bytes[number] < 128)
                array->pairs[nodes->bytes[node - 1]][bytes[number] >> 6] |= (uint64_t)1 << (bytes[number] & 63);
            places[reached] = target;
            queue[known++] = reached;
        }
    }
    return true;
}

albert_piece_array *albert_piece_array_new(uint32_t node_count, const uint32_t *parents, const uint8_t *bytes,
                                           const int32_t *ids, const double *scores, const bool *are_special) {
    if (node_count == 0 || node_count >= ALBERT_NO_UNIT) return NULL;
    albert_piece_array *array = albert_memory_allocate_zeros(sizeof *array);
    uint32_t *scratch = albert_memory_allocate(((size_t)node_count + 1) * 4 * sizeof *scratch);
    bool is_built = false;
    if (array != NULL && scratch != NULL) {
        size_t stride = (size_t)node_count + 1;
        size_t capacity = BLOCK;
        while (capacity < stride + stride / 16 && capacity < ALBERT_NO_UNIT) capacity += BLOCK;
        array->capacity = (uint32_t)capacity;
        array->units = albert_memory_allocate(capacity * sizeof *array->units);
        array->ids = albert_memory_allocate(capacity * sizeof *array->ids);
        builder building = {.array = array};
        trie_nodes nodes = {node_count, parents, bytes, ids, scores, are_special};
        sort_children(node_count, parents, scratch, scratch + stride);
        if (array->units != NULL && array->ids != NULL && add_block(&building)) {
            use(&building, 0, 0);
            is_built =
                lay_out(&building, &nodes, scratch, scratch + stride, scratch + 2 * stride, scratch + 3 * stride);
        }
    }
    albert_memory_free(scratch);
    if (is_built) return array;
    albert_piece_array_free(array);
    return NULL;
}

void albert_piece_array_free(albert_piece_array *array) {
    if (array == NULL) return;
    albert_memory_free(array->units);
    albert_memory_free(array->ids);
    albert_memory_free(array);
}

int32_t albert_piece_array_find(const albert_piece_array *array, const uint8_t *spelling, size_t byte_count) {
    uint32_t unit = 0;
    for (size_t at = 0; at < byte_count; at++) {
        uint32_t next = array->units[unit].base ^ spelling[at];
        if (!is_child(&array->units[next], unit)) return -1;
        unit = next;
    }
    return array->ids[unit];
}

bool albert_piece_array_has_pair(const albert_piece_array *array, uint8_t first, uint8_t second) {
    return first < 128 && second < 128 && (array->pairs[first][second >> 6] >> (second & 63) & 1);
}

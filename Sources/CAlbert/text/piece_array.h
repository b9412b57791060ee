/* The inside of a piece array, for the loops that walk it. */
#ifndef ALBERT_TEXT_PIECE_ARRAY_H
#define ALBERT_TEXT_PIECE_ARRAY_H

#include "text.h"

struct albert_piece_array {
    albert_piece_unit *units; /* whole blocks of 256; the root is unit 0 */
    int32_t *ids;             /* of each unit, -1 where no piece ends */
    uint32_t unit_count, capacity;
    uint64_t pairs[128][2]; /* pairs[a][b >> 6] has bit b & 63 where a piece has b after a */
};

static const uint32_t special_bit = 0x80000000u;

static inline bool is_child(const albert_piece_unit *unit, uint32_t parent) {
    return (unit->parent & ALBERT_NO_UNIT) == parent;
}

#endif

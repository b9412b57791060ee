/* What is known of each Unicode scalar, as data. Made by scripts/make_unicode_tables.py, which says where it comes from. */
#ifndef ALBERT_UNICODE_H
#define ALBERT_UNICODE_H

#include <stdint.h>

#pragma GCC visibility push(hidden)

typedef struct albert_unicode_record {
    uint16_t
        decomposition; /* place in the pool of the full compatibility decomposition, 0: none (Hangul syllables have none) */
    uint16_t lower; /* place in the pool of the lower-case form, 0: itself */
    uint16_t flags; /* the bits and the grapheme break class of Platform/Unicode.swift */
} albert_unicode_record;

extern const uint16_t albert_unicode_index[];
extern const uint16_t albert_unicode_blocks[];
extern const albert_unicode_record albert_unicode_records[];
/* Strings of scalars, each preceded by its length. */
extern const uint32_t albert_unicode_pool[];

/* `scalar` is at most 0x10FFFF. */
static inline const albert_unicode_record *albert_unicode_find(uint32_t scalar) {
    return &albert_unicode_records[albert_unicode_blocks[albert_unicode_index[scalar >> 7] * 128u + (scalar & 127)]];
}
static inline const uint32_t *albert_unicode_string(uint16_t place) { return &albert_unicode_pool[place]; }

#pragma GCC visibility pop
#endif

/* The inside of a word cutter, which three files share. */
#ifndef ALBERT_TEXT_WORD_CUTTER_H
#define ALBERT_TEXT_WORD_CUTTER_H

#include "piece_array.h"

enum {
    RUN_BYTES = 4096,                /* longer runs are for the whole normaliser */
    FORM_BYTES = 2 * RUN_BYTES + 16, /* a scalar of two bytes may become one of four; and the mark of a word */
    PAGES = 0x1100,
    ENTRIES = 1 << 15,
};

/* A run that was met, by its bytes, zero-filled: 64 bytes. */
typedef struct word_entry {
    uint64_t words[3];
    int32_t ids[ALBERT_CUTTER_KEY_PIECES];
    uint8_t starts[ALBERT_CUTTER_KEY_PIECES]; /* the three upper bits: the number of the word within the run */
    uint8_t ends[ALBERT_CUTTER_KEY_PIECES];
    uint8_t byte_count, piece_count, word_count;
    bool is_plain; /* cut here, not by the whole normaliser: what follows it may be looked at apart */
} word_entry;

/* The normalised run, byte by byte, and the best way to each of its boundaries. */
typedef struct word_path {
    uint8_t bytes[FORM_BYTES];
    uint16_t from[FORM_BYTES]; /* where the source of the scalar that begins here begins */
    uint16_t to[FORM_BYTES];   /* where the source of the scalar that ends here ends */
    double best[FORM_BYTES];
    uint32_t units[FORM_BYTES]; /* the unit of the piece that ends here, ALBERT_NO_UNIT for an unknown one */
    uint16_t origins[FORM_BYTES];
} word_path;

struct albert_word_cutter {
    const albert_piece_array *array;
    albert_cutter_rules rules;
    bool folds_keys;    /* runs that differ in case only are one to the memory */
    uint8_t ascii[128]; /* what an ASCII byte becomes wherever it stands, 0: not known */
    int32_t tails[128]; /* the piece that is this byte alone, -1: none, or a letter or digit */
    void *block;
    word_entry *entries;          /* in the block */
    uint16_t page_numbers[PAGES]; /* of a page in `forms`, 0: not made yet */
    uint32_t *forms;
    uint32_t page_count, page_capacity;
    word_path path;
};

/* Appends the pieces of a run of at most RUN_BYTES, which is one word. ALBERT_CUTTER_END: done. */
albert_cutter_stop cut_run(albert_word_cutter *cutter, albert_cutter_walk *walk, int64_t start, int64_t stop,
                           albert_piece_columns *rows);

/* The scalar at `at`, U+FFFD where there is none; its number of bytes, 0 where there is none. */
static inline uint32_t read_scalar(const uint8_t *text, int64_t at, int64_t end, int *byte_count) {
    uint8_t lead = text[at];
    int count = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    *byte_count = 0;
    if (count == 0 || count > end - at) return 0xFFFD;
    uint32_t scalar = count == 1 ? lead : lead & (0x7Fu >> count);
    for (int number = 1; number < count; number++) {
        if ((text[at + number] & 0xC0) != 0x80) return 0xFFFD;
        scalar = scalar << 6 | (text[at + number] & 0x3F);
    }
    if ((count == 3 && (scalar < 0x800 || scalar >> 11 == 0x1B)) || (count == 4 && scalar - 0x10000 > 0xFFFFF))
        return 0xFFFD;
    *byte_count = count;
    return scalar;
}

#endif

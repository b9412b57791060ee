/* The inner loops of the tokenizer: which pieces start at a byte, and runs of bytes between blanks into pieces. Safe for any
 * bytes. Knows nothing of ALBERT: pieces, scores and what a scalar is rewritten to are given. */
#ifndef ALBERT_TEXT_H
#define ALBERT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* --- piece_array.c ----------------------------------------------------------------------------------------------- */

/* A node of a trie as a double array: the child by byte c is unit `base ^ c`, if that one's parent is this unit. 16 bytes, so
 * that a step and the score it reaches are one line of cache. */
typedef struct albert_piece_unit {
    uint32_t base;   /* `base | 255` is a unit */
    uint32_t parent; /* ALBERT_NO_UNIT: an empty unit; the highest bit: its piece is special */
    double score;    /* minus infinity where no piece ends */
} albert_piece_unit;

enum { ALBERT_NO_UNIT = 0x7FFFFFFF };

typedef struct albert_piece_array albert_piece_array;

/* Node `number` of a trie was reached from node parents[number - 1] < number by bytes[number - 1]; 0 is the root. `ids` has the
 * piece of each node, the root's included, or -1; a piece's score is finite. NULL without memory. */
albert_piece_array *albert_piece_array_new(uint32_t node_count, const uint32_t *parents, const uint8_t *bytes,
                                           const int32_t *ids, const double *scores, const bool *are_special);
void albert_piece_array_free(albert_piece_array *array);
/* The piece spelled exactly so, or -1. */
int32_t albert_piece_array_find(const albert_piece_array *array, const uint8_t *spelling, size_t byte_count);
/* Whether two ASCII bytes stand next to each other in some piece. */
bool albert_piece_array_has_pair(const albert_piece_array *array, uint8_t first, uint8_t second);

/* --- word_cutter.c ----------------------------------------------------------------------------------------------- */

/* Columns that rows are appended to; there is room for `capacity` of them. */
typedef struct albert_piece_columns {
    int32_t *ids, *starts, *ends, *words;
    int64_t count, capacity;
} albert_piece_columns;

typedef struct albert_cutter_rules {
    double unknown_score;
    int32_t unknown_id;
    bool skips_special; /* text does not become special pieces */
    bool folds_quotes;  /* `` and '' are one character */
    bool lowers_case;
    uint64_t untouched[2]; /* ASCII that normalisation leaves alone but for its case */
} albert_cutter_rules;

/* Scratch of one thread, with a memory of the words it has met. */
typedef struct albert_word_cutter albert_word_cutter;

/* `array` outlives it. NULL without memory. */
albert_word_cutter *albert_word_cutter_new(const albert_piece_array *array, const albert_cutter_rules *rules);
void albert_word_cutter_free(albert_word_cutter *cutter);

enum {
    ALBERT_FORM_HARD = 0, /* a scalar that only the whole normaliser understands */
    ALBERT_CUTTER_KEY_BYTES = 24,
    ALBERT_CUTTER_KEY_PIECES = 6,
};

/* What each of the 256 scalars from `page` * 256 on becomes wherever it stands: one scalar, or ALBERT_FORM_HARD. False without
 * memory. */
bool albert_word_cutter_set_page(albert_word_cutter *cutter, uint32_t page, const uint32_t forms[256]);

typedef enum albert_cutter_stop {
    ALBERT_CUTTER_END,   /* the text is done */
    ALBERT_CUTTER_PAUSE, /* more than 32 KiB were read: time to look at the watch */
    ALBERT_CUTTER_ROOM,  /* `wanted` more rows are needed */
    ALBERT_CUTTER_PAGE,  /* page `wanted` is needed */
    ALBERT_CUTTER_HARD,  /* the run at `place` is for the whole normaliser */
} albert_cutter_stop;

typedef struct albert_cutter_walk {
    const uint8_t *text;
    int64_t place, end; /* where the next run is looked for, and where the fragment ends */
    int64_t begin;      /* where the fragment begins */
    int32_t word;       /* the number of the next word */
    bool keeps_word;    /* all words have this number */
    int64_t wanted;
} albert_cutter_walk;

/* Cuts run after run into pieces until it stops, and tells why. A run lies between ASCII blanks. */
albert_cutter_stop albert_word_cutter_walk(albert_word_cutter *cutter, albert_cutter_walk *walk,
                                           albert_piece_columns *rows);
/* Remembers that the run text[start] … became rows `first` … `rows->count`, `word_count` words from `word` on, if that fits. A
 * blank follows the run, or the text ends. */
void albert_word_cutter_remember(albert_word_cutter *cutter, const uint8_t *text, int64_t start, int64_t stop,
                                 int64_t end, const albert_piece_columns *rows, int64_t first, int32_t word,
                                 int32_t word_count);

#pragma GCC visibility pop
#endif

// Most words of a text have been met before. A walk goes from blank to blank, looks each run of bytes up, and cuts it into
// pieces where it is new. A run's pieces depend on its bytes alone, so both ways give the same result.
//
// Punctuation at a run's end is taken off first where that changes nothing: no piece has the byte before it next to it, so
// every path has a boundary there, and it is a piece by itself.
#include "word_cutter.h"

#include <string.h>

#include "platform.h"
#include "unicode.h"
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { PAUSE_BYTES = 1 << 15, MOST_TAILS = 3, ROOM = 16, TOGETHER = 16 };

static bool is_blank(uint8_t byte) { return byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D; }

static bool is_letter(uint32_t byte) { return (byte | 0x20) - 'a' < 26; }

albert_word_cutter *albert_word_cutter_new(const albert_piece_array *array, const albert_cutter_rules *rules) {
    albert_word_cutter *cutter = albert_memory_allocate_zeros(sizeof *cutter);
    if (cutter == NULL) return NULL;
    cutter->array = array;
    cutter->rules = *rules;
    cutter->page_count = 1;
    cutter->page_capacity = 8;
    // Zeros that take no memory until they are written; an entry is a line of the cache.
    cutter->block = albert_memory_allocate_zeros((ENTRIES + 1) * sizeof *cutter->entries);
    if (cutter->block != NULL) cutter->entries = (word_entry *)(((uintptr_t)cutter->block + 63) & ~(uintptr_t)63);
    cutter->forms = albert_memory_allocate(cutter->page_capacity * 256 * sizeof *cutter->forms);
    if (cutter->entries == NULL || cutter->forms == NULL) {
        albert_word_cutter_free(cutter);
        return NULL;
    }
    cutter->folds_keys = rules->lowers_case;
    for (uint32_t byte = 0; byte < 128; byte++) {
        uint8_t lower = rules->lowers_case && is_letter(byte) ? (uint8_t)(byte | 0x20) : (uint8_t)byte;
        bool is_plain = rules->untouched[byte >> 6] >> (byte & 63) & rules->untouched[lower >> 6] >> (lower & 63) & 1;
        if (byte > 0x20 && byte < 0x7F && is_plain) cutter->ascii[byte] = lower;
        if (is_letter(byte) && cutter->ascii[byte] == 0) cutter->folds_keys = false;
        bool can_stand_alone = cutter->ascii[byte] != 0 && !is_letter(byte) && byte - '0' >= 10;
        int32_t piece = can_stand_alone ? albert_piece_array_find(array, &lower, 1) : -1;
        // Unknown pieces merge, and special ones may be forbidden.
        bool is_common = piece >= 0 && piece != rules->unknown_id &&
                         !(array->units[array->units[0].base ^ lower].parent & special_bit);
        cutter->tails[byte] = is_common ? piece : -1;
    }
    return cutter;
}

void albert_word_cutter_free(albert_word_cutter *cutter) {
    if (cutter == NULL) return;
    albert_memory_free(cutter->block);
    albert_memory_free(cutter->forms);
    albert_memory_free(cutter);
}

bool albert_word_cutter_set_page(albert_word_cutter *cutter, uint32_t page, const uint32_t forms[256]) {
    if (page >= PAGES || cutter->page_numbers[page] != 0) return true;
    if (cutter->page_count == cutter->page_capacity) {
        size_t old = (size_t)cutter->page_capacity * 256 * sizeof *forms;
        uint32_t *larger = albert_memory_grow(cutter->forms, old, old * 2);
        if (larger == NULL) return false;
        cutter->forms = larger;
        cutter->page_capacity *= 2;
    }
    memcpy(cutter->forms + (size_t)cutter->page_count * 256, forms, 256 * sizeof *forms);
    cutter->page_numbers[page] = (uint16_t)cutter->page_count++;
    return true;
}

// Where the run that begins at `at` ends; whether it has a byte above 0x7F.
static int64_t find_stop(const uint8_t *text, int64_t at, int64_t end, bool *is_ascii) {
#if defined(__SSE2__)
    const __m128i space = _mm_set1_epi8(0x20), tab = _mm_set1_epi8(0x09), line = _mm_set1_epi8(0x0A),
                  carriage = _mm_set1_epi8(0x0D);
    uint32_t high = 0;
    for (; end - at >= 16; at += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(text + at));
        __m128i blanks = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(block, space), _mm_cmpeq_epi8(block, line)),
                                      _mm_or_si128(_mm_cmpeq_epi8(block, tab), _mm_cmpeq_epi8(block, carriage)));
        uint32_t stops = (uint32_t)_mm_movemask_epi8(blanks), highs = (uint32_t)_mm_movemask_epi8(block);
        if (stops != 0) {
            int length = __builtin_ctz(stops);
            *is_ascii = (high | (highs & ((1u << length) - 1))) == 0;
            return at + length;
        }
        high |= highs;
    }
    uint8_t seen = high != 0 ? 0x80 : 0;
#else
    uint8_t seen = 0;
#endif
    for (; at < end && !is_blank(text[at]); at++) seen |= text[at];
    *is_ascii = seen < 0x80;
    return at;
}

// Whether the blank at `stop` certainly stands by itself: a mark or the like after it would join it.
static bool is_safe_stop(const uint8_t *text, int64_t stop, int64_t end) {
    // U+0300, the first scalar that joins what is before it, starts with 0xCC.
    if (stop + 1 >= end || text[stop + 1] < 0xCC) return true;
    int length;
    const albert_unicode_record *record = albert_unicode_find(read_scalar(text, stop + 1, end, &length));
    if (record->decomposition != 0) {
        const uint32_t *parts = albert_unicode_string(record->decomposition);
        if (parts[0] > 0) record = albert_unicode_find(parts[1]);
    }
    // The mark's bit; the break classes Extend, SpacingMark, ZWJ.
    uint32_t kind = record->flags >> 8 & 15;
    return !(record->flags & 1) && kind != 4 && kind != 5 && kind != 14;
}

// --- the memory

typedef struct key {
    uint64_t words[3];
    uint32_t byte_count;
} key;

// The ASCII capitals of a word lower-cased, all bytes at once.
static uint64_t fold(uint64_t word) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7Fu, each = 0x0101010101010101u;
    uint64_t from_a = (word & low) + each * (0x80 - 'A'), past_z = (word & low) + each * (0x80 - 'Z' - 1);
    return word | ((from_a & ~past_z & ~word & ~low) >> 2);
}

static key make_key(const albert_word_cutter *cutter, const uint8_t *text, int64_t start, uint32_t count, int64_t end) {
    static const uint8_t kept[2 * ALBERT_CUTTER_KEY_BYTES] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    key made = {{0}, count};
    if (end - start >= ALBERT_CUTTER_KEY_BYTES) {
        uint64_t masks[3];
        memcpy(made.words, text + start, sizeof made.words);
        memcpy(masks, kept + ALBERT_CUTTER_KEY_BYTES - count, sizeof masks);
        for (int at = 0; at < 3; at++) made.words[at] &= masks[at];
    } else {
        memcpy(made.words, text + start, count);
    }
    if (cutter->folds_keys)
        for (int at = 0; at < 3; at++) made.words[at] = fold(made.words[at]);
    return made;
}

// A run may lie in either entry of its pair.
static word_entry *find_pair(const albert_word_cutter *cutter, const key *wanted) {
    uint64_t mixed = wanted->words[0] * 0x9E3779B97F4A7C15u;
    mixed ^= wanted->words[1] * 0xC2B2AE3D27D4EB4Fu;
    mixed ^= wanted->words[2] * 0x165667B19E3779F9u;
    mixed = (mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15u;
    return cutter->entries + (mixed >> 50) * 2;
}

static bool holds(const word_entry *entry, const key *wanted) {
    return ((entry->words[0] ^ wanted->words[0]) | (entry->words[1] ^ wanted->words[1]) |
            (entry->words[2] ^ wanted->words[2]) | (entry->byte_count ^ wanted->byte_count)) == 0;
}

static void remember(word_entry *pair, const key *known, const albert_piece_columns *rows, int64_t first, int64_t start,
                     int32_t word, int32_t word_count, bool is_plain) {
    int64_t count = rows->count - first;
    if (count > ALBERT_CUTTER_KEY_PIECES || word_count > 8) return;
    word_entry entry = {.byte_count = (uint8_t)known->byte_count,
                        .piece_count = (uint8_t)count,
                        .word_count = (uint8_t)word_count,
                        .is_plain = is_plain};
    memcpy(entry.words, known->words, sizeof entry.words);
    for (int64_t at = 0; at < count; at++) {
        int64_t from = rows->starts[first + at] - start, to = rows->ends[first + at] - start;
        if (from < 0 || to < from || to > known->byte_count) return;
        entry.ids[at] = rows->ids[first + at];
        entry.starts[at] = (uint8_t)(from | (rows->words[first + at] - word) << 5);
        entry.ends[at] = (uint8_t)to;
    }
    // The older of the pair makes room.
    pair[1] = pair[0];
    pair[0] = entry;
}

void albert_word_cutter_remember(albert_word_cutter *cutter, const uint8_t *text, int64_t start, int64_t stop,
                                 int64_t end, const albert_piece_columns *rows, int64_t first, int32_t word,
                                 int32_t word_count) {
    if (stop <= start || stop - start > ALBERT_CUTTER_KEY_BYTES || first < 0 || first > rows->count) return;
    key known = make_key(cutter, text, start, (uint32_t)(stop - start), end);
    remember(find_pair(cutter, &known), &known, rows, first, start, word, word_count, false);
}

// Writes more rows than there are pieces: branches would cost more.
static void append_entry(const word_entry *entry, albert_piece_columns *rows, albert_cutter_walk *walk, int32_t start) {
    int32_t *ids = rows->ids + rows->count, *starts = rows->starts + rows->count, *ends = rows->ends + rows->count,
            *words = rows->words + rows->count;
    const int32_t step = walk->keeps_word ? 0 : 7;
    for (int at = 0; at < 4; at++) ids[at] = entry->ids[at];
    for (int at = 0; at < 4; at++) starts[at] = start + (entry->starts[at] & 31);
    for (int at = 0; at < 4; at++) ends[at] = start + entry->ends[at];
    for (int at = 0; at < 4; at++) words[at] = walk->word + (entry->starts[at] >> 5 & step);
    for (int at = 4; at < entry->piece_count; at++) {
        ids[at] = entry->ids[at];
        starts[at] = start + (entry->starts[at] & 31);
        ends[at] = start + entry->ends[at];
        words[at] = walk->word + (entry->starts[at] >> 5 & step);
    }
    rows->count += entry->piece_count;
    if (!walk->keeps_word) walk->word += entry->word_count;
}

// --- the walk

// How many of the run's last bytes are pieces by themselves whatever is before them.
static int count_tails(const albert_word_cutter *cutter, const uint8_t *text, int64_t start, int64_t stop) {
    int count = 0;
    while (count < MOST_TAILS && stop - start - count > 1) {
        uint8_t last = text[stop - count - 1], before = text[stop - count - 2];
        if (cutter->tails[last] < 0 || cutter->ascii[before] == 0 || last == before) break;
        if (albert_piece_array_has_pair(cutter->array, cutter->ascii[before], last)) break;
        count++;
    }
    return count;
}

// A run that was looked at: its entries are on their way from memory while the runs after it are looked at.
typedef struct waiting_run {
    int64_t start, stop;
    word_entry *pair; /* NULL: not to be looked up */
    key wanted;       /* without the tails */
    int tail_count;
} waiting_run;

// Looks at up to `room` runs from walk->place on, as far as they are to be cut here. Says why it stopped.
static albert_cutter_stop gather(const albert_word_cutter *cutter, const albert_cutter_walk *walk, int64_t pause,
                                 waiting_run *runs, int room, int *count) {
    const uint8_t *text = walk->text;
    const int64_t end = walk->end;
    int64_t start = walk->place;
    for (*count = 0; *count < room; ++*count) {
        waiting_run *run = &runs[*count];
        while (start < end && is_blank(text[start])) start++;
        run->start = run->stop = start;
        if (start == end) return ALBERT_CUTTER_END;
        if (start >= pause) return ALBERT_CUTTER_PAUSE;
        if (start > walk->begin && is_blank(text[start - 1]) && !is_safe_stop(text, start - 1, end))
            return ALBERT_CUTTER_HARD;
        bool is_ascii;
        const int64_t stop = find_stop(text, start, end, &is_ascii);
        if (!is_safe_stop(text, stop, end)) return ALBERT_CUTTER_HARD;
        run->stop = start = stop;
        run->tail_count = is_ascii ? count_tails(cutter, text, run->start, stop) : 0;
        const int64_t length = stop - run->start - run->tail_count;
        run->pair = NULL;
        if (length <= ALBERT_CUTTER_KEY_BYTES) {
            run->wanted = make_key(cutter, text, run->start, (uint32_t)length, end);
            run->pair = find_pair(cutter, &run->wanted);
            __builtin_prefetch(run->pair);
            __builtin_prefetch(run->pair + 1);
        }
    }
    return ALBERT_CUTTER_END;
}

static albert_cutter_stop finish(albert_word_cutter *cutter, albert_cutter_walk *walk, const waiting_run *run,
                                 albert_piece_columns *rows) {
    const int64_t start = run->start, stop = run->stop - run->tail_count, first = rows->count;
    const int32_t word = walk->word;
    const word_entry *found = NULL;
    if (run->pair != NULL)
        found = holds(run->pair, &run->wanted) ? run->pair : holds(run->pair + 1, &run->wanted) ? run->pair + 1 : NULL;
    if (found != NULL) {
        // What is removed at a fragment's beginning shifts all that follows.
        if (!found->is_plain && (run->tail_count > 0 || start == walk->begin)) return ALBERT_CUTTER_HARD;
        append_entry(found, rows, walk, (int32_t)start);
    } else {
        if (stop - start > RUN_BYTES) return ALBERT_CUTTER_HARD;
        albert_cutter_stop stopped = cut_run(cutter, walk, start, stop, rows);
        if (stopped != ALBERT_CUTTER_END) return stopped;
        if (run->pair != NULL) remember(run->pair, &run->wanted, rows, first, start, word, 1, true);
    }
    for (int64_t at = stop; at < run->stop; at++) {
        int64_t row = rows->count++;
        rows->ids[row] = cutter->tails[walk->text[at]];
        rows->starts[row] = (int32_t)at;
        rows->ends[row] = (int32_t)at + 1;
        rows->words[row] = word;
    }
    walk->place = run->stop;
    return ALBERT_CUTTER_END;
}

albert_cutter_stop albert_word_cutter_walk(albert_word_cutter *cutter, albert_cutter_walk *walk,
                                           albert_piece_columns *rows) {
    const int64_t pause = walk->place + PAUSE_BYTES;
    waiting_run runs[TOGETHER];
    for (;;) {
        int count;
        albert_cutter_stop stopped = gather(cutter, walk, pause, runs, TOGETHER, &count);
        for (int number = 0; number < count; number++) {
            if (rows->capacity - rows->count < ROOM) {
                walk->wanted = ROOM;
                return ALBERT_CUTTER_ROOM;
            }
            walk->place = runs[number].start;
            albert_cutter_stop finished = finish(cutter, walk, &runs[number], rows);
            if (finished != ALBERT_CUTTER_END) return finished;
        }
        if (count == TOGETHER) continue;
        walk->place = runs[count].start;
        return stopped;
    }
}

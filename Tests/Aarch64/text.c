/* The tokenizer's inner loops over made-up pieces and texts, each text at the end of guarded memory: runs in ASCII against the
 * best sum of scores by trying everything, all rows against what rows must be, and one hash of all rows, which must be the
 * same on every machine.
 *
 *     text
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "text.h"

enum { PAGE = 65536, MOST_NODES = 40000, MOST_PIECES = 4000, LONGEST = 4000, TEXTS = 3000, UNKNOWN = 0 };
static const double UNKNOWN_SCORE = -40;
static const char WORD_MARK[] = "\xE2\x96\x81";

static int passed, failed;

static void expect(bool holds, const char *what, int text) {
    if (holds) passed++;
    else if (failed++ < 20) printf("FAILED: %s in text %d\n", what, text);
}

static uint64_t state = 7;

static uint32_t below(uint32_t count) {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint32_t)(state * 0x2545F4914F6CDD1Du >> 32) % count;
}

/* --- pieces: a trie, children found by going through all nodes' lists --- */

static uint32_t node_count = 1, parents[MOST_NODES];
static uint8_t bytes[MOST_NODES];
static int32_t ids[MOST_NODES], children[MOST_NODES][256];
static double scores[MOST_PIECES];
static bool are_special[MOST_PIECES];
static int32_t piece_count = 1; /* UNKNOWN */

static int32_t node_of(const char *spelling, size_t count, bool makes) {
    int32_t node = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t byte = (uint8_t)spelling[i];
        if (children[node][byte] == 0) {
            if (!makes || node_count == MOST_NODES) return -1;
            parents[node_count - 1] = (uint32_t)node, bytes[node_count - 1] = byte, ids[node_count] = -1;
            children[node][byte] = (int32_t)node_count++;
        }
        node = children[node][byte];
    }
    return node;
}

static void add_piece(const char *spelling, bool is_special) {
    int32_t node = node_of(spelling, strlen(spelling), true);
    if (node < 0 || ids[node] >= 0 || piece_count == MOST_PIECES) return;
    scores[piece_count] = -1 - below(2000) / 100.0;
    are_special[piece_count] = is_special;
    ids[node] = piece_count++;
}

static void make_pieces(void) {
    static const char *const parts[] = {"a", "b", "c", "d", ".", "7", "\xC3\xA9", "\xE4\xB8\xAD"};
    ids[0] = -1;
    add_piece(WORD_MARK, false);
    add_piece("[M]", true);
    for (size_t i = 0; i < 6; i++) add_piece(parts[i], false);
    for (int i = 0; i < 1500; i++) {
        char spelling[64] = "";
        if (below(3) == 0) strcpy(spelling, WORD_MARK);
        for (uint32_t left = 1 + below(5); left > 0; left--) strcat(spelling, parts[below(8)]);
        add_piece(spelling, false);
    }
}

/* --- texts --- */

static size_t make_text(uint8_t *text, bool is_ascii) {
    static const char *const parts[] = {"a",
                                        "b",
                                        "c",
                                        "d",
                                        "A",
                                        "C",
                                        ".",
                                        "7",
                                        " ",
                                        " ",
                                        "\n",
                                        "z",
                                        "[M]",
                                        "``",
                                        "'",
                                        "a",
                                        "b",
                                        "\xC3\xA9",
                                        "\xE4\xB8\xAD",
                                        "\xC3",
                                        "\xFF",
                                        "\xE4\xB8",
                                        "e\xCC\x81"};
    size_t count = 0, wanted = 1 + below(below(8) == 0 ? LONGEST - 8 : 200);
    while (count < wanted) {
        const char *part = parts[below(is_ascii ? 12 : 23)];
        memcpy(text + count, part, strlen(part));
        count += strlen(part);
    }
    return count;
}

/* The best sum of scores of an ASCII run. */
static double best_of(const uint8_t *run, size_t count) {
    static double best[LONGEST + 8];
    char path[LONGEST + 8];
    memcpy(path, WORD_MARK, 3);
    for (size_t i = 0; i < count; i++) path[3 + i] = (char)(run[i] >= 'A' && run[i] <= 'Z' ? run[i] | 0x20 : run[i]);
    count += 3;
    for (size_t i = 1; i <= count; i++) best[i] = -INFINITY;
    best[0] = 0;
    for (size_t from = 0; from < count; from++) {
        if (best[from] == -INFINITY) continue;
        bool covers = false;
        size_t next = from == 0 ? 3 : from + 1;
        for (size_t to = next; to <= count; to++) {
            int32_t node = node_of(path + from, to - from, false);
            if (node < 0) break;
            if (ids[node] < 0 || are_special[ids[node]]) continue;
            covers |= to == next;
            best[to] = fmax(best[to], best[from] + scores[ids[node]]);
        }
        if (!covers) best[next] = fmax(best[next], best[from] + UNKNOWN_SCORE);
    }
    return best[count];
}

/* --- rows --- */

static albert_piece_columns rows;

static void make_room(int64_t more) {
    rows.capacity = (rows.count + more) * 2;
    int32_t **columns[] = {&rows.ids, &rows.starts, &rows.ends, &rows.words};
    for (int i = 0; i < 4; i++) {
        *columns[i] = realloc(*columns[i], (size_t)rows.capacity * sizeof **columns[i]);
        if (*columns[i] == NULL) abort();
    }
}

static uint64_t hash = 0xCBF29CE484222325u;

static void add_to_hash(int64_t number) { hash = (hash ^ (uint64_t)number) * 0x100000001B3u; }

static double sum_of(int64_t from, int64_t to) {
    double sum = 0;
    for (int64_t row = from; row < to; row++)
        sum += rows.ids[row] == UNKNOWN ? UNKNOWN_SCORE * (rows.ends[row] - rows.starts[row]) : scores[rows.ids[row]];
    return sum;
}

static bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r'; }

/* Whether what the runs of an ASCII text became has the best sums, up to rounding. */
static bool is_best(const uint8_t *text, size_t count) {
    int64_t row = 0;
    for (size_t at = 0; at < count;) {
        size_t stop = at;
        while (stop < count && !is_blank(text[stop])) stop++;
        int64_t begin = row;
        while (row < rows.count && rows.starts[row] < (int64_t)stop) row++;
        if (stop > at && fabs(sum_of(begin, row) - best_of(text + at, stop - at)) > 1e-6) return false;
        at = stop + 1;
    }
    return row == rows.count;
}

static bool are_rows(size_t count) {
    for (int64_t row = 0; row < rows.count; row++) {
        if (rows.ids[row] < 0 || rows.ids[row] >= piece_count || are_special[rows.ids[row]]) return false;
        if (rows.starts[row] < 0 || rows.ends[row] < rows.starts[row] || rows.ends[row] > (int64_t)count) return false;
        if (row > 0 && (rows.starts[row] < rows.starts[row - 1] || rows.words[row] < rows.words[row - 1])) return false;
    }
    return true;
}

/* --- texts into rows --- */

static void give_page(albert_word_cutter *cutter, uint32_t page) {
    uint32_t forms[256];
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t scalar = page * 256 + i;
        forms[i] = scalar == 0xE9 || scalar == 0x4E2D ? scalar : ALBERT_FORM_HARD;
    }
    if (!albert_word_cutter_set_page(cutter, page, forms)) abort();
}

static void cut(albert_word_cutter *cutter, const uint8_t *text, size_t count) {
    albert_cutter_walk walk = {.text = text, .end = (int64_t)count};
    for (;;) {
        albert_cutter_stop stop = albert_word_cutter_walk(cutter, &walk, &rows);
        add_to_hash(stop);
        if (stop == ALBERT_CUTTER_END) return;
        if (stop == ALBERT_CUTTER_ROOM) make_room(walk.wanted);
        if (stop == ALBERT_CUTTER_PAGE) give_page(cutter, (uint32_t)walk.wanted);
        if (stop == ALBERT_CUTTER_HARD) {
            while (walk.place < walk.end && !is_blank(text[walk.place])) walk.place++;
            while (walk.place < walk.end && is_blank(text[walk.place])) walk.place++;
        }
    }
}

int main(void) {
    make_pieces();
    albert_piece_array *array = albert_piece_array_new(node_count, parents, bytes, ids, scores, are_special);
    albert_cutter_rules rules = {.unknown_score = UNKNOWN_SCORE,
                                 .unknown_id = UNKNOWN,
                                 .skips_special = true,
                                 .folds_quotes = true,
                                 .lowers_case = true,
                                 .untouched = {~0ull, ~0ull}};
    albert_word_cutter *cutter = array == NULL ? NULL : albert_word_cutter_new(array, &rules);
    uint8_t *guarded = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (cutter == NULL || guarded == MAP_FAILED || mprotect(guarded + PAGE, PAGE, PROT_NONE) != 0) return 2;
    make_room(1);

    for (int number = 0; number < TEXTS; number++) {
        uint8_t made[LONGEST + 8];
        bool is_ascii = number % 2 == 0;
        size_t count = make_text(made, is_ascii);
        uint8_t *text = guarded + PAGE - count;
        memcpy(text, made, count);
        rows.count = 0;
        cut(cutter, text, count);
        expect(are_rows(count), "rows", number);
        if (is_ascii) expect(is_best(text, count), "the best sum", number);
        for (int64_t row = 0; row < rows.count; row++) {
            add_to_hash(rows.ids[row]), add_to_hash(rows.starts[row]);
            add_to_hash(rows.ends[row]), add_to_hash(rows.words[row]);
        }
    }
    albert_word_cutter_free(cutter);
    albert_piece_array_free(array);
    free(rows.ids), free(rows.starts), free(rows.ends), free(rows.words);
    printf("%-16s %016llx\n", "text", (unsigned long long)hash);
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}

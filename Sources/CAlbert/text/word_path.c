// The best way to cut one run into pieces: normalised scalar by scalar where each stands for itself, then the path with the
// highest sum of scores, taken in the same order and with the same sums as the lattice for words of any length.
#include <math.h>

#include "word_cutter.h"

static const uint8_t word_mark[3] = {0xE2, 0x96, 0x81};

static int write_scalar(uint32_t scalar, uint8_t *target) {
    if (scalar < 0x80) {
        target[0] = (uint8_t)scalar;
        return 1;
    }
    int count = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
    for (int at = count - 1; at > 0; at--, scalar >>= 6) target[at] = (uint8_t)(0x80 | (scalar & 0x3F));
    target[0] = (uint8_t)(0xF0 << (4 - count) | scalar);
    return count;
}

// Fills bytes, from and to; `count` is the number of bytes.
static albert_cutter_stop normalise(albert_word_cutter *cutter, albert_cutter_walk *walk, int64_t start, int64_t stop,
                                    uint32_t *count) {
    word_path *path = &cutter->path;
    const uint8_t *text = walk->text;
    uint32_t filled = 3;
    for (int at = 0; at < 3; at++) path->bytes[at] = word_mark[at];
    path->from[0] = 0;
    path->to[3] = 0;
    for (int64_t at = start; at < stop;) {
        path->from[filled] = (uint16_t)(at - start);
        uint8_t byte = text[at];
        if (byte < 0x80) {
            if (cutter->ascii[byte] == 0) return ALBERT_CUTTER_HARD;
            if (cutter->rules.folds_quotes && (byte == 0x27 || byte == 0x60) && at + 1 < stop && text[at + 1] == byte)
                return ALBERT_CUTTER_HARD;
            path->bytes[filled++] = cutter->ascii[byte];
            at++;
        } else {
            int length;
            uint32_t scalar = read_scalar(text, at, stop, &length);
            if (length == 0) return ALBERT_CUTTER_HARD;
            uint32_t page = cutter->page_numbers[scalar >> 8];
            if (page == 0) {
                walk->wanted = scalar >> 8;
                return ALBERT_CUTTER_PAGE;
            }
            uint32_t form = cutter->forms[page * 256 + (scalar & 255)];
            if (form == ALBERT_FORM_HARD) return ALBERT_CUTTER_HARD;
            filled += (uint32_t)write_scalar(form, path->bytes + filled);
            at += length;
        }
        path->to[filled] = (uint16_t)(at - start);
        // The mark stands for the first scalar.
        if (path->to[3] == 0) path->to[3] = path->to[filled];
    }
    *count = filled;
    return ALBERT_CUTTER_END;
}

// Fills best, units and origins of every boundary that a path reaches.
static void find_path(albert_word_cutter *cutter, uint32_t count) {
    word_path *path = &cutter->path;
    const albert_piece_unit *units = cutter->array->units;
    const uint8_t *bytes = path->bytes;
    const uint32_t skipped = cutter->rules.skips_special ? special_bit : 0;
    for (uint32_t at = 1; at <= count; at++) path->best[at] = -INFINITY;
    path->best[0] = 0;
    for (uint32_t start = 0, next; start < count; start = next) {
        uint8_t lead = bytes[start];
        next = start + (lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4);
        double here = path->best[start];
        bool covers_scalar = false;
        uint32_t unit = 0, base = units[0].base;
        for (uint32_t at = start; at < count;) {
            uint32_t child = base ^ bytes[at];
            const albert_piece_unit *reached = &units[child];
            if (!is_child(reached, unit)) break;
            at++;
            unit = child;
            base = reached->base;
            if (reached->parent & skipped) continue;
            double score = here + reached->score;
            if (at == next) covers_scalar = reached->score > -INFINITY;
            if (score > path->best[at]) {
                path->best[at] = score;
                path->units[at] = unit;
                path->origins[at] = (uint16_t)start;
            }
        }
        if (!covers_scalar && here + cutter->rules.unknown_score > path->best[next]) {
            path->best[next] = here + cutter->rules.unknown_score;
            path->units[next] = ALBERT_NO_UNIT;
            path->origins[next] = (uint16_t)start;
        }
    }
}

albert_cutter_stop cut_run(albert_word_cutter *cutter, albert_cutter_walk *walk, int64_t start, int64_t stop,
                           albert_piece_columns *rows) {
    uint32_t count;
    albert_cutter_stop stopped = normalise(cutter, walk, start, stop, &count);
    if (stopped != ALBERT_CUTTER_END) return stopped;
    if (rows->capacity - rows->count < count) {
        walk->wanted = count;
        return ALBERT_CUTTER_ROOM;
    }
    find_path(cutter, count);
    // Walked back once, the boundaries of the path are turned to tell where it goes on.
    word_path *path = &cutter->path;
    for (uint32_t end = count, next = 0; end > 0;) {
        uint32_t origin = path->origins[end];
        path->origins[end] = (uint16_t)next;
        next = end;
        end = origin;
        if (end == 0) path->origins[0] = (uint16_t)next;
    }
    const int32_t unknown = cutter->rules.unknown_id;
    int64_t row = rows->count, first = row;
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        end = path->origins[begin];
        uint32_t unit = path->units[end];
        int32_t id = unit == ALBERT_NO_UNIT ? unknown : cutter->array->ids[unit];
        int32_t last = (int32_t)start + path->to[end];
        if (id == unknown && row > first && rows->ids[row - 1] == unknown) {
            rows->ends[row - 1] = last;
            continue;
        }
        rows->ids[row] = id;
        rows->starts[row] = (int32_t)start + path->from[begin];
        rows->ends[row] = last;
        rows->words[row++] = walk->word;
    }
    rows->count = row;
    if (!walk->keeps_word) walk->word++;
    return ALBERT_CUTTER_END;
}

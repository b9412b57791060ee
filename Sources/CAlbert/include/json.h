/* JSON through jansson (docs/decisions/0001-json-through-jansson.md). The text is scanned for depth and number of values
 * before jansson sees it, so that no file chooses how much stack or how many allocations the parser takes. */
#ifndef ALBERT_JSON_H
#define ALBERT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)

/* A value of a document. Reading one from many threads is safe. */
typedef struct albert_json albert_json;
/* What a document's values lie in. */
typedef struct albert_json_memory albert_json_memory;

enum {
    ALBERT_JSON_OBJECT,
    ALBERT_JSON_ARRAY,
    ALBERT_JSON_STRING,
    ALBERT_JSON_INTEGER,
    ALBERT_JSON_REAL,
    ALBERT_JSON_BOOL,
    ALBERT_JSON_NULL
};
enum { ALBERT_JSON_OK, ALBERT_JSON_BAD_FORMAT, ALBERT_JSON_OVER_LIMIT, ALBERT_JSON_NO_MEMORY };

/* Why a text was refused. `line` and `column` (in code points) count from 1; the detail is one line, NUL-terminated, and
 * may hold bytes of the text. */
typedef struct {
    int reason;
    size_t byte_offset, line, column;
    char detail[192];
} albert_json_error;

/* Reads a text whose outermost value is an object or an array: NULL and `*error` where it is none, where brackets nest
 * deeper than `depth_limit` (at most 1,024), or where it holds more than `value_limit` values, member names included.
 * Object members that occur twice, a byte-order mark, bytes that are no UTF-8, unpaired surrogate escapes, member names
 * with a NUL and numbers beyond double are refused. An integer beyond int64 is read as a real. Values live
 * until albert_json_free(*memory), which is written on success only. */
albert_json *albert_json_read(const void *bytes, size_t byte_count, size_t depth_limit, size_t value_limit,
                              albert_json_memory **memory, albert_json_error *error);
void albert_json_free(albert_json_memory *memory); /* NULL: nothing */

int albert_json_kind(const albert_json *value);
/* The bytes of a string (not of another kind: NULL), NUL-terminated beyond `*byte_count`. */
const char *albert_json_string(const albert_json *value, size_t *byte_count);
int64_t albert_json_integer(const albert_json *value); /* 0 for other kinds */
double albert_json_number(const albert_json *value);   /* of an integer or a real; 0 for other kinds */
bool albert_json_is_true(const albert_json *value);
/* The number of elements or members; 0 for other kinds. */
size_t albert_json_count(const albert_json *value);
/* NULL where there is none. */
const albert_json *albert_json_element(const albert_json *array, size_t index);
const albert_json *albert_json_member(const albert_json *object, const char *name, size_t byte_count);
/* Members in the order of the text: a cursor, NULL after the last one. */
const void *albert_json_first_member(const albert_json *object);
const void *albert_json_next_member(const albert_json *object, const void *cursor);
const char *albert_json_member_name(const void *cursor, size_t *byte_count);
const albert_json *albert_json_member_value(const void *cursor);

/* Where `"name"` and a colon first stand in a text, for messages; -1 when they do not. */
int64_t albert_json_member_offset(const void *text, size_t byte_count, const void *name, size_t name_byte_count);

#pragma GCC visibility pop
#endif

// Reads JSON: a linear scan that bounds what the text may cost, then jansson. The scan knows strings and brackets only;
// the grammar is jansson's business.
#include "json.h"

#include "json_memory.h"
#include "platform.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

// Debian's libjansson.a is not position independent where it mentions `stdin` (in json_loadf, which we never call). The
// shipped library links a copy of the archive in which that symbol is renamed to this one, so that it is found inside the
// library itself.
__attribute__((visibility("hidden"))) void *albert_json_unused_stream = NULL;

typedef struct {
    const unsigned char *bytes;
    size_t byte_count;
    size_t depth, depth_limit;
    size_t value_count, value_limit;
    size_t long_integer_count;
    albert_json_error *error;
} scan;

static bool refuse(const scan *scan, int reason, size_t at, const char *detail) {
    albert_json_error *error = scan->error;
    error->reason = reason;
    error->byte_offset = at;
    error->line = error->column = 1;
    for (size_t i = 0; i < at; i++) {
        if (scan->bytes[i] == '\n') error->line++, error->column = 1;
        else if ((scan->bytes[i] & 0xC0) != 0x80) error->column++;
    }
    snprintf(error->detail, sizeof error->detail, "%s", detail);
    return false;
}

// The offset just past the string that opens at `at`, or the end of the text when it does not close.
static size_t past_string(const scan *scan, size_t at) {
    for (at++; at < scan->byte_count; at++) {
        if (scan->bytes[at] == '\\') at++;
        else if (scan->bytes[at] == '"') return at + 1;
    }
    return scan->byte_count;
}

static bool is_bare(unsigned char byte) {
    switch (byte) {
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ',':
    case ':':
    case '[':
    case ']':
    case '{':
    case '}':
    case '"': return false;
    default: return true;
    }
}

// An integer beyond int64. jansson refuses those, but real files hold them: a tokenizer without a length limit says 10^30. It
// is read as a real: "e0" is appended to what jansson sees.
static bool is_long_integer(const scan *scan, size_t start, size_t end) {
    bool is_negative = scan->bytes[start] == '-';
    const unsigned char *digits = scan->bytes + start + is_negative;
    size_t count = end - start - is_negative;
    if (count < 19 || digits[0] == '0') return false;
    for (size_t i = 0; i < count; i++)
        if (digits[i] < '0' || digits[i] > '9') return false;
    return count > 19 || memcmp(digits, is_negative ? "9223372036854775808" : "9223372036854775807", 19) > 0;
}

static bool within_limits(scan *scan) {
    size_t at = 0;
    while (at < scan->byte_count) {
        size_t start = at;
        unsigned char byte = scan->bytes[at];
        if (byte == '"') {
            at = past_string(scan, at);
        } else if (byte == '[' || byte == '{') {
            at++;
            if (++scan->depth > scan->depth_limit) {
                char detail[64];
                snprintf(detail, sizeof detail, "JSON nested deeper than %zu levels", scan->depth_limit);
                return refuse(scan, ALBERT_JSON_OVER_LIMIT, start, detail);
            }
        } else if (is_bare(byte)) {
            while (at < scan->byte_count && is_bare(scan->bytes[at])) at++;
            scan->long_integer_count += is_long_integer(scan, start, at);
        } else {
            at++;
            if ((byte == ']' || byte == '}') && scan->depth > 0) scan->depth--;
            continue;
        }
        if (++scan->value_count > scan->value_limit) {
            char detail[64];
            snprintf(detail, sizeof detail, "JSON holds more than %zu values", scan->value_limit);
            return refuse(scan, ALBERT_JSON_OVER_LIMIT, start, detail);
        }
    }
    return true;
}

static bool has_plain_start(const scan *scan) {
    const unsigned char *b = scan->bytes;
    size_t n = scan->byte_count;
    if (n >= 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF)
        return refuse(scan, ALBERT_JSON_BAD_FORMAT, 0, "JSON must not start with a byte-order mark");
    if (n >= 2 && ((b[0] == 0xFF && b[1] == 0xFE) || (b[0] == 0xFE && b[1] == 0xFF) || b[0] == 0 || b[1] == 0))
        return refuse(scan, ALBERT_JSON_BAD_FORMAT, 0, "JSON must be UTF-8, this is UTF-16 or UTF-32");
    return true;
}

// jansson names a repeated member only when it is short; the last string that it read is the name.
static void name_repeated_member(const scan *scan, size_t end, char *detail, size_t capacity) {
    if (end == 0 || end > scan->byte_count || scan->bytes[end - 1] != '"') return;
    size_t start = end - 1;
    while (start > 0) {
        start--;
        if (scan->bytes[start] != '"') continue;
        size_t slashes = 0;
        while (slashes < start && scan->bytes[start - 1 - slashes] == '\\') slashes++;
        if (slashes % 2 == 0) break;
    }
    size_t length = end - start;
    int shown = length > 100 ? 100 : (int)length;
    snprintf(detail, capacity, "member %.*s%s occurs twice", shown, (const char *)scan->bytes + start,
             length > 100 ? "…\"" : "");
}

static const char widening[] = "e0";
enum { WIDENING_BYTE_COUNT = sizeof widening - 1 };

// Visits the text's bare tokens as within_limits does. With `target`: copies the text and widens long integers. Without:
// counts the bytes that widening had put in before byte `end` of the copy.
static size_t widen(const scan *scan, char *target, size_t end) {
    size_t at = 0, added = 0;
    while (at < scan->byte_count && (target != NULL || at + added < end)) {
        size_t start = at;
        bool is_token = is_bare(scan->bytes[at]);
        if (scan->bytes[at] == '"') at = past_string(scan, at);
        else if (is_token)
            while (at < scan->byte_count && is_bare(scan->bytes[at])) at++;
        else at++;
        if (target != NULL) memcpy(target + start + added, scan->bytes + start, at - start);
        if (!is_token || !is_long_integer(scan, start, at)) continue;
        if (target != NULL) memcpy(target + at + added, widening, WIDENING_BYTE_COUNT);
        else if (at + added >= end) break;
        added += WIDENING_BYTE_COUNT;
    }
    return added;
}

static json_t *load(const scan *scan, json_error_t *failure) {
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL;
    if (scan->long_integer_count == 0) return json_loadb((const char *)scan->bytes, scan->byte_count, flags, failure);
    size_t byte_count = scan->byte_count + scan->long_integer_count * WIDENING_BYTE_COUNT;
    char *copy = albert_memory_allocate(byte_count);
    if (copy == NULL) {
        refuse(scan, ALBERT_JSON_NO_MEMORY, 0, "no memory for a copy of the text");
        return NULL;
    }
    widen(scan, copy, 0);
    json_t *root = json_loadb(copy, byte_count, flags, failure);
    albert_memory_free(copy);
    return root;
}

static void explain(const scan *scan, const json_error_t *failure) {
    enum json_error_code code = json_error_code(failure);
    size_t read = failure->position > 0 ? (size_t)failure->position : 0;
    if (scan->long_integer_count > 0) read -= widen(scan, NULL, read);
    if (read > scan->byte_count) read = scan->byte_count;
    char detail[192];
    snprintf(detail, sizeof detail, "%s", failure->text);
    if (code == json_error_duplicate_key) name_repeated_member(scan, read, detail, sizeof detail);
    // jansson has taken the byte that it objects to, unless the text ended.
    bool at_end = code == json_error_premature_end_of_input;
    size_t at = at_end ? scan->byte_count : read > 0 ? read - 1 : 0;
    int reason = code == json_error_out_of_memory      ? ALBERT_JSON_NO_MEMORY
                 : code == json_error_null_byte_in_key ? ALBERT_JSON_OVER_LIMIT // valid JSON, but not for jansson
                                                       : ALBERT_JSON_BAD_FORMAT;
    refuse(scan, reason, at, detail);
}

albert_json *albert_json_read(const void *bytes, size_t byte_count, size_t depth_limit, size_t value_limit,
                              albert_json_memory **memory, albert_json_error *error) {
    scan scan = {.bytes = bytes,
                 .byte_count = byte_count,
                 .value_limit = value_limit,
                 .error = error,
                 .depth_limit = depth_limit < 1024 ? depth_limit : 1024};
    if (byte_count == 0) {
        refuse(&scan, ALBERT_JSON_BAD_FORMAT, 0, "JSON expected, found nothing");
        return NULL;
    }
    if (!has_plain_start(&scan) || !within_limits(&scan)) return NULL;
    json_error_t failure;
    error->reason = ALBERT_JSON_OK;
    albert_json_memory *taken = albert_json_memory_enter();
    if (taken == NULL) {
        refuse(&scan, ALBERT_JSON_NO_MEMORY, 0, "no memory for the document");
        return NULL;
    }
    json_t *root = load(&scan, &failure);
    albert_json_memory_leave();
    if (root == NULL) {
        if (error->reason == ALBERT_JSON_OK) explain(&scan, &failure);
        albert_json_memory_free(taken);
        return NULL;
    }
    *memory = taken;
    return (albert_json *)root;
}

void albert_json_free(albert_json_memory *memory) { albert_json_memory_free(memory); }

int albert_json_kind(const albert_json *value) {
    switch (json_typeof((const json_t *)value)) {
    case JSON_OBJECT: return ALBERT_JSON_OBJECT;
    case JSON_ARRAY: return ALBERT_JSON_ARRAY;
    case JSON_STRING: return ALBERT_JSON_STRING;
    case JSON_INTEGER: return ALBERT_JSON_INTEGER;
    case JSON_REAL: return ALBERT_JSON_REAL;
    case JSON_TRUE:
    case JSON_FALSE: return ALBERT_JSON_BOOL;
    default: return ALBERT_JSON_NULL;
    }
}

const char *albert_json_string(const albert_json *value, size_t *byte_count) {
    *byte_count = json_string_length((const json_t *)value);
    return json_string_value((const json_t *)value);
}

int64_t albert_json_integer(const albert_json *value) { return json_integer_value((const json_t *)value); }
double albert_json_number(const albert_json *value) { return json_number_value((const json_t *)value); }
bool albert_json_is_true(const albert_json *value) { return json_is_true((const json_t *)value); }

size_t albert_json_count(const albert_json *value) {
    const json_t *json = (const json_t *)value;
    return json_is_array(json) ? json_array_size(json) : json_object_size(json);
}

const albert_json *albert_json_element(const albert_json *array, size_t index) {
    return (const albert_json *)json_array_get((const json_t *)array, index);
}

const albert_json *albert_json_member(const albert_json *object, const char *name, size_t byte_count) {
    return (const albert_json *)json_object_getn((const json_t *)object, name, byte_count);
}

const void *albert_json_first_member(const albert_json *object) { return json_object_iter((json_t *)object); }

const void *albert_json_next_member(const albert_json *object, const void *cursor) {
    return json_object_iter_next((json_t *)object, (void *)cursor);
}

const char *albert_json_member_name(const void *cursor, size_t *byte_count) {
    *byte_count = json_object_iter_key_len((void *)cursor);
    return json_object_iter_key((void *)cursor);
}

const albert_json *albert_json_member_value(const void *cursor) {
    return (const albert_json *)json_object_iter_value((void *)cursor);
}

int64_t albert_json_member_offset(const void *text, size_t byte_count, const void *name, size_t name_byte_count) {
    const char *start = text, *end = start + byte_count, *at = start;
    while (name_byte_count > 0 && (at = memmem(at, (size_t)(end - at), name, name_byte_count)) != NULL) {
        const char *after = at + name_byte_count;
        bool is_quoted = at > start && at[-1] == '"' && after < end && *after == '"';
        if (is_quoted) do
                after++;
            while (after < end && strchr(" \t\r\n", *after) != NULL && *after != 0);
        if (is_quoted && after < end && *after == ':') return at - 1 - start;
        at++;
    }
    return -1;
}

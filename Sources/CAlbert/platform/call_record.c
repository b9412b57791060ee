// What one call reports: status, message, place. The memory is taken when the record is made, so that reporting a failure,
// out of memory among them, needs none. A record is written by the one call that holds its watch.
#include "platform.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_CAPACITY = 2048, PLACE_CAPACITY = 4608 }; // a place may be a path (PATH_MAX) and a name in it

struct albert_call_record {
    albert_watch *watch;
    int64_t byte_offset;
    int32_t status;
    int32_t system_error;
    char message[MESSAGE_CAPACITY];
    char place[PLACE_CAPACITY];
};

albert_call_record *albert_call_record_new(void) {
    albert_call_record *record = calloc(1, sizeof *record);
    if (record == NULL) return NULL;
    record->byte_offset = -1;
    record->watch = albert_watch_new();
    if (record->watch != NULL) return record;
    free(record);
    return NULL;
}

void albert_call_record_free(albert_call_record *record) {
    if (record == NULL) return;
    albert_watch_free(record->watch);
    free(record);
}

// Copies a line, cut between two characters where it is too long. A control character would break the promise of one line.
static void copy_line(char *line, size_t capacity, const char *source) {
    size_t length = strlen(source);
    if (length >= capacity) {
        length = capacity - 1;
        while (length > 0 && ((unsigned char)source[length] & 0xC0) == 0x80) length--;
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)source[i];
        line[i] = byte < 0x20 || byte == 0x7F ? '?' : source[i];
    }
    line[length] = 0;
}

static void set(albert_call_record *record, int32_t status, const char *place, const char *message, int64_t byte_offset,
                int32_t system_error) {
    record->status = status;
    record->byte_offset = byte_offset;
    record->system_error = system_error;
    copy_line(record->message, MESSAGE_CAPACITY, message);
    copy_line(record->place, PLACE_CAPACITY, place);
}

bool albert_call_record_begin(albert_call_record *record) {
    if (!albert_watch_enter(record->watch)) return false;
    set(record, 0, "", "", -1, 0);
    return true;
}

void albert_call_record_end(albert_call_record *record) { albert_watch_leave(record->watch); }

void albert_call_record_fail(albert_call_record *record, int32_t status, const char *place, const char *message,
                             int64_t byte_offset, int32_t system_error) {
    set(record, status, place, message, byte_offset, system_error);
}

albert_watch *albert_call_record_watch(albert_call_record *record) { return record->watch; }
int32_t albert_call_record_status(const albert_call_record *record) { return record->status; }
const char *albert_call_record_message(const albert_call_record *record) { return record->message; }
const char *albert_call_record_place(const albert_call_record *record) { return record->place; }
int64_t albert_call_record_byte_offset(const albert_call_record *record) { return record->byte_offset; }
int32_t albert_call_record_system_error(const albert_call_record *record) { return record->system_error; }

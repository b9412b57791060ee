/* JSON through jansson (docs/decisions): checked for depth and size before it is parsed, so that no file chooses how much
 * stack or memory the parser takes. */
#ifndef ALBERT_JSON_H
#define ALBERT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(hidden)
#pragma GCC visibility pop
#endif

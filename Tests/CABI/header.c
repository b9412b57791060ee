/* The header alone, twice, in every standard (also as C++): it needs nothing before it and can be included again. */
/* clang-format would drop the second one. */
/* clang-format off */
#include <albert.h>
#include <albert.h>
/* clang-format on */

int main(void) { return ALBERT_OK + (ALBERT_E_INTERNAL - 14) + (ALBERT_COLUMN_TEXT - 3); }

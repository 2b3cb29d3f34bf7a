/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library of examples/lib wants from its surroundings, made of system calls. */
#include <console.h>
#include <heap.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "user.h"

enum { HEAP = 1024 * 1024 };

void console_write(const char *bytes, size_t n)
{
    write(1, bytes, n);
}

int console_read(void)
{
    unsigned char c;
    return read(0, &c, 1) == 1 ? c : -1;
}

/* A promise costs nothing: pages come as they are touched. */
void heap_bounds(char **start, char **end)
{
    int old = sbrk(HEAP);
    *start = (char *)(uintptr_t)(old < 0 ? 0 : old);
    *end = *start + (old < 0 ? 0 : HEAP);
}

char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");
    char *end = word + strcspn(word, " \t");
    *rest = *end ? end + 1 : end;
    *end = '\0';
    return word;
}

int number_or(char **rest, int otherwise)
{
    const char *word = next_word(rest);
    return *word ? atoi(word) : otherwise;
}

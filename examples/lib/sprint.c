/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printf into memory. */
#include <stdint.h>
#include <stdio.h>

#include "print.h"

struct memory_sink {
    struct print_sink sink;
    char *to;
    size_t room; /* for characters, the final 0 apart */
};

static void memory_put(struct print_sink *sink, char c)
{
    struct memory_sink *s = (struct memory_sink *)sink;
    if (s->room > 0) {
        *s->to++ = c;
        s->room--;
    }
}

int vsnprintf(char *to, size_t size, const char *format, va_list args)
{
    struct memory_sink s = {.sink = {memory_put}, .to = to, .room = size ? size - 1 : 0};
    int count = print_format(&s.sink, format, args);
    if (size > 0) {
        *s.to = '\0';
    }
    return count;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int count = vsnprintf(to, size, format, args);
    va_end(args);
    return count;
}

int sprintf(char *to, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int count = vsnprintf(to, SIZE_MAX, format, args);
    va_end(args);
    return count;
}

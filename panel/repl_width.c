/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that fit into the terminal they are read on. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "repl.h"

enum { WIDTH_LEAST = 20, WIDTH_OTHERWISE = 80, INDENT = 4 };

unsigned repl_width(const struct repl *r)
{
    struct winsize size;
    int fd = fileno(r->out);
    if (fd < 0 || !isatty(fd)) {
        return 0;
    }
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return WIDTH_OTHERWISE;
    }
    return size.ws_col > WIDTH_LEAST ? size.ws_col : WIDTH_LEAST;
}

/* A character is taken to be one column wide. */
size_t utf8_fitting(const char *s, unsigned columns)
{
    size_t at = 0, left = strlen(s);
    while (left > 0 && columns-- > 0) {
        uint32_t code;
        size_t n = utf8_step(s + at, left, &code);
        n = n > 0 ? n : 1;
        at += n;
        left -= n;
    }
    return at;
}

unsigned utf8_columns(const char *s)
{
    unsigned columns = 0;
    for (; *s != '\0'; columns++) {
        s += utf8_fitting(s, 1);
    }
    return columns;
}

struct line line_begin(const struct repl *r)
{
    return (struct line){r->out, repl_width(r), 0};
}

void line_put(struct line *l, const char *between, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    unsigned columns = utf8_columns(text), gap = (unsigned)strlen(between);
    if (l->width > 0 && l->column > INDENT && l->column + gap + columns > l->width) {
        fprintf(l->out, "%s\n%*s", *between == ',' ? "," : "", INDENT, "");
        l->column = INDENT;
        between = "";
        gap = 0;
    }
    fprintf(l->out, "%s%s", between, text);
    l->column += gap + columns;
}

void line_end(struct line *l)
{
    putc('\n', l->out);
    l->column = 0;
}

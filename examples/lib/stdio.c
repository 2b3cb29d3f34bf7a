/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <console.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "print.h"

/* The one stream there is. */
struct stdio_stream {
    bool ended; /* Ctrl-D was read */
};
FILE stdio_console;

/* A sink that collects what one call prints, so that it leaves in few pieces. */
struct console_sink {
    struct print_sink sink;
    size_t used;
    char text[128];
};

static void console_flush(struct console_sink *s)
{
    console_write(s->text, s->used);
    s->used = 0;
}

static void console_put(struct print_sink *sink, char c)
{
    struct console_sink *s = (struct console_sink *)sink;
    s->text[s->used++] = c;
    if (s->used == sizeof s->text) {
        console_flush(s);
    }
}

int vprintf(const char *format, va_list args)
{
    struct console_sink s;
    s.sink.put = console_put;
    s.used = 0;
    int count = print_format(&s.sink, format, args);
    console_flush(&s);
    return count;
}

int printf(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int count = vprintf(format, args);
    va_end(args);
    return count;
}

int vfprintf(FILE *stream, const char *format, va_list args)
{
    (void)stream;
    return vprintf(format, args);
}

int fprintf(FILE *stream, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int count = vfprintf(stream, format, args);
    va_end(args);
    return count;
}

int putchar(int c)
{
    char byte = (char)c;
    console_write(&byte, 1);
    return (unsigned char)c;
}

int fputc(int c, FILE *stream)
{
    (void)stream;
    return putchar(c);
}

int putc(int c, FILE *stream)
{
    return fputc(c, stream);
}

int puts(const char *text)
{
    return printf("%s\n", text);
}

int fputs(const char *text, FILE *stream)
{
    (void)stream;
    console_write(text, strlen(text));
    return 0;
}

int fflush(FILE *stream)
{
    (void)stream;
    return 0;
}

int fgetc(FILE *stream)
{
    int c = stream->ended ? EOF : console_read();
    stream->ended = c == EOF;
    return c;
}

int getc(FILE *stream)
{
    return fgetc(stream);
}

int getchar(void)
{
    return fgetc(stdin);
}

char *fgets(char *to, int size, FILE *stream)
{
    int n = 0;
    while (n < size - 1) {
        int c = fgetc(stream);
        if (c == EOF) {
            break;
        }
        to[n++] = (char)c;
        if (c == '\n') {
            break;
        }
    }
    if (n == 0) {
        return NULL;
    }
    to[n] = '\0';
    return to;
}

int feof(FILE *stream)
{
    return stream->ended;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Input and output of the tiny C library: the console, and strings. What it prints goes out at
 * once; stdin, stdout and stderr are all the console. See print.h for what printf can do.
 */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)

typedef struct stdio_stream FILE; /* the name is the C standard's */
extern FILE stdio_console;
#define stdin (&stdio_console)
#define stdout (&stdio_console)
#define stderr (&stdio_console)

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char *format, va_list args);
int fprintf(FILE *stream, const char *format, ...) __attribute__((format(printf, 2, 3)));
int vfprintf(FILE *stream, const char *format, va_list args);
int snprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *to, size_t size, const char *format, va_list args);
int sprintf(char *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

int putchar(int c);
int putc(int c, FILE *stream);
int fputc(int c, FILE *stream);
int puts(const char *text);
int fputs(const char *text, FILE *stream);
int fflush(FILE *stream);

/* Input ends at Ctrl-D, once and for all. */
int getchar(void);
int getc(FILE *stream);
int fgetc(FILE *stream);
char *fgets(char *to, int size, FILE *stream);
int feof(FILE *stream);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *or_die(void *p)
{
    if (p == NULL) {
        fputs("trapeze: out of memory\n", stderr);
        exit(EXIT_INTERNAL);
    }
    return p;
}

void *xmalloc(size_t size)
{
    return or_die(malloc(size != 0 ? size : 1));
}

void *xrealloc(void *p, size_t size)
{
    return or_die(realloc(p, size != 0 ? size : 1));
}

char *xstrdup(const char *s)
{
    size_t size = strlen(s) + 1;
    return memcpy(xmalloc(size), s, size);
}

DIAG_FORMAT(1, 0) static char *format_text(const char *format, va_list args)
{
    char *s = NULL;
    size_t size;
    FILE *f = or_die(open_memstream(&s, &size));
    vfprintf(f, format, args);
    fclose(f);
    return or_die(s);
}

char *xformat(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *s = format_text(format, args);
    va_end(args);
    return s;
}

/* Smallest code that a sequence of this many bytes may encode: shorter forms are invalid. */
static const uint32_t utf8_least[] = {0, 0, 0x80, 0x800, 0x10000};

size_t utf8_step(const char *s, size_t n, uint32_t *code)
{
    unsigned char first = n != 0 ? (unsigned char)s[0] : 0x80;
    if (first < 0x80) {
        *code = first;
        return 1;
    }
    size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc0 || first >= 0xf8 || length > n) {
        return 0;
    }
    uint32_t value = first & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)s[i];
        if ((next & 0xc0) != 0x80) {
            return 0;
        }
        value = value << 6 | (next & 0x3f);
    }
    bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < utf8_least[length] || value > 0x10ffff || surrogate) {
        return 0;
    }
    *code = value;
    return length;
}

bool utf8_printable(uint32_t code)
{
    return code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && !(code >= 0x2028 && code <= 0x202e) &&
           !(code >= 0x2066 && code <= 0x2069);
}

/* s with what is not printable written as \xNN, in new memory. */
static char *escaped(const char *s)
{
    size_t left = strlen(s);
    char *out = xmalloc(4 * left + 1);
    char *at = out;
    while (left != 0) {
        uint32_t code;
        size_t n = utf8_step(s, left, &code);
        bool plain = n != 0 && utf8_printable(code);
        n = n != 0 ? n : 1;
        for (size_t i = 0; i < n; i++) {
            if (plain) {
                *at++ = s[i];
            } else {
                at += snprintf(at, 5, "\\x%02x", (unsigned)(unsigned char)s[i]);
            }
        }
        s += n;
        left -= n;
    }
    *at = '\0';
    return out;
}

/* One line, in one piece: other programs may be writing to the same terminal. */
DIAG_FORMAT(2, 0) static void say(struct where at, const char *format, va_list args)
{
    char *message = format_text(format, args);
    char *line = at.file == NULL ? xformat("trapeze: %s", message)
                 : at.line == 0  ? xformat("%s: %s", at.file, message)
                                 : xformat("%s:%d:%d: %s", at.file, at.line, at.column, message);
    char *safe = escaped(line);
    fprintf(stderr, "%s\n", safe);
    free(safe);
    free(line);
    free(message);
}

int diag_at(struct where at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(at, format, args);
    va_end(args);
    return EXIT_USAGE;
}

int diag(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say((struct where){NULL, 0, 0}, format, args);
    va_end(args);
    return EXIT_USAGE;
}

int diag_internal(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say((struct where){NULL, 0, 0}, format, args);
    va_end(args);
    return EXIT_INTERNAL;
}

struct excerpt excerpt(const char *s)
{
    enum { ROOM = sizeof(struct excerpt) - sizeof "..." };
    struct excerpt e = {""};
    size_t n = strlen(s);
    if (n <= ROOM) {
        memcpy(e.text, s, n + 1);
        return e;
    }
    n = ROOM;
    while (n != 0 && ((unsigned char)s[n] & 0xc0) == 0x80) {
        n--;
    }
    memcpy(e.text, s, n);
    memcpy(e.text + n, "...", sizeof "...");
    return e;
}

struct nearest nearest_to(const char *word)
{
    return (struct nearest){.word = word, .distance = ~0u};
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/*
 * Edits that turn a into b: insert, delete, replace, or swap two neighbours (the usual slip of
 * the fingers). Words of 32 characters or more are not compared.
 */
static unsigned edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 32 };
    unsigned d[LONGEST][LONGEST];
    size_t m = strlen(a), n = strlen(b);
    if (m >= LONGEST || n >= LONGEST) {
        return ~0u;
    }
    for (unsigned i = 0; i <= m; i++) {
        for (unsigned j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(d[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
                            least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[m][n];
}

void nearest_offer(struct nearest *n, const char *name)
{
    unsigned distance = edit_distance(n->word, name);
    if (distance < n->distance && distance <= strlen(name) / 3) {
        n->distance = distance;
        n->best = name;
    }
    size_t used = strlen(n->advice);
    const char *joint = n->count == 0 ? "expected one of " : ", ";
    n->count++;
    snprintf(n->advice + used, sizeof n->advice - used, "%s%s", joint, name);
}

const char *nearest_advice(struct nearest *n)
{
    if (n->best != NULL) {
        snprintf(n->advice, sizeof n->advice, "did you mean `%s`?", n->best);
    }
    return n->advice;
}

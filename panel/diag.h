/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the panel says when something is wrong, and how it gives up. A user's mistake is one line
 * on standard error, `file:line:column: what is wrong, what was expected`, and an exit status
 * that the callers hand upward: nothing below main() ends the process, out of memory excepted.
 * Owns nothing. Anyone in panel/ may call it.
 */
#ifndef PANEL_DIAG_H
#define PANEL_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses beside EXIT_SUCCESS. command.def says to the user what they mean. */
enum { EXIT_GUEST = 1, EXIT_USAGE = 2, EXIT_INTERNAL = 3 };

/* A place in the user's input. line 0: the whole of `file`, which may also be an option's text. */
struct where {
    const char *file; /* NULL: nowhere, a default */
    int line, column; /* from 1; columns count characters */
};

#if defined(__GNUC__)
#define DIAG_FORMAT(f, a) __attribute__((format(printf, f, a)))
#else
#define DIAG_FORMAT(f, a)
#endif

/*
 * Say what is wrong and return the status to give up with: diag_at() and diag() EXIT_USAGE,
 * diag_internal() EXIT_INTERNAL. Bytes that would confuse a terminal, and line ends, are escaped.
 */
DIAG_FORMAT(2, 3) int diag_at(struct where at, const char *format, ...);
DIAG_FORMAT(1, 2) int diag(const char *format, ...);
DIAG_FORMAT(1, 2) int diag_internal(const char *format, ...);

/* The beginning of the user's text s, short enough for a message: excerpt(s).text. */
struct excerpt {
    char text[72];
};
struct excerpt excerpt(const char *s);

/*
 * The nearest of some names to a word that is none of them: nearest_to(word), then
 * nearest_offer() each name; nearest_advice() is then "did you mean `x`?", or else all names.
 */
struct nearest {
    const char *word, *best;
    unsigned distance, count;
    char advice[640];
};
struct nearest nearest_to(const char *word);
void nearest_offer(struct nearest *n, const char *name);
const char *nearest_advice(struct nearest *n);

/* Length of the valid UTF-8 character at s (n bytes at most), its code in *code; 0 if invalid. */
size_t utf8_step(const char *s, size_t n, uint32_t *code);

/* Not for controls, line separators, and the marks that reorder text on a terminal. */
bool utf8_printable(uint32_t code);

/* Memory that is always there: the process ends with EXIT_INTERNAL if it is not. */
void *xmalloc(size_t size);
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);
DIAG_FORMAT(1, 2) char *xformat(const char *format, ...);

#endif

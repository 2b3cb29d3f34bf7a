/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a library call refused its input: one line of text, for the caller to put a place before. */
#ifndef MACHINE_ERROR_H
#define MACHINE_ERROR_H

enum { ERROR_SIZE = 256 };

struct error {
    char text[ERROR_SIZE];
};

/* Fill in the text; returns 0, so that a caller can `return error_set(...)`. */
int error_set(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

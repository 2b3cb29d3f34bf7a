/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Values as JSON, so that they come back exactly, and files of it that look the same wherever they
 * are written. For whoever in panel/ keeps results as JSON. Owns nothing.
 */
#ifndef PANEL_JSON_TEXT_H
#define PANEL_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "formula.h"

/* A text as a string; bytes that are no UTF-8 are written as \xNN. */
json_t *json_text(const char *text);

/* The same of one that may be NULL: null. */
json_t *json_text_or_null(const char *text);

/* A number (a whole one as an integer), a string, or null if there is no value that JSON has. */
json_t *json_value(struct value v);

/* Indented, members in the order in which they were put, a line end after the last. */
void json_write(const json_t *root, FILE *f);

/* A hash as 16 hexadecimal digits; and back: false if s, which may be NULL, is none. */
struct hash_digits {
    char text[17];
};
struct hash_digits hash_digits(uint64_t hash);
bool hash_from(const char *s, uint64_t *hash);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a witness as lists, and what two of them differ in: what all reports are made from. */
#ifndef PANEL_CLASSIFY_FIELDS_H
#define PANEL_CLASSIFY_FIELDS_H

#include "classify_witness.h"

enum { FIELDS_MOST = 64, FIELD_NAME_SIZE = 40 };

struct field {
    char name[FIELD_NAME_SIZE];
    uint32_t value;
};

struct field_list {
    struct field field[FIELDS_MOST];
    unsigned count; /* may be more than there is room for: what is beyond is left out */
};

/* As a witness_field; the context is the list. */
void field_add(void *list, const char *name, uint32_t value);

/* "0x4", "supervisor", "none": value as a reader wants it. */
struct field_text {
    char text[16];
};
struct field_text field_text(const char *name, uint32_t value);

/*
 * The fields in which the states of a pair differ, with their values in each: to is[0], is[1]; all
 * others, equal in both, to `same`. For a single state all are `same`.
 */
struct fields_split {
    struct field_list same, is[2];
};
void fields_split(const struct witness *w, struct fields_split *s);

/* What the result depends on, as a location-sensitive instruction's witness tells: "mtvec, matp".
 */
enum { READS_SIZE = 96 };
void fields_read(const struct witness *w, char reads[READS_SIZE]);

/* Whether that is nothing but counters and time: timing, which the theorems leave out. */
bool fields_timing(const struct witness *w);

#endif

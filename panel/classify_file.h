/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of witnesses (schema trapeze-witness/1): YAML, a witness an item. Fields have the names
 * that reports have; what is not named is as at reset, or zero, with the supervisor's bits as a
 * monitor holds them. docs/theory.md describes the format. A file that is read is untrusted input.
 */
#ifndef PANEL_CLASSIFY_FILE_H
#define PANEL_CLASSIFY_FILE_H

#include <stdio.h>

#include "classify_fields.h"
#include "diag.h"

/* A witness that was read, with the outcomes that the file says it has. */
struct told_witness {
    struct witness witness;
    struct field_list outcome[2];
    struct where at;
};

struct witness_list {
    struct told_witness **item;
    unsigned count;
};

void witness_write_head(FILE *out, enum variant v);
void witness_write(FILE *out, const struct witness *w);

/* Read all of a file. 0, or EXIT_USAGE after a message. The list must be freed in either case. */
int witness_load(const char *path, struct witness_list *l);
void witness_list_free(struct witness_list *l);

/*
 * Run each again. 0 if each still shows what it says, with the outcomes that the file says;
 * EXIT_GUEST after a line for each that does not.
 */
int witness_replay(const char *path);

#endif

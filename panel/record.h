/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Typed input with the instant at which it arrived, in a file: what --record keeps and --replay
 * repeats, so that an interactive run can be had again to the byte. The instant is both numbers of
 * the machine: while it waits, no instruction completes but cycles go on.
 *
 *     trapeze-input/1
 *     <instructions> <cycles> <vm> <bytes in hexadecimal>
 */
#ifndef PANEL_RECORD_H
#define PANEL_RECORD_H

#include <stdint.h>

#include "output.h"
#include "session.h"

struct input_event {
    uint64_t instructions, cycles;
    unsigned vm;
    uint8_t *bytes;
    size_t count;
};

struct recording {
    struct input_event *events;
    size_t count;
    size_t next; /* the first that has not been typed yet */
};

/* Begin a recording, and add an event to it. */
void record_begin(FILE *f);
void record_event(FILE *f, const struct session *s, unsigned vm, const uint8_t *bytes,
                  size_t count);

/* Read a recording for the VMs of c. 0, or EXIT_USAGE after a message with file and line. */
int recording_load(struct recording *r, const char *path, const struct config *c);
void recording_free(struct recording *r);

/* Keep an event in memory, of bytes that are copied. */
void recording_add(struct recording *r, const struct session *s, unsigned vm, const uint8_t *bytes,
                   size_t count);

/* Room for one more event, empty. */
void recording_grow(struct recording *r);

/* Type all of `vm`'s events at the only guest of s, at once. */
void recording_type_all(const struct recording *r, unsigned vm, struct session *s);

/* The cycle at which the next event is due, UINT64_MAX if never; type all that are due now. */
uint64_t recording_due(const struct recording *r);
void recording_type(struct recording *r, struct session *s);

#endif

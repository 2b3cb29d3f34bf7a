/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine's state, whole: what a snapshot must hold so that the machine goes on as if nothing
 * had happened. RAM and disk are apart, as pages; the rest is small.
 *
 * In memory, for whoever wants to go back (struct snapshot), or as part of a file.
 */
#ifndef MACHINE_STATE_H
#define MACHINE_STATE_H

#include "machine/archive.h"
#include "machine/machine.h"

/* What a machine is made of, but for its core: to be loaded before the machine can be. */
void state_config(struct archive *a, struct machine_config *c);

/* Everything but RAM and disk. When loading, m is fresh, and made of the same configuration. */
void state_archive(struct archive *a, struct machine *m);

/* A machine at an instant, in memory. */
struct snapshot {
    struct page_set ram, disk;
    struct archive state;
    uint64_t instructions, cycles;
};

/* Take one; costs what was written since the last one. False if there is no memory for it. */
bool snapshot_take(struct snapshot *s, struct machine *m);

/* Put m, of which s was taken, back. Observers, console and complaints stay connected. */
void snapshot_put_back(struct snapshot *s, struct machine *m);

void snapshot_free(struct snapshot *s);

#endif

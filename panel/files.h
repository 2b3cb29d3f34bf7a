/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files that a run writes: by the command line the report, the recording, a snapshot
 * and what went through the pipeline, by the configuration each VM's console, signature and disk,
 * and the machine's disk. All are opened before anything starts, and put in place together at the
 * end.
 */
#ifndef PANEL_FILES_H
#define PANEL_FILES_H

#include "options.h"
#include "output.h"
#include "session.h"

struct files {
    struct output json, record, save, pipeline, disk;
    struct output *consoles, *signatures, *disks; /* of each VM; open if it asked for one */
    unsigned vms;
};

/* 0, or EXIT_USAGE after a message; files_abandon() in either case. */
int files_open(struct files *f, const struct options *o, const struct config *c);

/* What VMs print goes into their files too. */
void files_connect(const struct files *f, struct console *c);

/* Write what s leaves behind, signatures and disks, and put all files in place. */
int files_commit(struct files *f, const struct session *s);

/* Close what has not been put in place. */
void files_abandon(struct files *f);

#endif

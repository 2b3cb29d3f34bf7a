/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Snapshot files: a session at an instant, from which a run goes on and ends as if it had never
 * been interrupted, down to the bytes that it prints.
 *
 *     trapeze-snapshot/2 LF, the archive, FNV-1a of all that (8 bytes)
 *
 * A file is untrusted: its checksum is looked at first, then every value on its way in.
 */
#ifndef PANEL_SAVED_H
#define PANEL_SAVED_H

#include <stdio.h>

#include "record.h"
#include "session.h"

/* Write s and the recorded input that is still to be typed. */
int saved_write(FILE *f, struct session *s, struct recording *pending);

/* A snapshot that has been read, up to its configuration. */
struct saved {
    const char *path;
    uint8_t *bytes;
    struct archive keys, archive; /* from the configuration on, and what comes after it */
    struct config config;
};

/* Read one. 0, or EXIT_USAGE after a message; to be closed in either case. */
int saved_open(struct saved *f, const char *path);
void saved_close(struct saved *f);

/* Its configuration once more, with `sets` applied; to be freed in either case. */
int saved_config(const struct saved *f, struct config *c, const char *const *sets,
                 unsigned set_count);

/*
 * Open a session as it was saved: saved_begin() makes it, with its console to be set up by the
 * caller; saved_load() brings it up to date, and puts out what had been put out. c agrees with f's
 * configuration; the images are loaded, and compared, unless it is restored itself. 0, or a status
 * after a message; nothing is left open then.
 */
int saved_begin(struct saved *f, struct session *s, const struct config *c, struct flat flat);
int saved_load(struct saved *f, struct session *s, struct recording *pending);

/* The same into a session that has run, of a file that saved_load() has taken before. */
void saved_reload(struct saved *f, struct session *s);

#endif

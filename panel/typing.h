/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the configuration has typed at the consoles of a session, when it is due: at a cycle of the
 * machine, or once a console has put out a certain text. It arrives at that very cycle, however the
 * run is cut into pieces and wherever it goes on from: that is the machine's to see to
 * (machine_expect()), and the state is part of each snapshot and checkpoint. Owns where each VM's
 * list stands. For session.c, and for those that keep a session's state.
 */
#ifndef PANEL_TYPING_H
#define PANEL_TYPING_H

#include <stddef.h>
#include <stdint.h>

#include "machine/archive.h"

struct session;

/* One VM's list. */
struct typist {
    uint32_t next;    /* item */
    uint32_t matched; /* of what it waits for, characters that have just been put out */
    uint64_t due;     /* cycle at which it is typed; NEVER_CYCLE: not known, or there is none */
    uint32_t
        *fallback; /* of its `after`, by characters matched: as many still are, if one is not */
};

struct typing {
    struct typist *of; /* by guest; null until typing_open() */
    /* Whoever else wants to know what is typed; may be null. */
    void (*typed)(void *context, unsigned vm, const uint8_t *bytes, size_t count);
    void *context;
};

/* Be ready, to begin or to be loaded; s has its machine, its guests and its console. */
void typing_open(struct session *s);
void typing_close(struct session *s);

/* Type what is due now, and the rest when it is. */
void typing_begin(struct session *s);

/* Where all lists stand, and what is expected of the machine accordingly. */
void typing_archive(struct archive *a, struct session *s);

#endif

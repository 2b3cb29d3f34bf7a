/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One of two machines in which the real monitor runs the same program, with fast paths or without:
 * opened, run from one entry into the guest to the next, looked at, closed. Owns its session.
 */
#ifndef TESTS_FAST_PATHS_TWIN_H
#define TESTS_FAST_PATHS_TWIN_H

#include "panel/claims.h"

enum { TWIN_TEXT = 256 };

struct twin {
    struct config config;
    struct session s;
    struct observer observer;
    uint64_t events; /* instructions emulated for the guest, and its traps and interrupts */
    bool entered;    /* the machine stopped because the guest goes on */
    bool ended;      /* the VM, or the machine */
    bool timed;      /* what it does depends on time: it has read a clock, or loops for ever */
    uint32_t cause, tval, at; /* of the guest's last trap */
};

/* False, after a message: it cannot be opened. */
bool twin_open(struct twin *t, const char *experiment, bool fast);
void twin_close(struct twin *t);

/* Run to the guest's next entry, or to the end; at most so many cycles since reset. */
void twin_advance(struct twin *t, uint64_t cycles);

/*
 * How far the guest is: instructions that it ran by itself, and events. The same in both machines
 * at the same instant of the guest's.
 */
uint64_t twin_position(struct twin *t);

/* Whether the guest's virtual state is the same in both, which have just entered it or ended. */
bool twin_same(struct twin *a, struct twin *b, char why[TWIN_TEXT]);

#endif

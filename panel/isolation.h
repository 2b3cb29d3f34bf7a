/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Isolation, watched from outside: an observer of the machine that keeps its own books of who owns
 * which frame and which real ASID, from the monitor's probes (isa/probe.def), and holds the
 * hardware's own state against them: at each write of the real TLB, and each time that real user
 * mode is entered. What the monitor believes is not asked; what it says is checked.
 *
 * The first violation stops the machine; what it was stays in `what`. For nesting level 0: only
 * probes from real supervisor mode count.
 */
#ifndef PANEL_ISOLATION_H
#define PANEL_ISOLATION_H

#include "machine/machine.h"

enum { ISOLATION_ASIDS = MATP_ASID + 1, ISOLATION_TEXT = 320 };

struct isolation {
    struct observer observer;
    const char **names; /* of the VMs */
    unsigned vms;
    uint32_t floor;  /* below it in RAM is the monitor itself */
    uint32_t frames; /* of RAM */
    /* Owners are VMs, counted from 1; 0 is nobody. */
    uint16_t *frame_owner;
    uint16_t asid_owner[ISOLATION_ASIDS];
    uint16_t asid_space[ISOLATION_ASIDS]; /* the owner's address space, by the probe's account */
    uint16_t current;                     /* whom the monitor said last that it would enter */
    bool *stopped;                        /* by VM, from 0 */
    char what[ISOLATION_TEXT];            /* how isolation was broken; empty: it was not */
};

/*
 * Start to observe m, at reset, which is to run `vms` VMs under a monitor whose image ends at
 * `floor`. The names must outlive the observation.
 */
void isolation_open(struct isolation *i, struct machine *m, const char *const *names, unsigned vms,
                    uint32_t floor);

/* Where the owner of a frame stands; null if it is not RAM. */
uint16_t *isolation_frame_owner(struct isolation *i, uint32_t frame);

/* Stop observing and free; `what` stays. Does nothing to one that is all zeros. */
void isolation_close(struct isolation *i, struct machine *m);

#endif

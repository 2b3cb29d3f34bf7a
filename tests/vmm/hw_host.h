/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second body of vmm/hw.h: the monitor's C as host code, over a simulated machine.
 *
 * A struct machine is the hardware. What would trap the monitor on the machine itself (an address
 * outside RAM, a second TLB match) ends the run, as does halting and waiting for nothing: all of
 * them leave by longjmp. Owned by the rig, which sets `machine` and `out` before any call.
 */
#ifndef TESTS_VMM_HW_HOST_H
#define TESTS_VMM_HW_HOST_H

#include <setjmp.h>

#include "machine/machine.h"

enum { HW_PROBES = 32, HW_MONITOR_SIZE = 0x8000 };

/* How a run ends; the value of the longjmp. */
enum hw_end {
    HW_RUNS,
    HW_HALTED,  /* the monitor stopped the machine through its finisher */
    HW_IDLE,    /* the monitor waits, and nothing is left that could wake it */
    HW_TRAPPED, /* the monitor did what traps on the machine */
    HW_SPENT    /* the rig's own bound on cycles */
};

struct hw_host {
    struct machine *machine;
    jmp_buf *out;
    bool (*idle)(void); /* nothing is left to wake for: has this brought anything? May be null */
    uint64_t until;     /* HW_SPENT beyond this cycle, for a monitor that only polls; 0: no bound */
    uint32_t finisher;  /* the word that halted the machine */
    uint32_t probes[HW_PROBES];      /* how often each was said */
    uint32_t probe_value[HW_PROBES]; /* and what with, the last time */
    uint32_t duplicates;             /* real TLB writes that would have made a second match */
};

extern struct hw_host hw_host;

#endif

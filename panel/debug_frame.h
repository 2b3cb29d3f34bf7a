/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who called what runs: a backtrace, from the call frame information of each layer's DWARF. Where
 * there is none, the return address register is taken at its word, once, and that is said. From a
 * trap handler it goes on to what was interrupted, and from a monitor to the VM that it works for.
 */
#ifndef PANEL_DEBUG_FRAME_H
#define PANEL_DEBUG_FRAME_H

#include "debug_place.h"

struct debugger;

enum frame_kind {
    FRAME_NOW,         /* the hart is there */
    FRAME_CALLER,      /* of the frame before */
    FRAME_GUESSED,     /* the same, but only ra says so */
    FRAME_INTERRUPTED, /* by the trap whose handler the frame before is in */
    FRAME_TRAPPED      /* the same, of a VM: the frame before is its monitor's */
};

struct frame {
    enum frame_kind kind;
    unsigned layer;
    uint32_t pc; /* of all but the first two kinds: where it goes on */
};

enum { FRAMES_MOST = 64 };

/* The frames, innermost first: how many. */
unsigned debug_backtrace(struct debugger *d, struct frame frames[FRAMES_MOST]);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two parts of strides share. Only these include it. */
#ifndef PANEL_DEBUG_STRIDE_PARTS_H
#define PANEL_DEBUG_STRIDE_PARTS_H

#include "debug_context.h"
#include "debug_run.h"

/* What is known of a frame that was entered, or gone on with, in the past that was looked at. */
struct frame {
    bool called; /* from `call`, else that was before */
    struct position call;
    bool some; /* boundaries, the last of which is `last` */
    struct position last;
    struct row_of row;
};

struct stride {
    struct debugger *debugger;
    struct observer observer;
    struct flow flow;
    enum stride_goal goal;
    bool over;
    struct context context;
    bool dirty, inside; /* inside: the context runs; dirty: to be found out again */
    struct position start;
    struct row_of from; /* the line to leave */
    int64_t depth;      /* calls less returns since the start */
    bool stopped;
    bool skipping; /* a call of no interest, up to where and with which sp it returns */
    uint32_t return_to, stack;
    /* backward */
    bool past;
    bool beginning;       /* what is looked at is all that there is */
    struct frame *frames; /* the last one runs */
    size_t count;
    struct position last_trap;
    bool some;
    struct position last; /* of the context, whichever frame */
    struct row_of row;
};

/* --- debug_stride.c --- */

/* Observe the context while the machine runs; and no longer. */
void stride_listen(struct stride *w);
void stride_listen_no_more(struct stride *w);

/* A frame is entered, from `call` if that is known. */
void stride_push(struct stride *w, bool called, struct position call);

/* Whether a register is one that calls leave their return address in. */
bool stride_is_link(unsigned reg);

/* --- debug_stride_back.c --- */

/* An instruction of the context is about to be executed, in the past. */
void stride_note(struct stride *w);

enum halt stride_back(struct stride *w);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window of a run, instruction by instruction: what each met in the pipeline of docs/timing.md,
 * and from it the cycles in which it was in which stage. pipeline.c observes the machine and notes
 * what it charged, pipeline_times.c says when, pipeline_kanata.c and pipeline_text.c write it down.
 *
 * A struct pipeline owns its entries. For run.c and run_machine.c: pipeline_want(), then
 * pipeline_advance() whenever the run has come to pipeline_due(), pipeline_end() when it is over;
 * pipeline_free() in any case. Observing changes nothing in the run.
 */
#ifndef PANEL_PIPELINE_H
#define PANEL_PIPELINE_H

#include <stdio.h>

#include "options.h"
#include "symbols.h"

enum pipeline_stage { STAGE_F, STAGE_D, STAGE_X, STAGE_M, STAGE_W, STAGE_COUNT };

enum pipeline_kind {
    PIPELINE_INSTRUCTION, /* it retired */
    PIPELINE_EXCEPTION,   /* it did not */
    PIPELINE_INTERRUPT    /* taken in the place of an instruction */
};

/* What went through the pipeline in one piece. */
struct pipeline_entry {
    uint64_t number;              /* instructions that had retired before it, since reset */
    uint64_t idle;                /* cycles of wfi after it */
    uint64_t slot;                /* in which it enters IF: see pipeline_times.c */
    uint32_t pc, word;            /* its address; what was there, if `fetched` */
    uint32_t value;               /* of the register that it writes, afterwards */
    uint32_t cause;               /* of an exception or interrupt */
    uint16_t stalls[STALL_COUNT]; /* cycles */
    uint16_t layer;               /* who ran: see symbols.h */
    uint8_t mode, kind;
    bool fetched;
    uint8_t slots_fetching, slots_decoding; /* slots in IF and in ID */
};

enum pipeline_state { PIPELINE_UNWANTED, PIPELINE_AHEAD, PIPELINE_OPEN, PIPELINE_PAST };

struct pipeline {
    enum pipeline_state state;
    const struct session *session;
    uint64_t from, to; /* the window: instructions since reset */
    struct observer observer;
    struct pipeline_entry *entries;
    size_t count, capacity;
    uint64_t start; /* cycle in which the first is fetched: that at which the window opened, or */
                    /* later if the machine was waiting then */
    uint64_t idle, stalls[STALL_COUNT]; /* the machine's, as far as entries have them */
    unsigned layer;                     /* who ran last */
};

/* From now on the window is looked for. `s` stays where it is until pipeline_end(). */
void pipeline_want(struct pipeline *p, const struct session *s, const struct option_window *window);

/* The instruction count at which pipeline_advance() is wanted next; UINT64_MAX if never. */
uint64_t pipeline_due(const struct pipeline *p);

/* Begin or end to observe, if the machine has come to where the window begins or ends. */
void pipeline_advance(struct pipeline *p);

/* The run is over. */
void pipeline_end(struct pipeline *p);
void pipeline_free(struct pipeline *p);

/* --- when --- */

/* Cycles in which an entry enters each stage, and last in which it has left WB. */
struct pipeline_times {
    uint64_t at[STAGE_COUNT + 1];
};

/* The place of a walk through the slots, which only goes on. */
struct pipeline_cursor {
    size_t fetch, execute, access; /* entries whose waits in IF, EX and MEM have passed */
    uint64_t waits;
};

struct pipeline_walk {
    const struct pipeline *pipeline;
    size_t next;
    struct pipeline_cursor cursors[STAGE_COUNT + 1];
};

/* Which slots entries occupy, once all are known. */
void pipeline_lay_out(struct pipeline *p);

/* All entries in order: times of the next one; false if there is none. */
struct pipeline_walk pipeline_walk(const struct pipeline *p);
bool pipeline_next(struct pipeline_walk *w, struct pipeline_times *times);

/* Cycles after an entry in which nothing is fetched: bubbles, and idle ones. */
uint64_t pipeline_bubbles(const struct pipeline_entry *e);

/* --- in words --- */

/* "lw a0, 0(sp)"; of an interrupt its name; where nothing could be fetched, that. */
struct pipeline_text {
    char text[DISASM_SIZE + SYMBOL_TEXT_SIZE];
};
struct pipeline_text pipeline_what(const struct pipeline *p, const struct pipeline_entry *e);

/* " <main+0x4>", or nothing. */
struct symbol_text pipeline_where(const struct pipeline *p, const struct pipeline_entry *e);

/* "alice, user mode": who ran, and how. */
struct pipeline_text pipeline_who(const struct pipeline *p, const struct pipeline_entry *e);

/* The name of the register that an entry wrote, or null. */
const char *pipeline_register(const struct pipeline *p, const struct pipeline_entry *e);

/* --- written down --- */

void pipeline_kanata(const struct pipeline *p, FILE *out);
void pipeline_draw(const struct pipeline *p, FILE *out);

#endif

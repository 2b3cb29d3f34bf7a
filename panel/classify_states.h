/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * States of PG-32 as the definitions of Popek and Goldberg speak of them, and what becomes of one
 * in one step of the machine's own core. A state has two parts: a view, which is all that its
 * program can see (storage through R, registers, P), and the rest: M, R, and everything outside the
 * window that R shows. So two states with one view are what S1 and S2 are in the definition of a
 * behaviour-sensitive instruction [P&G §3].
 *
 * A stepper is a machine that states are put into. It owns the machine. For `trapeze classify`, its
 * tests, and whoever puts a witness into a machine.
 */
#ifndef PANEL_CLASSIFY_STATES_H
#define PANEL_CLASSIFY_STATES_H

#include "machine/machine.h"

/*
 * The window: pages at the beginning of RAM, so that with TE = 0 the same storage can stand at the
 * same addresses. Further frames lie behind them.
 */
enum window_page { PAGE_CODE, PAGE_DATA, PAGE_MORE, PAGE_CONST, PAGE_ABSENT, WINDOW_PAGES };
enum {
    WINDOW_SIZE = WINDOW_PAGES * (int)PAGE_SIZE,
    STEPPER_FRAMES = 12,
    STEPPER_RAM = STEPPER_FRAMES * (int)PAGE_SIZE,
    STEPPER_TLB = 8
};
#define WINDOW_BASE RAM_BASE
#define NOWHERE UINT32_MAX

/* The rows of csr.def that are compared and varied; a range is represented by its first. */
struct csr_row {
    uint32_t number;
    enum insn_class class;
    uint32_t variants;
    const char *title;
};
enum csr_index {
#define CSR(number, name, ...) CSR_INDEX_##name,
#define CSR_RANGE(first, last, name, ...) CSR_INDEX_##name,
#include "isa/csr.def"
    CSR_ROWS
};
extern const struct csr_row csr_rows[CSR_ROWS];

/* What a program can see: the same in both states of a pair. */
struct view {
    uint32_t word; /* the instruction, at pc */
    uint32_t pc;
    uint32_t elsewhere; /* the word at the physical address pc, if R shows another one at pc */
    uint32_t x[32];
    uint32_t reservation; /* as an address of the window, or NOWHERE */
    uint8_t seen[WINDOW_SIZE];
};

/* M, R, and what lies outside the window. */
struct state {
    struct priv priv; /* also mode, TE, ASID, pending interrupts, time */
    struct tlb_entry tlb[STEPPER_TLB];
    const uint8_t *outside; /* STEPPER_RAM bytes: what RAM holds where R shows nothing */
};

enum trapped { TRAPPED_NOT, TRAPPED_MEMORY, TRAPPED_OTHER, TRAPPED_INTERRUPT };

enum { CHANGES = 8 };
struct change {
    uint32_t address, value; /* a word of memory, and what it became */
};

/* What the program sees afterwards, through the R that it had before. Only words: compared as such.
 */
struct visible {
    uint32_t x[32], pc;
    uint32_t reservation; /* as in the view */
    uint32_t changes;     /* words of visible storage that changed, the first of them in change */
    struct change change[CHANGES];
};

/* What became of a state. */
struct step_outcome {
    enum trapped trapped;
    uint32_t cause, tval; /* of a trap */
    struct visible visible;
    uint32_t mode;
    uint32_t csr[CSR_ROWS];
    struct tlb_entry tlb[STEPPER_TLB];
    bool waiting, stopped; /* the processor was given up */
    uint32_t changes;      /* words of storage that R does not show */
    struct change change[CHANGES];
};

struct stepper {
    struct machine *m;
    struct observer watch;
    bool effective; /* R is what the hardware makes of M and R: see classify_decide.h */
    struct page_set placed;
    uint8_t image[STEPPER_RAM];   /* RAM before the step */
    struct step_outcome *outcome; /* under way */
};

/* A machine of that variant for states; false if there is no memory for it. */
bool stepper_open(struct stepper *t, enum variant v, bool effective);
void stepper_close(struct stepper *t);

/* Put the storage of a state in place; stepper_run() may then be called for it, more than once. */
void stepper_place(struct stepper *t, const struct view *v, const struct state *s);

/* One step from the state: the view's storage as placed, its word, registers and pc as in v. */
void stepper_run(struct stepper *t, const struct view *v, const struct state *s,
                 struct step_outcome *o);

/* Fill any machine with at least as much RAM and TLB as a stepper's. */
void state_fill(struct machine *m, const struct view *v, const struct state *s, bool effective);

/* Whether addresses go through the TLB. */
bool state_relocates(const struct state *s, bool effective);

/* Physical address of the window's va as R shows it; va of what stands at pa. NOWHERE: not. */
uint32_t state_frame(const struct state *s, bool effective, uint32_t va);
uint32_t state_window(const struct state *s, bool effective, uint32_t pa);

/* CSR k of a state, read and written as software may: false if it cannot hold the value. */
uint32_t state_csr(const struct state *s, enum csr_index k);
bool state_set_csr(struct state *s, enum csr_index k, uint32_t value);

/* Whether CSR k moves by itself: a counter. */
bool csr_moves(enum csr_index k);

/* Whether the CSR's value after a step is another one, beyond what moves by itself. */
bool csr_changed(enum csr_index k, uint32_t before, uint32_t after);

/* Whether the step changed M, R or another resource. */
bool outcome_controls(const struct step_outcome *o, const struct state *s);

#endif

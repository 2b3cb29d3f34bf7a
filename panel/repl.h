/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The console at the machine's front panel, one of the debugger's faces: what its parts share. A
 * struct repl owns what is typed and said, the debugger all else; repl.c reads lines,
 * repl_command.c finds their commands, repl_parse.c understands their arguments, the other parts do
 * them. Only these include it.
 *
 * A handler returns false after repl_error(): the command failed, and in a script that is the end.
 */
#ifndef PANEL_REPL_H
#define PANEL_REPL_H

#include "debug.h"

struct breakpoint {
    unsigned number, layer;
    uint32_t address;
};

/*
 * The instruction that the machine is resumed at, which no breakpoint is to stop again before it
 * has been executed: not after an interrupt or a TLB miss that another layer dealt with, either.
 */
struct resumption {
    bool armed, attempted;
    unsigned layer;
    uint32_t pc;
    uint64_t instructions; /* at the attempt */
};

struct repl {
    struct debugger *debugger;
    FILE *out; /* where answers go */
    struct observer observer;

    struct breakpoint *breakpoints;
    unsigned breakpoint_count, breakpoint_last;

    /* the run since the last command */
    struct resumption resumption;
    unsigned hit;   /* number of the breakpoint that stopped it, or 0 */
    unsigned traps; /* taken in the last step */
    uint32_t trap_cause, trap_value;
    bool limits_passed; /* the configured limits have stopped the machine once */
    bool *told;         /* of each guest: its end has been reported */
    struct hart before; /* as it was when the machine last stopped */

    unsigned selected; /* layer that input goes to, or LAYER_NONE */
    bool interactive, done;
};

/* --- repl_command.c: the table of commands --- */

enum completion {
    COMPLETE_NOTHING,
    COMPLETE_COMMANDS,
    COMPLETE_TOPICS,
    COMPLETE_ADDRESSES,
    COMPLETE_CSRS,
    COMPLETE_LAYERS
};

struct repl_command {
    const char *name, *others, *arguments;
    enum completion completes;
    bool repeats;
    const char *help;
    bool (*handler)(struct repl *r, char *args);
};

extern const struct repl_command repl_commands[];
extern const unsigned repl_command_count;

#define PANEL_COMMAND(name, ...) bool repl_##name(struct repl *r, char *args);
#include "commands.def"

/* What `info` knows; ends with a null name. */
struct repl_topic {
    const char *name;
    bool (*handler)(struct repl *r, char *args);
};
extern const struct repl_topic repl_topics[];

/* The command that a word means, by name, other name or prefix; null after repl_error(). */
const struct repl_command *repl_find(struct repl *r, const char *word);

/* --- repl_parse.c: arguments --- */

/* Keep what is wrong with a command; false, so that a handler can return it. */
DIAG_FORMAT(2, 3) bool repl_error(struct repl *r, const char *format, ...);

/* Cut the next word off a line; null at its end. */
char *repl_word(char **line);

/* That nothing is left of a line. */
bool repl_no_more(struct repl *r, char *line);

struct location {
    unsigned layer;
    uint32_t address;
    const struct symbol *symbol; /* that it is exactly, or null */
};

/*
 * An address: [LAYER:]TERM{+TERM|-TERM}, a term being a number, a symbol, $REGISTER or $CSR.
 * Symbols are looked for in layer `first`, then in all. A number belongs to the running layer.
 */
bool repl_location(struct repl *r, const char *text, unsigned first, struct location *l);

/* The same with a space in front, LAYER/SPACE: see debug_place.h. */
bool repl_place(struct repl *r, const char *text, unsigned first, struct place *at);

/* A number from 1 to max, written as above. */
bool repl_count(struct repl *r, const char *text, uint32_t max, uint32_t *count);

/* A VM by name: its layer. */
bool repl_vm(struct repl *r, const char *name, unsigned *layer);

/* --- repl_line.c: reading a line, with editing, history and completion on a terminal --- */

void repl_line_open(struct repl *r);
void repl_line_close(void);

/* In new memory; null at the end of input. */
char *repl_line_read(void);

/* --- repl_run.c: the machine runs --- */

/* Ctrl-C was typed: while the machine runs, it is stopped; at the prompt, the line is dropped. */
bool repl_interrupted(void);

void repl_run_open(struct repl *r);
void repl_run_close(struct repl *r);

/* --- repl_break.c: breakpoints --- */

void repl_break_open(struct repl *r);
void repl_break_close(struct repl *r);
void repl_break_resume(struct repl *r);
bool repl_break_list(struct repl *r, char *args);

/* --- repl_show.c, repl_csr.c, repl_memory.c, repl_tlb.c, repl_vms.c: what is shown --- */

/* After a stop: who runs, where, what comes next, what has changed. */
void repl_show_stop(struct repl *r);

/* Value of a CSR of the hart; false if it has none of that number. */
bool repl_csr_value(struct repl *r, uint32_t number, uint32_t *value);

/* The CSRs that are shown without being asked for by name; ends with 0. */
extern const uint16_t repl_shown_csrs[];

/* What the monitor claims of its VMs; false after repl_error(). */
struct claims;
bool repl_claims(struct repl *r, struct claims *c);

/* "supervisor" or "user". */
const char *repl_mode(bool supervisor);

/* Whether the VM that runs is in virtual supervisor mode. */
bool repl_supervisor(const struct repl *r);

/* The line that `where` and each stop begin with. */
void repl_put_place(const struct repl *r);

/* Topics of `info`. */
bool repl_symbols(struct repl *r, char *args);
bool repl_info_csr(struct repl *r, char *args);
bool repl_info_tlb(struct repl *r, char *args);
bool repl_softtlb(struct repl *r, char *args);
bool repl_pmap(struct repl *r, char *args);
bool repl_vcpu(struct repl *r, char *args);
bool repl_timing(struct repl *r, char *args);
bool repl_devices(struct repl *r, char *args);

#endif

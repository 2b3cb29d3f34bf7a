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

/* What `list` has shown last: its next begins behind. */
struct listing {
    const char *file; /* null: nothing yet */
    unsigned first, last;
};

/* What the next instruction is about to access, as it was when the machine last stopped. */
struct access_ahead {
    uint32_t address, machine, value;
    unsigned size; /* 0: nothing */
    uint64_t instructions;
};

/* What `x` has shown last, and what comes behind it. */
struct examined {
    struct place next;
    bool known;
    uint32_t count;
    char kind;     /* x d u c s i */
    unsigned size; /* bytes: 1, 2 or 4 */
};

struct repl {
    struct debugger *debugger;
    FILE *out; /* where answers go */
    struct observer observer;

    struct position trap_at; /* where the last trap has led to */
    uint32_t trap_cause, trap_value;
    bool *told;         /* of each guest: its end has been reported */
    struct hart before; /* as it was when the machine last stopped */
    struct access_ahead ahead;

    struct repl_trace *trace;   /* repl_trace.c; null: off */
    struct displayed *displays; /* shown at each stop: repl_print.c */
    unsigned display_count, display_last;
    struct listing listing;
    struct examined examined;
    const char *again; /* what an empty line does after this command, if not the same; or null */

    unsigned selected; /* layer that input goes to, or LAYER_NONE */
    bool interactive, done;
    unsigned depth;  /* of scripts that run */
    bool error_told; /* the error has been said, with its place in an inner script */
};

/* --- repl_command.c: the table of commands --- */

enum completion {
    COMPLETE_NOTHING,
    COMPLETE_COMMANDS,
    COMPLETE_TOPICS,
    COMPLETE_ADDRESSES,
    COMPLETE_CSRS,
    COMPLETE_LAYERS,
    COMPLETE_EVENTS,
    COMPLETE_FILES
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

/*
 * An address, by debug_address(): symbols are looked for in layer `first`, then in all. A `*`
 * before it, which GDB wants there, means nothing.
 */
bool repl_place(struct repl *r, const char *text, unsigned first, struct place *at);

/* A number from 1 to max: an expression. */
bool repl_count(struct repl *r, const char *text, uint32_t max, uint32_t *count);

/* A number of 64 bits, decimal or 0x..., as of instructions. */
bool repl_number(struct repl *r, const char *text, uint64_t *number);

/* A VM by name: its layer. */
bool repl_vm(struct repl *r, const char *name, unsigned *layer);

/* --- repl_line.c, repl_complete.c: a line from a terminal: editing, history, completion --- */

void repl_complete_open(struct repl *r);

void repl_line_open(struct repl *r);
void repl_line_close(void);

/* In new memory; null at the end of input. */
char *repl_line_read(void);

/* --- repl.c: lines and scripts --- */

/* How long the word of a command is that a line begins with. */
size_t repl_command_length(const char *line);

/* Do the commands of a file: 0, or EXIT_GUEST after saying which failed, and why. */
int repl_script(struct repl *r, FILE *in, const char *name);

/* --- repl_print.c: values --- */

/* What is displayed at each stop; and forget it all. */
void repl_put_displays(struct repl *r);
void repl_print_close(struct repl *r);
bool repl_display_list(struct repl *r, char *args);

/* --- repl_input.c --- */

/* What a text with escapes stands for, in new memory; null after repl_error(). */
uint8_t *repl_unescape(struct repl *r, const char *text, size_t *count);

/* --- repl_width.c: lines of a terminal's width --- */

/* Columns of the terminal that answers go to; 0 if they go to none, and lines may be of any length.
 */
unsigned repl_width(const struct repl *r);

/* A line that is put together, and goes on below where it would become too long. */
struct line {
    FILE *out;
    unsigned width, column;
};
struct line line_begin(const struct repl *r);

/* More of it: `between`, unless the text goes on below, and the text, which is not broken. */
DIAG_FORMAT(3, 4)
void line_put(struct line *l, const char *between, const char *format, ...);
void line_end(struct line *l);

/* How many columns some text needs, and how many bytes of it fit into some. */
unsigned utf8_columns(const char *s);
size_t utf8_fitting(const char *s, unsigned columns);

/* --- repl_trace.c: the flow of control --- */

/* A command is about to let the machine run. */
void repl_trace_begin(struct repl *r);

/* End it, if it is on: false after repl_error() if its file could not be written. */
bool repl_trace_close(struct repl *r);

/* --- repl_run.c: the machine runs; repl_go.c: at whose command --- */

/* Ctrl-C was typed: while the machine runs, it is stopped; at the prompt, the line is dropped. */
bool repl_interrupted(void);

/* What a command wants of the debugger. */
struct errand {
    enum halt (*run)(struct debugger *d, const struct errand *e);
    enum direction way;
    uint64_t count;
    enum stride_goal goal;
    bool over;
    struct event_wanted event;
    struct flow_event *happened;
    struct cycle_view *view;
};

/* Do it, and say why and where the machine stands then. */
bool repl_do(struct repl *r, const struct errand *e);

/* The same for one that stands. */
bool repl_stopped(struct repl *r, enum halt halt);

void repl_run_open(struct repl *r);
void repl_run_close(struct repl *r);

/* --- repl_break.c, repl_point.c: breakpoints, watchpoints, catchpoints; events --- */

/* Owner of a point that a command makes for itself. */
enum { REPL_OWN = 1 << 30 };

bool repl_break_list(struct repl *r, char *args);

/* EVENT [of VM], cut off the line. */
bool repl_event(struct repl *r, char **args, struct event_wanted *wanted);

/* In a line: a point; that one was hit; what happened. */
void repl_put_point(const struct repl *r, const struct point *p);
void repl_put_hit(struct repl *r, const struct point *p);
void repl_put_event(struct repl *r, const struct flow_event *e);

/* --- repl_show.c, repl_csr.c, repl_memory.c, repl_tlb.c, repl_vms.c: what is shown --- */

/* After a stop: who runs, where, what comes next, what has changed. */
void repl_show_stop(struct repl *r);

/* What is compared with at the next stop: the machine as it is now. */
void repl_remember(struct repl *r);

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
void repl_put_place(struct repl *r);

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

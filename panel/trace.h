/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trace: what flow.h tells of a session, with what only the moment knows: whose symbols name the
 * place, which instruction stands there and what its registers hold. `trapeze trace` and the front
 * panel's `trace` show it.
 *
 * trace.c makes records of events; trace_text.c puts them into words and lines; trace_json.c and
 * trace_chrome.c write them down as they come; trace_stays.c makes them into stays, of which
 * trace_chrome.c and trace_svg.c draw; trace_episode.c finds the way from user mode to user mode
 * that a figure is of, trace_rows.c makes it into rows, trace_figure.c into a table; trace_pmap.c
 * shows an address space. trace_command.c is the command, trace_chart.c the figure of a chart.
 */
#ifndef PANEL_TRACE_H
#define PANEL_TRACE_H

#include "flow.h"

#define TRACE_CALLS "SYSCALL_" /* how a kernel's numbers of system calls are named */

struct trace_record {
    struct flow_event e;
    const struct image *names; /* in which pc has its name, or null */
    bool fetched;              /* of TRAP and EMULATE: `word` is the instruction at pc */
    bool operands;             /* and its registers held rs1 and rs2 */
    uint32_t word, rs1, rs2;
    uint32_t call;        /* of TRAP and REFLECT: a7, for a system call */
    uint32_t mtvec, matp; /* the hart's, of what happens at level 0: before it */
    uint32_t mret;        /* of RETURN at level 0: where that was executed */
};

/* What a VM last trapped with. */
struct trace_trap {
    bool fetched;
    uint32_t word, rs1, rs2, call;
};

struct trace {
    struct session *session;
    struct flow flow;
    const struct image *programs; /* whose symbols name what runs in user mode */
    unsigned program_count;
    struct trace_trap *traps; /* by layer */
    void (*take)(void *context, const struct trace_record *r);
    void *context;
};

/* Begin to make records; end. The programs stay the caller's. */
void trace_open(struct trace *t, struct session *s, const struct image *programs, unsigned count);
void trace_close(struct trace *t);

/* Whose symbols name an address of a layer, with what memory holds there now; or null. */
const struct image *trace_names(const struct trace *t, unsigned layer, bool supervisor,
                                uint32_t pc);

/* --- in words --- */

enum { TRACE_TEXT_SIZE = 320 };
struct trace_text {
    char text[TRACE_TEXT_SIZE];
};

/* "user" or "supervisor". */
const char *trace_mode(bool supervisor);

/* "80000124 <trap_vector+0x4>", with what is to be known of how the pc is known. */
struct trace_text trace_where(const struct trace *t, const struct trace_record *r);

/* " <trap_vector+0x4>" or nothing. */
struct symbol_text trace_symbol(const struct trace_record *r);

/* "entry 5: VPN 0x00010 -> MFN 0x80412, ASID 3, rwx", without what is in front of VPN. */
struct trace_text trace_entry(uint32_t hi, uint32_t lo, const char *frame);

/* The instruction at a record's pc, disassembled; of a trap that has none, "". */
struct insn_text trace_instruction(const struct trace *t, const struct trace_record *r);

/* A cause with its mtval: "no TLB entry for a load at 0x00013004". */
struct trace_text trace_cause(const struct trace *t, const struct trace_record *r);

/* All that is particular to an event. */
struct trace_text trace_what(const struct trace *t, const struct trace_record *r);

/* The line that stands above events, and the line of one event. */
void trace_put_head(const struct trace *t, FILE *out);
void trace_put(const struct trace *t, const struct trace_record *r, FILE *out);

/* --- written down --- */

/* What --episode and --columns may be, and a chart's keys of these names. */
#define TRACE_EPISODES "syscall, miss, hidden or interrupt, and which one, as in miss:3"
#define TRACE_COLUMNS "hardware, os or monitor"
bool trace_is_episode(const char *text);
bool trace_are_columns(const char *text);

/*
 * The figure of an episode that a chart asks for, in a run of a configuration that was checked: in
 * Markdown, with cycles, in new memory. Says so in it if the run has no such episode. 0, or a
 * status after a message.
 */
struct chart;
int trace_figure_text(const struct config *c, const struct chart *chart, char **text);

/* Kinds by name, with commas, as bits: false, and *end is where it went wrong. */
bool trace_kinds(const char *list, unsigned *kinds, const char **end);

#endif

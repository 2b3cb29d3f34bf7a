/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze gdb: GDB's remote protocol, one of the debugger's faces. What its parts share; only they
 * include it.
 *
 * Each layer (symbols.h) is a process with one thread, so that each has a space of addresses, an
 * executable file and breakpoints of its own in GDB. To a client that knows one process only they
 * are threads of it. gdb.c talks to a client, gdb_command.c finds the handler of a packet, the
 * other parts handle them.
 */
#ifndef PANEL_GDB_H
#define PANEL_GDB_H

#include "gdb_link.h"
#include "gdb_packet.h"
#include "repl.h"

/* Numbers of errors, which is all that GDB passes on: E01 and so on. docs/gdb.md has them. */
enum gdb_error {
    GDB_BAD_PACKET = 1,    /* malformed, too long, damaged, or makes no sense */
    GDB_NO_THREAD = 2,     /* no such process or thread */
    GDB_NO_REGISTER = 3,   /* no such register, or none that can be written */
    GDB_NO_MEMORY = 14,    /* nothing to be read or written there */
    GDB_NOT_POSSIBLE = 22, /* understood, and refused */
    GDB_TOO_MANY = 24      /* breakpoints and watchpoints */
};

/* GDB's own numbers of signals, which say why the machine stands. */
enum gdb_signal {
    GDB_SIGNAL_INT = 2,   /* Ctrl-C */
    GDB_SIGNAL_TRAP = 5,  /* what was asked for, or a point */
    GDB_SIGNAL_TERM = 15, /* the machine has stopped for good */
    GDB_SIGNAL_STOP = 17, /* all wait for an interrupt, and none can come */
    GDB_SIGNAL_XCPU = 24  /* a limit of the configuration */
};

struct gdb_reply {
    char bytes[GDB_PACKET_MOST];
    size_t length;
    bool overflow, none; /* none: nothing is to be sent */
};

/* A breakpoint or watchpoint of GDB's: type as in its packets, and the debugger's point. */
struct gdb_point {
    unsigned type, layer, number;
    uint32_t address, size;
    bool inserted; /* GDB takes all out at each stop, and puts them back */
};

/* Why the machine stands. */
struct gdb_stop {
    enum gdb_signal signal;
    unsigned layer;
    const struct gdb_point *point; /* that was hit, or null */
    bool beginning;                /* nothing earlier is remembered */
};

struct gdb {
    struct debugger *debugger;
    struct repl repl; /* for `monitor` */
    struct gdb_link link;
    struct gdb_reader reader;
    struct gdb_reply reply;

    FILE *console; /* what guests print goes into a pipe, and out of it to GDB */
    int printed;

    /* the client */
    bool acknowledged; /* each packet is, both ways */
    bool many;         /* processes: it knows more than one */
    bool extended;     /* it may detach from all processes, and attach to some again */
    bool knows_swbreak, knows_hwbreak;
    bool done;        /* it is let go */
    bool killed;      /* the server is to end */
    bool *attached;   /* by layer */
    unsigned general; /* layer that registers and memory are of: Hg */
    unsigned control; /* layer that is stepped: Hc; LAYER_NONE for any */
    unsigned listed;  /* layer that qsThreadInfo goes on from */

    struct gdb_stop stop;
    struct gdb_point *points;
    unsigned point_count;

    char **files; /* by layer: path of its ELF file, or null; made[layer]: ours to remove */
    bool *made;
};

/* --- gdb_command.c: the table of packets --- */

enum gdb_follows {
    GDB_END, /* the packet is these characters */
    GDB_ANY, /* arguments follow them at once */
    GDB_WORD /* they are a word: the end, or one of : ; , comes next, and is skipped */
};

struct gdb_command {
    const char *text;
    enum gdb_follows follows;
    void (*handler)(struct gdb *g, char *args);
};

#define GDB_COMMAND(text, follows, handler, ...) void gdb_##handler(struct gdb *g, char *args);
#include "gdb_command.def"

/* Do what the packet in g->reader says, and make the answer. */
void gdb_obey(struct gdb *g);

/* --- gdb_reply.c: answers, and arguments --- */

DIAG_FORMAT(2, 3) void gdb_put(struct gdb *g, const char *format, ...);
void gdb_put_bytes(struct gdb *g, const char *bytes, size_t count);
void gdb_put_hex(struct gdb *g, const void *bytes, size_t count);

/* A register's value: little-endian; and one that nobody knows. */
void gdb_put_word(struct gdb *g, uint32_t value);
void gdb_put_unknown_word(struct gdb *g);

/* The answer is OK; or an error, whatever has been put so far. */
void gdb_ok(struct gdb *g);
void gdb_fail(struct gdb *g, enum gdb_error error);

/* A hexadecimal number of at most 32 bits at *at, which goes on behind it; false if there is none.
 */
bool gdb_number(char **at, uint32_t *value);

/* The character c at *at, which goes on behind it. */
bool gdb_skip(char **at, char c);

/* Two digits for each byte, as many as there are and at most `most`; false if one is none. */
bool gdb_bytes(char **at, uint8_t *bytes, size_t most, size_t *count);

/* Answer with a part of a document: args is OFFSET,LENGTH. */
void gdb_part(struct gdb *g, char *args, const char *document, size_t size);

/* --- gdb.c --- */

/* Send what stands in g->reply. */
void gdb_send(struct gdb *g);

/*
 * Between these two the machine may run: what guests print is passed on to GDB, which listens to it
 * then, and what GDB sends interrupts the machine.
 */
void gdb_begin_running(struct gdb *g);
void gdb_end_running(struct gdb *g);

/* A line of our own among it. */
DIAG_FORMAT(2, 3) void gdb_tell(struct gdb *g, const char *format, ...);

/* --- gdb_thread.c: processes and threads --- */

/* The number of a layer's process and thread, from 1 on; and the layer of a number. */
unsigned gdb_thread(const struct gdb *g, unsigned layer);
unsigned gdb_thread_layer(const struct gdb *g, uint32_t number);

void gdb_put_thread(struct gdb *g, unsigned layer);

/*
 * The layer that a thread-id at *at names: LAYER_NONE if it is all, or any. False after gdb_fail()
 * if there is none such.
 */
bool gdb_thread_id(struct gdb *g, char **at, unsigned *layer);

/* The layer whose thread a stop is told of, if it is nobody's in particular. */
unsigned gdb_stopped_layer(const struct gdb *g);

/* --- gdb_attach.c --- */

/* Attach a client to all layers, or to none. */
void gdb_attach_all(struct gdb *g, bool attached);

/* --- gdb_file.c: executables --- */

void gdb_files_open(struct gdb *g);
void gdb_files_close(struct gdb *g);

/* --- gdb_description.c --- */

/* The description of the target, in new memory. */
char *gdb_description(void);

/* Numbers of registers there. */
enum { GDB_PC = 32, GDB_CSR = 65, GDB_CSRS = 0x1000, GDB_PRIV = GDB_CSR + GDB_CSRS };

/* --- gdb_point.c --- */

/* GDB's point of this number of the debugger's, or null. */
const struct gdb_point *gdb_point_hit(const struct gdb *g, unsigned number);

/* The breakpoint that the machine stands at, or null. */
const struct gdb_point *gdb_point_here(const struct gdb *g);

/* Delete the points of layers that nobody is attached to. */
void gdb_points_forget(struct gdb *g);

/* --- gdb_register.c --- */

/*
 * Registers of a layer. False if it has none at the moment, or nobody knows them; but its pc is
 * set: a monitor that has handed over its hart will be entered at its trap vector, and a VM that
 * has not begun yet begins where its image does.
 */
bool gdb_registers(struct gdb *g, unsigned layer, struct registers *r);

/* --- gdb_monitor.c --- */

void gdb_monitor_open(struct gdb *g);
void gdb_monitor_close(struct gdb *g);

/* --- gdb_run.c, gdb_step.c, gdb_stop.c --- */

/* Run on, or back, and answer with why it stopped. */
enum gdb_how { GDB_GO, GDB_STEP, GDB_RANGE };
struct gdb_resumption {
    enum gdb_how how;
    enum direction way;
    unsigned layer;      /* that steps */
    uint32_t start, end; /* of GDB_RANGE: as long as its pc is in there */
};
void gdb_resume(struct gdb *g, const struct gdb_resumption *r);

/* One instruction of a layer, whatever others do meanwhile: see gdb_step.c. */
enum halt gdb_step(struct gdb *g, enum direction way, unsigned layer);

/* Whether the machine was interrupted, and nobody has asked for it: it goes on. */
bool gdb_goes_on(enum halt halt);

/* Remember why the machine stands, and say what a signal's number cannot; then put it. */
void gdb_note_stop(struct gdb *g, const struct gdb_resumption *r, enum halt halt);
void gdb_put_stop(struct gdb *g);

#endif

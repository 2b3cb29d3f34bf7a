/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The consoles of a machine's VMs: what comes out of the one UART is undone from its framing and
 * shown with the VM's name in front; what is typed goes to a VM within what its monitor granted.
 * A monitor in a VM frames what its own VMs say within its own channel, so channels form a tree;
 * framing is undone from its root downward, and done from a VM upward.
 *
 * Without a monitor the UART is the only guest's, unframed, and is shown as it is.
 */
#ifndef PANEL_CONSOLE_H
#define PANEL_CONSOLE_H

#include <stdio.h>

#include "isa/framing.h"
#include "machine/archive.h"
#include "machine/machine.h"

/* Bytes in order, growing at one end. */
struct byte_queue {
    uint8_t *bytes;
    size_t count, capacity;
};

/* One channel: the monitor's own (number 0), or a VM's; if that is a monitor, its own again. */
struct channel {
    const char *name;
    unsigned parent;         /* channel of the monitor that it is framed by */
    unsigned number;         /* in those frames */
    unsigned first, count;   /* channels of its own VMs, if it is a monitor's */
    struct framing framing;  /* of what it puts out, if it is a monitor's */
    uint32_t sending;        /* number that is selected towards it, if it is a monitor's */
    FILE *raw;               /* its bytes as they are; or null */
    struct byte_queue line;  /* of output, not shown yet */
    struct byte_queue typed; /* of input, not granted yet */
    uint32_t granted;
    uint64_t bytes, hash; /* of all that it has put out: FNV-1a */
};

struct console {
    struct machine *machine;
    struct channel *channels;
    unsigned channel_count;
    bool framed;
    bool quiet; /* show nothing (channels still count and hash) */
    bool color;
    FILE *out;
    int shown; /* channel whose unfinished line is on the screen, or -1 */
    bool keep_history;
    struct byte_queue history; /* if it is kept: every byte that the machine has put out */
    void (*heard)(void *context, unsigned vm, uint8_t byte); /* a VM's byte; may be null */
    void *heard_context;
    bool repeating; /* putting out what was put out before: nothing is sent */
    bool muted;     /* likewise, and nothing is shown or written either */
};

/*
 * names[i] is VM i's; they must outlive the console. The first `top` of the VMs are those of the
 * machine's monitor; 0: there is no monitor. Takes over m's console callback.
 */
void console_open(struct console *c, struct machine *m, const char *const *names, unsigned vms,
                  unsigned top);

/* VM `vm` is a monitor, whose own VMs are `count` from `first` on. Before the machine runs. */
void console_nest(struct console *c, unsigned vm, unsigned first, unsigned count);

void console_close(struct console *c);

/* Type bytes at VM `vm`'s console. They arrive now, or as soon as its monitor grants it. */
void console_type(struct console *c, unsigned vm, const uint8_t *bytes, size_t count);

/* Show what of unfinished lines has been held back: before waiting for a person, and at the end. */
void console_flush(struct console *c);

/*
 * A console whose history is kept, into a snapshot; or out of one, into a fresh console, which
 * puts out all that was put out then when console_repeat() is called.
 */
void console_archive(struct archive *a, struct console *c);
void console_repeat(struct console *c);

/* As fresh: nothing has been put out, in files either, nor typed. */
void console_empty(struct console *c);

/*
 * All that it knows but for what is on the screen and in files, into memory; or back from there,
 * into the same console.
 */
void console_state_archive(struct archive *a, struct console *c);

/* It is not muted any more: what it held back has been shown before. */
void console_unmute(struct console *c);

/* What files hold beyond what has been put out so far is taken out of them. */
void console_forget(struct console *c);

/* End an unfinished line on the screen, so that something else can be printed. */
void console_end_line(struct console *c);

#endif

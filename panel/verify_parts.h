/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of `trapeze verify` share; only these include it.
 *
 *   verify.c          the command: configures, runs, runs once more to name the instruction
 *   verify_lead.c     watches the machine with the monitor: counts what each guest has done
 *   verify_bare.c     what a VM's bare machine is made of
 *   verify_follow.c   takes each guest's bare machine to the same point, replays what came from
 *                     outside
 *   verify_soft.c     what a software TLB may hide from a guest, and the bare machine is lent then
 *   verify_compare.c  the map f: registers, privileged state, TLBs
 *   verify_memory.c   memory, page by page
 *   verify_devices.c  the devices, field by field
 *   verify_report.c   what was found, in words and as JSON
 *
 * The leader is the machine with the monitor; a follower is the bare machine of one VM. A point of
 * a guest is how many instructions it has completed and how many traps were delivered to it.
 */
#ifndef PANEL_VERIFY_PARTS_H
#define PANEL_VERIFY_PARTS_H

#include "claims.h"
#include "isolation.h"
#include "machine/led.h"
#include "options.h"
#include "session.h"

enum { VERIFY_FIELDS = 12, VERIFY_DOINGS = 24, VERIFY_TRAIL = 10, VERIFY_CELL = 24 };

/* The software TLB is looked up by page. An instruction uses three pages at most. */
enum { VERIFY_CHAINS = 1024, VERIFY_LENT = 3 };

/*
 * How late, in cycles of the VM's clock, a line may rise or a device work in a VM: the monitor
 * comes to it at a visit, and if its visits are all that happens it becomes patient, to let the
 * guest get on.
 */
enum { VERIFY_LATE = 1000 * 1000 };

/* A field in which the two differ. */
struct verify_field {
    char name[40];
    char bare[VERIFY_CELL], virtual[VERIFY_CELL];
};

/* What the monitor did: a probe, or a trap that it was entered by. */
struct verify_doing {
    bool trap;
    uint32_t event, value; /* of a trap: mcause, mtval */
};

/* A guest instruction, as the bare machine executed it. */
struct verify_step {
    uint32_t pc, word;
};

/* The first difference. */
struct verify_difference {
    bool found;
    unsigned vm;
    char what[200]; /* in a line */
    struct verify_field fields[VERIFY_FIELDS];
    unsigned field_count;
    uint64_t instructions, traps, boundary;
    struct verify_step trail[VERIFY_TRAIL]; /* the oldest first */
    unsigned trail_count;
    struct verify_doing doings[VERIFY_DOINGS];
    unsigned doing_count, doings_missed;
};

/* An entry that tlbwr displaced from an index, and when that was. */
struct verify_kept {
    struct tlb_entry e;
    uint32_t index;
    uint64_t since;
};

/* Those of a few pages. */
struct verify_pages {
    struct verify_kept *kept;
    unsigned count, room;
};

/* What the software TLB may hold, if there is one: verify_soft.c. */
struct verify_soft {
    struct observer observer;
    struct verify_pages pages[VERIFY_CHAINS];
    uint64_t now; /* counts what the guest does to its TLB */
    /* When all that was displaced from an index, that is of an ASID, or all of it, was gone last.
     */
    uint64_t index_gone[TLB_MAX], asid_gone[TLB_HI_ASID + 1], all_gone;
    bool pending; /* the last instruction was one of the TLB's, with these operands */
    struct insn in;
    uint64_t at;
    uint32_t hi, lo, index;
    struct tlb_entry old;
    struct priv before; /* the bare machine's last trap */
    uint32_t pc;
    unsigned traps_in_a_row;
};

/* A VM, and the bare machine that follows it. */
struct verify_vm {
    struct verify *verify;
    unsigned index;
    struct config bare_config; /* shares what it has not of its own with the leader's */
    bool is_monitor;           /* with VMs of its own */
    unsigned *origin;          /* of the bare machine's guests: VM of the leader's configuration */
    struct session bare;
    bool bare_open;
    bool hybrid;
    /* the leader's side */
    uint64_t instructions, traps; /* completed, delivered */
    uint32_t *page_of;            /* of each machine frame: the page of this VM's memory, plus 1 */
    uint8_t input_head;
    bool switched;       /* since it last ran */
    uint32_t left_cause; /* mcause of the trap by which it was last left */
    bool ended;
    struct verify_doing doings[VERIFY_DOINGS]; /* since it last ran */
    unsigned doing_count, doings_missed;
    /* the follower's */
    struct observer traps_observer, steps_observer;
    uint64_t bare_traps;
    bool trap_expected;
    uint32_t trap_cause, trap_tval; /* of the last one */
    struct verify_step trail[VERIFY_TRAIL];
    uint64_t steps;
    struct verify_soft soft;
    /* what was compared */
    uint64_t boundaries, pages;
};

struct verify {
    struct config *config; /* of the leader */
    struct session leader;
    struct verify_vm *vms;
    unsigned vm_count;
    struct isolation isolation; /* whose books say who owns which frame and ASID */
    struct claims claims;
    bool shown;          /* the claims can be read */
    bool exact;          /* no software TLB */
    uint64_t every_from; /* the boundary from which on each instruction is looked at */
    struct observer observer, every;
    bool stepping;
    unsigned current; /* VM */
    bool in_guest;
    uint64_t entered_at; /* instructions of the leader, when it entered the guest */
    bool worked;         /* the cost that comes is not that of an instruction */
    uint32_t stop_code;
    uint64_t boundaries;
    struct verify_difference difference;
};

/* --- verify_lead.c --- */

/* Watch the leader, from reset; stop watching. */
void verify_watch(struct verify *v);
void verify_unwatch(struct verify *v);

/* The leader has stopped: how far each guest is, and whether those that wait wait bare, too. */
void verify_settle(struct verify *v);

/* --- verify_bare.c --- */

/* What vm's bare machine is to be, by the leader's configuration; to be freed in any case. */
void verify_bare_config(struct verify_vm *vm, const struct config *c);
void verify_bare_free(struct verify_vm *vm);

/* Open it: 0, or the exit status to give up with after a message. */
int verify_bare_open(struct verify_vm *vm, struct flat flat);

/* The program that it starts. */
const struct image *verify_bare_image(const struct verify_vm *vm);

/* --- verify_follow.c --- */

/* Lead vm's bare machine, from reset. */
void verify_follow(struct verify_vm *vm);

/* Keep the last instructions that it executes, from now on. */
void verify_keep_trail(struct verify_vm *vm);

/* Each: false if the bare machine does otherwise, which is then the difference. */
bool verify_run_to(struct verify_vm *vm, uint64_t instructions);
bool verify_take_trap(struct verify_vm *vm, bool interrupt, uint32_t cause);
bool verify_end(struct verify_vm *vm, enum vm_stop why, uint32_t code);
bool verify_idle(struct verify_vm *vm);

/* Time, input and lines as they now are in the VM; and a virtio device's step. */
bool verify_replay(struct verify_vm *vm);
bool verify_device_step(struct verify_vm *vm, uint32_t slot);

/* --- verify_soft.c --- */

/* To be called when the bare machine is at reset; before each of its traps; in the end. */
void verify_soft_begin(struct verify_vm *vm);
void verify_soft_trap(struct verify_vm *vm);
void verify_soft_free(struct verify_vm *vm);

/* The bare machine is where its VM is now: what its last instruction did to the TLB is known. */
void verify_soft_settle(struct verify_vm *vm);

/*
 * The bare machine has just trapped, which its VM did not: whether it missed what a software TLB
 * may have. Then it has not trapped, and has that entry, until what is lent is given back.
 */
bool verify_lend(struct verify_vm *vm);
void verify_lend_back(struct verify_vm *vm);

/* The mapping of va that a software TLB may have, or one without V. */
struct tlb_entry verify_soft_mapping(struct verify_vm *vm, uint32_t va, uint32_t asid);

/* --- verify_compare.c, verify_memory.c, verify_devices.c --- */

/*
 * Where the guest's registers are: in the hardware, with the pc in mepc when the monitor returns,
 * in pc amid the guest; in the vCPU while it is interpreted. Amid the interpreter's loop its pc is
 * not.
 */
enum verify_registers {
    REGISTERS_AT_RETURN,
    REGISTERS_AMID,
    REGISTERS_INTERPRETED,
    REGISTERS_AMID_INTERPRETED
};

bool verify_compare(struct verify_vm *vm, enum verify_registers where);
bool verify_compare_memory(struct verify_vm *vm);
bool verify_compare_output(struct verify_vm *vm);
void verify_compare_devices(struct verify_vm *vm);

/* What the VM's clock shows, in cycles. */
uint64_t verify_clock(const struct verify_vm *vm);

/* --- verify_report.c --- */

/* The two differ: in a field; or as the text says. The first text is kept, and stops both. */
void verify_differ(struct verify_vm *vm, const char *name, uint64_t bare, uint64_t virtual,
                   int digits);
DIAG_FORMAT(2, 3) bool verify_differs(struct verify_vm *vm, const char *format, ...);

/* Whether something has differed, in fields. */
bool verify_found(const struct verify *v);

/* What has differed, in new memory; "" if nothing has. */
char *verify_text(const struct verify *v);

/* What has been found, or that all is equal; the exit status that goes with it. */
int verify_report(const struct verify *v, FILE *out, FILE *json);

#endif

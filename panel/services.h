/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The services of a guest's kernel, and what each costs. A service is what the kernel was entered
 * for from user mode: a system call by its number, an exception or an interrupt by its cause. It
 * lasts from that trap until the guest's next return to user mode. All cycles in between are its
 * own, the monitor's for that guest included; those of other VMs are not.
 *
 * Fed by the ledger, on the bare machine from real traps, in a VM from the monitor's probes; user
 * and supervisor mode are the guest's. Whatever is charged while no service is under way is kept
 * as well, so all parts sum exactly to what the ledger has charged.
 */
#ifndef PANEL_SERVICES_H
#define PANEL_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/archive.h"
#include "spent.h"

enum service_kind { SERVICE_CALL, SERVICE_EXCEPTION, SERVICE_INTERRUPT, SERVICE_OTHER };

/* The last one is for all that come when the list is full. */
enum { SERVICES_MAX = 256, SERVICE_NONE = SERVICES_MAX };

struct service {
    enum service_kind kind;
    uint32_t number; /* of the system call, or the cause; 0 if OTHER */
    uint64_t count;
    uint64_t cycles[SPENT_COUNT];
};

struct services {
    struct service list[SERVICES_MAX]; /* by kind and number */
    uint32_t count;
    uint32_t open;   /* the one under way, or SERVICE_NONE */
    uint32_t nested; /* traps within it that have not returned */
    bool user;       /* the guest is in user mode: its next trap begins a service */
    uint64_t outside[SPENT_COUNT];
};

/* What the time of a service is made of. */
enum service_part {
    PART_KERNEL,
    PART_TLB_WRITE,
    PART_EMULATION,
    PART_REFLECTION, /* of traps and misses, and delivery of interrupts */
    PART_HIDDEN_MISS,
    PART_DEVICE,
    PART_FIRST_TOUCH,
    PART_COUNT,
    PART_NONE = PART_COUNT /* not the service's: waiting, other VMs' turns, the monitor's own */
};

void services_init(struct services *s);

/* A trap is delivered to the guest's supervisor: from user mode, it begins a service. */
void services_trap(struct services *s, enum service_kind kind, uint32_t number);

/*
 * The guest's supervisor has executed mret, and it is not known whereto: to user mode, unless it
 * was within a nested trap, or services_mode() says otherwise before the next trap.
 */
void services_mret(struct services *s);

/* The guest is in this mode now. */
void services_mode(struct services *s, bool supervisor);

/* The guest itself runs on: in user mode, the service is over. What led there was still its own. */
void services_resume(struct services *s);

/* Cycles of the guest, or spent for it. */
void services_charge(struct services *s, enum cause_of_cost cause, uint64_t cycles);

void services_archive(struct archive *a, struct services *s);

/* The service so named, or null if there was none. */
const struct service *services_find(const struct services *s, enum service_kind kind,
                                    uint32_t number);

/* Which part of a service's time a cause belongs to. */
enum service_part service_part(enum cause_of_cost cause);

/* Cycles of one part; and of all parts, that is, of the service. */
uint64_t service_part_cycles(const struct service *s, enum service_part part);
uint64_t service_cycles(const struct service *s);

enum { SERVICE_NAME_SIZE = 32 };

/* Name of a service as in counters: "call_12", "load_miss", "timer". */
void service_name(const struct service *s, char name[SERVICE_NAME_SIZE]);

#endif

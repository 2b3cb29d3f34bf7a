/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Privileged state of one PG-32 hart, and the rules for it: trap entry, mret, CSR access,
 * interrupt priority. [Priv 3.1]; PSW = <M, P, R> of [P&G §3] is <mode, pc, (TE, ASID)>.
 *
 * The hardware embeds a struct priv as its real state; a monitor embeds one in each vCPU as that
 * VM's virtual state. Both call these functions and nothing else, so "emulation equals the
 * architecture's own function" holds by construction.
 */
#ifndef ISA_PRIV_H
#define ISA_PRIV_H

#include "cause.h"
#include "execute.h"
#include "fields.h"
#include "insn.h"

enum mode { MODE_USER = 0, MODE_SUPERVISOR = 3 };

#define MATP_BITS (MATP_TE | MATP_OTE | MATP_ASID)

#define MISA 0x40101101u /* RV32, extensions A, I, M and U */
#define IRQ_LINES ((1u << IRQ_external) | (1u << IRQ_software) | (1u << IRQ_timer))
/*
 * After so many traps with no instruction completed between them, every further one repeats the
 * last: the handler traps at its own first instruction, with interrupts off.
 */
enum { TRAP_LOOP = 8 };

#define MCAUSE_BITS (MCAUSE_INTERRUPT | 0x1fu)
#define MENVCFG_FIOM 1u

/* Bits of mcounteren and mcountinhibit. */
#define COUNTER_CYCLE 1u
#define COUNTER_TIME 2u
#define COUNTER_INSTRET 4u
#define COUNTERS (COUNTER_CYCLE | COUNTER_TIME | COUNTER_INSTRET)

/* Bits of mcyclecfgh and minstretcfgh: do not count in that mode [Smcntrpmf 2]. */
#define COUNT_NOT_SUPERVISOR 0x40000000u
#define COUNT_NOT_USER 0x10000000u
#define COUNT_MODES (COUNT_NOT_SUPERVISOR | COUNT_NOT_USER)

/* CSR numbers: CSR_mstatus and so on; of a range, its first. */
enum csr_number {
#define CSR(number, name, ...) CSR_##name = (number),
#define CSR_RANGE(first, last, name, ...) CSR_##name = (first),
#include "csr.def"
};

struct priv {
    uint64_t mcycle; /* counters as of the last priv_count() */
    uint64_t minstret;
    uint64_t time; /* of the platform, brought up to date by whoever embeds this */
    uint32_t mode; /* enum mode: M */
    uint32_t mstatus, mtvec, mepc, mcause, mtval, mscratch;
    uint32_t mie;
    uint32_t mip; /* interrupt lines: set from outside, read-only to software */
    uint32_t matp, mtlbidx, mtlbwired, mtlbrand;
    uint32_t tlb_entries;
    uint32_t variant; /* enum variant */
    uint32_t mcounteren, mcountinhibit, menvcfg, cyclecfgh, instretcfgh;
    uint32_t
        counters_written; /* COUNTER_*: by the current instruction, which then does not count */
};

/* State at reset: supervisor mode, translation off, interrupts off [Priv 3.4]. */
void priv_reset(struct priv *p, uint32_t tlb_entries, enum variant variant);

/*
 * Enter a trap: cause as in mcause, tval for mtval, pc of the instruction. Saves mode, interrupt
 * enable and TE; forces supervisor mode, interrupts off, TE off. Returns the handler's pc.
 */
uint32_t priv_trap(struct priv *p, uint32_t cause, uint32_t tval, uint32_t pc);

/* mret: undo what priv_trap() saved. Returns the pc to go on at. */
uint32_t priv_mret(struct priv *p);

/* jrst to `target`: user mode from now on. Returns the pc to go on at. */
uint32_t priv_jrst(struct priv *p, uint32_t target);

/* popf: MIE as bit 3 of `flags`; but in user mode, nothing. */
void priv_popf(struct priv *p, uint32_t flags);

/* mcause of the highest interrupt of some, which are bits as in mip; or 0. */
uint32_t priv_highest(uint32_t ready);

/* mcause of the interrupt to take now, or 0: the highest that is pending, enabled, and not masked.
 */
static inline uint32_t priv_interrupt(const struct priv *p)
{
    uint32_t ready = p->mip & p->mie;
    bool masked = p->mode == MODE_SUPERVISOR && !(p->mstatus & MSTATUS_MIE);
    return ready == 0 || masked ? 0 : priv_highest(ready);
}

/* Whether wfi has something to wake for: pending and enabled in mie, whatever MIE says
 * [Priv 3.3.3]. */
static inline bool priv_wakes(const struct priv *p)
{
    return (p->mip & p->mie) != 0;
}

/*
 * What p's mode makes of an instruction that is no CSR instruction: privileged rows and wfi under
 * TW are not for user mode. USER_DECIDED is never returned.
 */
enum user priv_permission(const struct priv *p, const struct insn *in);

/* Whether addresses go through the TLB: R is (TE, ASID, TLB), and one variant looks at M too. */
static inline bool priv_relocates(const struct priv *p)
{
    bool bypassing = p->mode == MODE_SUPERVISOR &&
                     isa_class_in(CLASS_STORAGE, (enum variant)p->variant) == CLASS_BYPASSING;
    return (p->matp & MATP_TE) && !bypassing;
}

/*
 * A CSR instruction: e from isa_execute(). USER_FORBIDDEN, and nothing has changed, if it is an
 * illegal instruction: no such CSR, mode too low, write to a read-only one, counter not enabled;
 * USER_SILENT, and nothing has changed, if it is to complete and do nothing. Otherwise *rd
 * receives the old value (0 if the form does not read). Counters must be up to date.
 */
enum user priv_csr(struct priv *p, const struct insn *in, const struct effect *e, uint32_t *rd);

/* Whether CSR `number` is a counter or controls one: counters must be up to date before its use. */
bool priv_csr_counts(uint32_t number);

/* Read or write CSR `number` with no check of the mode. False if there is none, or it is read-only.
 */
bool priv_csr_read(const struct priv *p, uint32_t number, uint32_t *value);
bool priv_csr_write(struct priv *p, uint32_t number, uint32_t value);

/* Count cycles and instructions spent in the current mode [Priv 3.1.10, 3.1.12]. */
void priv_count(struct priv *p, uint64_t cycles, uint64_t instructions);

#endif

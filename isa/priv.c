/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "priv.h"

#define LOW(v) ((uint32_t)(v))
#define HIGH(v) ((uint32_t)((v) >> 32))
#define WITH_LOW(old, v) (((old) >> 32 << 32) | (v))
#define WITH_HIGH(old, v) (((uint64_t)(v) << 32) | LOW(old))

#define CSR_READ_ONLY(number) (((number) >> 10 & 3) == 3)
#define CSR_IS_COUNTER(number) (((number)&0xf60) == CSR_cycle)

void priv_reset(struct priv *p, uint32_t tlb_entries, enum variant variant)
{
    *p = (struct priv){.mode = MODE_SUPERVISOR, .tlb_entries = tlb_entries, .variant = variant};
}

static void assign(uint32_t *reg, uint32_t mask, bool set)
{
    *reg = set ? *reg | mask : *reg & ~mask;
}

/* Where a trap goes: vectored mode spreads interrupts only [Priv 3.1.7]. */
static uint32_t trap_vector(const struct priv *p, uint32_t cause)
{
    uint32_t base = p->mtvec & ~3u;
    bool vectored = (p->mtvec & 1) && (cause & MCAUSE_INTERRUPT);
    return vectored ? base + 4 * (cause & 0x1f) : base;
}

uint32_t priv_trap(struct priv *p, uint32_t cause, uint32_t tval, uint32_t pc)
{
    p->mepc = pc;
    p->mcause = cause;
    p->mtval = tval;
    assign(&p->mstatus, MSTATUS_MPIE, p->mstatus & MSTATUS_MIE);
    assign(&p->mstatus, MSTATUS_MIE, false);
    p->mstatus = (p->mstatus & ~MSTATUS_MPP) | p->mode << MSTATUS_MPP_SHIFT;
    assign(&p->matp, MATP_OTE, p->matp & MATP_TE);
    assign(&p->matp, MATP_TE, false);
    p->mode = MODE_SUPERVISOR;
    return trap_vector(p, cause);
}

uint32_t priv_mret(struct priv *p)
{
    assign(&p->mstatus, MSTATUS_MIE, p->mstatus & MSTATUS_MPIE);
    assign(&p->mstatus, MSTATUS_MPIE, true);
    assign(&p->matp, MATP_TE, p->matp & MATP_OTE);
    assign(&p->matp, MATP_OTE, false);
    p->mode = (p->mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT;
    assign(&p->mstatus, MSTATUS_MPP, false); /* the least privileged mode [Priv 3.1.6.1] */
    return p->mepc;
}

uint32_t priv_jrst(struct priv *p, uint32_t target)
{
    p->mode = MODE_USER;
    return target & ~3u;
}

void priv_popf(struct priv *p, uint32_t flags)
{
    if (p->mode == MODE_SUPERVISOR) {
        assign(&p->mstatus, MSTATUS_MIE, flags & MSTATUS_MIE);
    }
}

uint32_t priv_highest(uint32_t ready)
{
#define CAUSE(number, name, text)
#define IRQ(number, name, text)                                                                    \
    if (ready >> (number)&1) {                                                                     \
        return MCAUSE_INTERRUPT | (number);                                                        \
    }
#include "cause.def"
    return 0;
}

enum user priv_permission(const struct priv *p, const struct insn *in)
{
    if (p->mode == MODE_SUPERVISOR) {
        return USER_PERMITTED;
    }
    if (in->op == OP_wfi) {
        return p->mstatus & MSTATUS_TW ? USER_FORBIDDEN : USER_PERMITTED;
    }
    return isa_user((enum insn_class)isa_rows[in->op].class, (enum variant)p->variant);
}

/* WARL: modes that do not exist become user mode; unimplemented fields read as zero. */
static uint32_t legal_mstatus(uint32_t v)
{
    uint32_t legal = v & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_TW);
    return (v & MSTATUS_MPP) == MSTATUS_MPP ? legal | MSTATUS_MPP : legal;
}

/* WARL: an index beyond the TLB becomes the last one. */
static uint32_t legal_index(const struct priv *p, uint32_t v)
{
    return v < p->tlb_entries ? v : p->tlb_entries - 1;
}

/* A written counter shows that value to the next instruction [Priv 3.1.10]. */
static void set_cycle(struct priv *p, uint64_t v)
{
    p->mcycle = v;
    p->counters_written |= COUNTER_CYCLE;
}

static void set_instret(struct priv *p, uint64_t v)
{
    p->minstret = v;
    p->counters_written |= COUNTER_INSTRET;
}

bool priv_csr_read(const struct priv *p, uint32_t number, uint32_t *value)
{
#define P p
    switch (number) {
#define CSR(num, name, cls, vars, title, rd, wr)                                                   \
    case num:                                                                                      \
        *value = rd;                                                                               \
        return true;
#define CSR_RANGE(first, last, name, cls, vars, title, rd, wr)
#include "csr.def"
    default:
        break;
    }
#define CSR(...)
#define CSR_RANGE(first, last, name, cls, vars, title, rd, wr)                                     \
    if (number >= (first) && number <= (last)) {                                                   \
        *value = rd;                                                                               \
        return true;                                                                               \
    }
#include "csr.def"
    return false;
}

bool priv_csr_write(struct priv *p, uint32_t number, uint32_t value)
{
#define V value
#define IGNORE (void)value
#define NEVER return false
    switch (number) {
#define CSR(num, name, cls, vars, title, rd, wr)                                                   \
    case num:                                                                                      \
        wr;                                                                                        \
        return true;
#define CSR_RANGE(first, last, name, cls, vars, title, rd, wr)
#include "csr.def"
    default:
        break;
    }
#define CSR(...)
#define CSR_RANGE(first, last, name, cls, vars, title, rd, wr)                                     \
    if (number >= (first) && number <= (last)) {                                                   \
        wr;                                                                                        \
        return true;                                                                               \
    }
#include "csr.def"
    return false;
}

bool priv_csr_counts(uint32_t number)
{
    bool controls = (number >= CSR_mcountinhibit && number < CSR_mhpmevent) ||
                    number == CSR_mcyclecfgh || number == CSR_minstretcfgh;
    bool counter = (number & 0xf60) == CSR_mcycle || CSR_IS_COUNTER(number);
    return controls || counter;
}

/* The class of a CSR that is there. */
static enum insn_class csr_class(uint32_t number)
{
    switch (number) {
#define CSR(num, name, cls, ...)                                                                   \
    case num:                                                                                      \
        return CLASS_##cls;
#define CSR_RANGE(...)
#include "csr.def"
    default:
        return CLASS_PRIVILEGED; /* no range is anything else, but for counters */
    }
}

/* User mode accesses a CSR that is there. */
static enum user csr_for_user(const struct priv *p, uint32_t number, bool writes)
{
    if (CSR_IS_COUNTER(number)) {
        return p->mcounteren >> (number & 0x1f) & 1 ? USER_PERMITTED : USER_FORBIDDEN;
    }
    enum user user = isa_user(csr_class(number), (enum variant)p->variant);
    if (user == USER_DECIDED) { /* SHOWN */
        return writes ? USER_FORBIDDEN : USER_PERMITTED;
    }
    return user;
}

enum user priv_csr(struct priv *p, const struct insn *in, const struct effect *e, uint32_t *rd)
{
    uint32_t number = insn_csr(in);
    bool writes = isa_csr_writes(in, e);
    uint32_t old;
    if ((writes && CSR_READ_ONLY(number)) || !priv_csr_read(p, number, &old)) {
        return USER_FORBIDDEN;
    }
    enum user user = p->mode == MODE_USER ? csr_for_user(p, number, writes) : USER_PERMITTED;
    if (user != USER_PERMITTED) {
        return user;
    }
    if (writes && !priv_csr_write(p, number, isa_csr_value(e, old))) {
        return USER_FORBIDDEN;
    }
    *rd = isa_csr_reads(in, e) ? old : 0;
    return USER_PERMITTED;
}

static bool counts(const struct priv *p, uint32_t counter, uint32_t cfgh)
{
    uint32_t off = p->mode == MODE_SUPERVISOR ? COUNT_NOT_SUPERVISOR : COUNT_NOT_USER;
    return !(p->mcountinhibit & counter) && !(cfgh & off);
}

void priv_count(struct priv *p, uint64_t cycles, uint64_t instructions)
{
    if (counts(p, COUNTER_CYCLE, p->cyclecfgh)) {
        p->mcycle += cycles;
    }
    if (counts(p, COUNTER_INSTRET, p->instretcfgh)) {
        p->minstret += instructions;
    }
}

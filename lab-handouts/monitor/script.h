/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest that follows a script: a kernel, whose translation is off, does what a step says to its
 * TLB; or has it tried in user mode, with translation on, whether an address can be loaded from,
 * stored to or called. What comes of it is printed, and what traps is a result like others. A
 * program defines
 *
 *     const struct step script[] = {MAP(PAGE(0), 1, 3, R | W), LOAD(PAGE(0), 1), ..., END};
 *
 * and includes this file. Pages and frames have numbers, so that a step is easy to read; frame n is
 * page-aligned memory of this guest's, in which word 0 is n + 100 and word 1 a function that
 * returns. Indices of the TLB below 8 are in use, and wired; a script has eight address spaces at
 * most. With TOLL defined, each miss that the kernel hears of, and each tlbp that finds nothing,
 * costs it so many turns of a loop; so what is hidden from it shows in time.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "pg32.h"

enum { FRAMES = 24, UART_FRAME = 200, CLINT_FRAME, NO_FRAME }; /* the last: there is nothing */

/* Rights. V is there unless it is taken away; GLOBAL is for all ASIDs. */
enum { R = 1, W = 2, X = 4, GLOBAL = 8, INVALID = 16 };

enum op {
    OP_END,
    OP_MAP,    /* tlbwr */
    OP_MAP_AT, /* tlbwi at an index */
    OP_FORGET, /* tlbinv: a page of an ASID, ... */
    OP_FORGET_PAGE,
    OP_FORGET_ASID,
    OP_FORGET_ALL,
    OP_PROBE,
    OP_ENTRY, /* read back */
    OP_WIRED,
    OP_LOAD, /* in user mode */
    OP_STORE,
    OP_CALL,
    OP_POKE, /* the kernel changes word 0 of a frame, without translation */
    OP_PEEK
};

struct step {
    enum op op;
    uint32_t va;
    uint32_t asid, index, frame, rights, value;
};

#define PAGE(n) (0x40000000u + (n)*0x1000u)
#define MAP(at, space, to, may)                                                                    \
    {                                                                                              \
        .op = OP_MAP, .va = (at), .asid = (space), .frame = (to), .rights = (may)                  \
    }
#define MAP_AT(i, at, space, to, may)                                                              \
    {                                                                                              \
        .op = OP_MAP_AT, .index = (i), .va = (at), .asid = (space), .frame = (to), .rights = (may) \
    }
#define FORGET(at, space)                                                                          \
    {                                                                                              \
        .op = OP_FORGET, .va = (at), .asid = (space)                                               \
    }
#define FORGET_PAGE(at)                                                                            \
    {                                                                                              \
        .op = OP_FORGET_PAGE, .va = (at)                                                           \
    }
#define FORGET_ASID(space)                                                                         \
    {                                                                                              \
        .op = OP_FORGET_ASID, .asid = (space)                                                      \
    }
#define FORGET_ALL                                                                                 \
    {                                                                                              \
        .op = OP_FORGET_ALL                                                                        \
    }
#define PROBE(at, space)                                                                           \
    {                                                                                              \
        .op = OP_PROBE, .va = (at), .asid = (space)                                                \
    }
#define ENTRY(i)                                                                                   \
    {                                                                                              \
        .op = OP_ENTRY, .index = (i)                                                               \
    }
#define WIRED(n)                                                                                   \
    {                                                                                              \
        .op = OP_WIRED, .value = (n)                                                               \
    }
#define LOAD(at, space)                                                                            \
    {                                                                                              \
        .op = OP_LOAD, .va = (at), .asid = (space)                                                 \
    }
#define STORE(at, space, what)                                                                     \
    {                                                                                              \
        .op = OP_STORE, .va = (at), .asid = (space), .value = (what)                               \
    }
#define CALL(at, space)                                                                            \
    {                                                                                              \
        .op = OP_CALL, .va = (at) + 4, .asid = (space)                                             \
    }
#define POKE(to, what)                                                                             \
    {                                                                                              \
        .op = OP_POKE, .frame = (to), .value = (what)                                              \
    }
#define PEEK(from)                                                                                 \
    {                                                                                              \
        .op = OP_PEEK, .frame = (from)                                                             \
    }
#define END                                                                                        \
    {                                                                                              \
        .op = OP_END                                                                               \
    }

static uint32_t frames[FRAMES][PAGE_SIZE / 4] __attribute__((aligned(4096)));

/* --- user mode and back --- */

/* What came of an access: the trap that ended it, a system call if all went well. */
struct outcome {
    uint32_t value, cause, tval;
};

/*
 * A page of functions for user mode, where it is in memory. Each address space in which there are
 * accesses has it mapped at an index of its own, of the first ones, which are wired.
 */
enum { GATES = 8 };
extern char gate[], gate_load[], gate_store[], gate_call[], gate_trap[];

void gate_enter(const void *function, uint32_t a0, uint32_t a1, uint32_t matp, struct outcome *o);

__asm__(".balign 4096\n"
        ".globl gate, gate_load, gate_store, gate_call, gate_trap, gate_enter\n"
        "gate:\n"
        "gate_load: lw a0, 0(a0)\n"
        "    ecall\n"
        "gate_store: sw a1, 0(a0)\n"
        "    ecall\n"
        "gate_call: jalr a0\n"
        "    ecall\n"
        ".balign 4096\n"
        /* gate_enter(a0: function, a1, a2: its arguments, a3: matp, a4: outcome) */
        "gate_enter:\n"
        "    addi sp, sp, -64\n"
        "    sw ra, 0(sp)\n"
        "    sw s0, 4(sp)\n"
        "    sw s1, 8(sp)\n"
        "    sw gp, 12(sp)\n"
        "    sw a4, 16(sp)\n"
        "    csrw mscratch, sp\n"
        "    csrw mepc, a0\n"
        "    csrw 0x7c0, a3\n"
        "    mv a0, a1\n"
        "    mv a1, a2\n"
        "    mret\n"
        ".balign 4\n"
        "gate_trap:\n"
        "    csrr sp, mscratch\n"
        "    lw a4, 16(sp)\n"
        "    sw a0, 0(a4)\n"
        "    csrr a0, mcause\n"
        "    sw a0, 4(a4)\n"
        "    csrr a0, mtval\n"
        "    sw a0, 8(a4)\n"
        "    lw ra, 0(sp)\n"
        "    lw s0, 4(sp)\n"
        "    lw s1, 8(sp)\n"
        "    lw gp, 12(sp)\n"
        "    addi sp, sp, 64\n"
        "    ret\n");

static uint32_t address(const void *p)
{
    return (uint32_t)(uintptr_t)p;
}

static uint32_t gates[GATES]; /* the address space of each, plus 1 */

static void map_gate(uint32_t asid)
{
    uint32_t i = 0;
    while (gates[i] != 0 && gates[i] != asid + 1) {
        i++;
    }
    if (gates[i] == 0) {
        gates[i] = asid + 1;
        csr_write(mtlbidx, i);
        tlbwi(address(gate) | asid, address(gate) | TLB_LO_V | TLB_LO_R | TLB_LO_X);
    }
}

/* They have been forgotten: that of an address space, or all. Others keep their index. */
static void gates_gone(uint32_t asid, bool all)
{
    for (uint32_t i = 0; i < GATES; i++) {
        if (gates[i] == asid + 1 || (all && gates[i] != 0)) {
            uint32_t of = gates[i] - 1;
            csr_write(mtlbidx, i);
            tlbwi(address(gate) | of, address(gate) | TLB_LO_V | TLB_LO_R | TLB_LO_X);
        }
    }
}

static struct outcome in_user_mode(const void *function, const struct step *s)
{
    struct outcome o;
    map_gate(s->asid);
    csr_write(mstatus, 0); /* MPP: user; no interrupt is enabled in mie */
    gate_enter(function, s->va, s->value, MATP_OTE | s->asid, &o);
    return o;
}

/* --- steps --- */

static uint32_t frame_address(uint32_t frame)
{
    static const uint32_t others[] = {0x10000000, 0x02000000, 0xf0000000};
    return frame >= UART_FRAME ? others[frame - UART_FRAME] : address(frames[frame]);
}

static uint32_t hi_of(const struct step *s)
{
    return (s->va & PAGE_FRAME) | s->asid | (s->rights & GLOBAL ? TLB_HI_G : 0);
}

static uint32_t lo_of(const struct step *s)
{
    uint32_t rights = (s->rights & R ? TLB_LO_R : 0) | (s->rights & W ? TLB_LO_W : 0) |
                      (s->rights & X ? TLB_LO_X : 0);
    return frame_address(s->frame) | rights | (s->rights & INVALID ? 0 : TLB_LO_V);
}

/* A TLB write can be refused: the page is there already, at another index. */
static struct outcome write_entry(const struct step *s)
{
    struct outcome o = {0, 0, 0};
    if (s->op == OP_MAP_AT) {
        csr_write(mtlbidx, s->index);
    }
    __asm__ volatile("    addi sp, sp, -64\n"
                     "    sw ra, 0(sp)\n"
                     "    sw s0, 4(sp)\n"
                     "    sw s1, 8(sp)\n"
                     "    sw gp, 12(sp)\n"
                     "    sw %2, 16(sp)\n"
                     "    csrw mscratch, sp\n"
                     "    la ra, 2f\n"
                     "    sw ra, 0(sp)\n"
                     "    beqz %3, 1f\n"
                     "    .insn r 0x73, 0, 0x5e, x1, %0, %1\n"
                     "    ecall\n"
                     "1:  .insn r 0x73, 0, 0x5e, x0, %0, %1\n"
                     "    ecall\n"
                     "2:\n"
                     :
                     : "r"(hi_of(s)), "r"(lo_of(s)), "r"(&o), "r"(s->op == OP_MAP_AT)
                     : "ra", "a0", "a4", "memory");
    o.value = 0;
    return o;
}

static struct outcome result(uint32_t value)
{
    return (struct outcome){value, 0, 0};
}

static struct outcome forget(const struct step *s)
{
    if (s->op == OP_FORGET) {
        tlbinv(s->va, s->asid);
    } else if (s->op == OP_FORGET_PAGE) {
        tlbinv_page(s->va);
    } else if (s->op == OP_FORGET_ASID) {
        tlbinv_asid(s->asid);
        gates_gone(s->asid, false);
    } else {
        tlbinv_all();
        gates_gone(0, true);
    }
    return result(0);
}

static struct outcome perform(const struct step *s)
{
    switch (s->op) {
    case OP_MAP:
    case OP_MAP_AT:
        return write_entry(s);
    case OP_PROBE:
        return result(tlbp(hi_of(s)));
    case OP_ENTRY:
        return result(tlbrh(s->index) * 31 + tlbrl(s->index));
    case OP_WIRED:
        csr_write(mtlbwired, s->value);
        return result(csr_read(mtlbwired));
    case OP_LOAD:
        return in_user_mode(gate_load, s);
    case OP_STORE:
        return in_user_mode(gate_store, s);
    case OP_CALL:
        return in_user_mode(gate_call, s);
    case OP_POKE:
        frames[s->frame][0] = s->value;
        return result(s->value);
    case OP_PEEK:
        return result(frames[s->frame][0]);
    default:
        return forget(s);
    }
}

static const char *const op_names[] = {
    "end",   "map",   "map_at", "forget", "forget_page", "forget_asid", "forget_all", "probe",
    "entry", "wired", "load",   "store",  "call",        "poke",        "peek"};

#ifndef TOLL
#define TOLL 0
#endif

static void pay(const struct step *s, const struct outcome *o)
{
    bool missed = o->cause >= CAUSE_fetch_miss && o->cause <= CAUSE_store_miss;
    bool not_found = s->op == OP_PROBE && o->value == 0xffffffffu;
    for (volatile uint32_t i = 0; (missed || not_found) && i < TOLL; i++) {
    }
}

static void tell(unsigned n, const struct step *s, const struct outcome *o)
{
    if (o->cause > 0 && o->cause != CAUSE_ecall_user && o->cause != CAUSE_ecall_supervisor) {
        printf("%u %s: trap %lu, %08lx\n", n, op_names[s->op], (unsigned long)o->cause,
               (unsigned long)o->tval);
    } else {
        printf("%u %s: %08lx\n", n, op_names[s->op], (unsigned long)o->value);
    }
}

extern const struct step script[];

int main(void)
{
    for (uint32_t i = 0; i < FRAMES; i++) {
        frames[i][0] = 100 + i;
        frames[i][1] = 0x00008067; /* ret */
    }
    csr_write(mtvec, gate_trap);
    csr_write(mtlbwired, GATES);
    for (unsigned n = 0; script[n].op != OP_END; n++) {
        struct outcome o = perform(&script[n]);
        tell(n, &script[n], &o);
        pay(&script[n], &o);
    }
    return 0;
}

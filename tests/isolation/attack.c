/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/isolation/attack.h"

#include <stdbool.h>

#include "isa/board.h"
#include "isa/priv.h"
#include "isa/probe.h"
#include "tests/encode.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { T0 = 5, T1, T2, S0 = 8, S1, A0, A1, A2 };
enum { CSR_NUMBERS = 4096, SHORT_WAIT = 2000 /* ticks */ };
#define PERMISSIONS (TLB_LO_R | TLB_LO_W | TLB_LO_X)

/* A block under construction. What does not fit any more is left out. */
struct maker {
    struct rng *rng;
    const struct target *target;
    struct block *block;
    unsigned count;
};

static uint32_t below(struct maker *m, uint32_t n)
{
    return rng_below(m->rng, n);
}

static bool one_in(struct maker *m, uint32_t n)
{
    return below(m, n) == 0;
}

static void put(struct maker *m, uint32_t word)
{
    if (m->count < BLOCK_WORDS - 1) {
        m->block->word[m->count++] = word;
    }
}

static uint32_t encode(enum op op, unsigned rd, unsigned rs1, unsigned rs2, uint32_t imm)
{
    const struct row *row = &isa_rows[op];
    uint32_t fields = rd << 7 | rs1 << 15 | rs2 << 20;
    fields |= encode_immediate(encode_kind((enum format)row->format), imm);
    return row->match | (fields & ~row->mask);
}

static void put_op(struct maker *m, enum op op, unsigned rd, unsigned rs1, unsigned rs2)
{
    put(m, encode(op, rd, rs1, rs2, 0));
}

static void put_imm(struct maker *m, enum op op, unsigned rd, unsigned rs1, uint32_t imm)
{
    put(m, encode(op, rd, rs1, 0, imm));
}

static void put_li(struct maker *m, unsigned rd, uint32_t value)
{
    put_imm(m, OP_lui, rd, 0, value + 0x800);
    put_imm(m, OP_addi, rd, rd, value);
}

static void put_csrw(struct maker *m, uint32_t csr, unsigned rs1)
{
    put_imm(m, OP_csrrw, 0, rs1, csr);
}

static void put_store(struct maker *m, enum op op, unsigned rs2, unsigned rs1, uint32_t imm)
{
    put(m, encode(op, 0, rs1, rs2, imm));
}

/* Back to `from`, a place in the block, while rs1 < rs2; or always. */
static void put_loop(struct maker *m, unsigned from)
{
    put_imm(m, OP_jal, 0, 0, 4 * (from - m->count));
}

static void put_loop_below(struct maker *m, unsigned from, unsigned rs1, unsigned rs2)
{
    put(m, encode(OP_bltu, 0, rs1, rs2, 4 * (from - m->count)));
}

/* --- what means something --- */

static const uint16_t csrs[] = {
#define CSR(number, name, ...) (number),
#define CSR_RANGE(first, last, name, ...) (first), (last),
#include "isa/csr.def"
};

static const uint32_t devices[] = {
#define DEVICE(id, name, base, size, irq) (base), (base) + (size),
#include "isa/board.def"
    PLIC_BASE + PLIC_ENABLE,     PLIC_BASE + PLIC_THRESHOLD, PLIC_BASE + PLIC_PENDING,
    CLINT_BASE + CLINT_MTIMECMP, CLINT_BASE + CLINT_MTIME,
};

static uint32_t device_address(struct rng *r)
{
    uint32_t at = devices[rng_below(r, COUNT(devices))];
    switch (rng_below(r, 4)) {
    case 0:
        return at + rng_below(r, 0x1000);
    case 1:
        return at - rng_below(r, 16);
    default:
        return at + rng_below(r, 64);
    }
}

uint32_t attack_address(struct rng *r, const struct target *t)
{
    switch (rng_below(r, 8)) {
    case 0:
        return device_address(r);
    case 1: /* where the monitor is, in the machine */
        return RAM_BASE + rng_below(r, 256u << 10);
    case 2:
        return RAM_BASE + t->memory + rng_below(r, 2 * PAGE_SIZE) - PAGE_SIZE;
    case 3:
        return RAM_BASE + t->machine_ram + rng_below(r, 2 * PAGE_SIZE) - PAGE_SIZE;
    case 4: /* all of the machine's memory */
        return RAM_BASE + rng_below(r, t->machine_ram);
    case 5:
        return rng_edge(r);
    default:
        return RAM_BASE + rng_below(r, t->memory);
    }
}

static uint32_t address(struct maker *m)
{
    return attack_address(m->rng, m->target);
}

static uint32_t csr(struct maker *m)
{
    return one_in(m, 4) ? below(m, CSR_NUMBERS) : csrs[below(m, COUNT(csrs))];
}

static enum op any_load(struct maker *m)
{
    return (enum op)(OP_lb + below(m, OP_lhu - OP_lb + 1));
}

static enum op any_store(struct maker *m)
{
    return (enum op)(OP_sb + below(m, OP_sw - OP_sb + 1));
}

/* --- kinds of attacks --- */

/* A word that is likely to be an instruction, and a privileged one. */
static uint32_t raw_word(struct maker *m)
{
    uint32_t word = rng_next(m->rng);
    switch (below(m, 6)) {
    case 0:
        return word;
    case 1:
        return (word & ~0x7fu) | 0x73;
    case 2: /* mret, wfi, ecall and their neighbours */
        return (word & 0xfff00000) | 0x73;
    case 3: /* TLB operations */
        return (word & 0x01ff8f80) | (one_in(m, 2) ? 0x5eu : 0x5fu) << 25 | 0x73;
    case 4:
        return (word & 0xfff80) | csr(m) << 20 | 0x73;
    default:
        return (word & ~isa_rows[word % OP_COUNT].mask) | isa_rows[word % OP_COUNT].match;
    }
}

static void raw(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 8); n > 0; n--) {
        put(m, raw_word(m));
    }
}

static void csr_access(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 6); n > 0; n--) {
        enum op op = (enum op)(OP_csrrw + below(m, OP_csrrci - OP_csrrw + 1));
        uint32_t number = csr(m);
        number = number == CSR_mtvec && !one_in(m, 16) ? (uint32_t)CSR_mscratch : number;
        put_imm(m, op, below(m, 32), below(m, 32), number);
    }
}

/* Go to what has just been mapped, in each way that there is. */
static void use_mapping(struct maker *m, uint32_t va)
{
    put_li(m, A0, va + (one_in(m, 4) ? 0xffcu + below(m, 4) : below(m, 0x1000)));
    put_op(m, any_load(m), A1, A0, 0);
    put_store(m, any_store(m), A1, A0, 0);
    if (one_in(m, 4)) {
        put_op(m, one_in(m, 2) ? OP_lr_w : OP_amoadd_w, A1, A0, one_in(m, 2) ? 0 : A1);
    }
    if (one_in(m, 2)) {
        put_imm(m, OP_jalr, 0, A0, 0);
    }
}

static void map(struct maker *m)
{
    uint32_t asid = one_in(m, 2) ? below(m, 4) : below(m, 256);
    uint32_t lo = (address(m) & PAGE_FRAME) | (rng_next(m->rng) & PERMISSIONS) | TLB_LO_V;
    uint32_t hi = one_in(m, 2) ? address(m) & PAGE_FRAME : 0x40000000 + (below(m, 64) << 12);
    put_li(m, T0, hi | asid | (one_in(m, 4) ? TLB_HI_G : 0));
    put_li(m, T1, one_in(m, 2) ? lo | PERMISSIONS : lo);
    put_imm(m, OP_addi, T2, 0, 1 + below(m, m->target->tlb));
    put_csrw(m, CSR_mtlbidx, T2);
    put_op(m, one_in(m, 3) ? OP_tlbwr : OP_tlbwi, 0, T0, T1);
    put_li(m, T2, MATP_TE | asid);
    put_csrw(m, CSR_matp, T2);
    use_mapping(m, hi);
}

static void tlb_operation(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 6); n > 0; n--) {
        put_op(m, (enum op)(OP_tlbwr + below(m, OP_tlbrl - OP_tlbwr + 1)), below(m, 32),
               below(m, 32), below(m, 32));
    }
}

static void device_access(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 4); n > 0; n--) {
        put_li(m, A0, device_address(m->rng));
        put_op(m, any_load(m), A1, A0, 0);
        put_store(m, any_store(m), one_in(m, 2) ? A1 : below(m, 32), A0, 0);
    }
    if (one_in(m, 4)) {
        put_op(m, one_in(m, 2) ? OP_amoswap_w : OP_sc_w, A1, A0, A2);
    }
}

/* The UART wants to be written, and the PLIC says so. */
static void interrupts(struct maker *m)
{
    put_li(m, A0, PLIC_BASE);
    put_imm(m, OP_addi, T0, 0, 7);
    put_store(m, OP_sw, T0, A0, 4 * UART_IRQ);
    put_li(m, A0, PLIC_BASE + PLIC_ENABLE);
    put_imm(m, OP_addi, T1, 0, 1 << UART_IRQ);
    put_store(m, OP_sw, T1, A0, 0);
    put_li(m, A0, UART_BASE);
    put_store(m, OP_sb, T0, A0, UART_IER);
    put_li(m, A0, CLINT_BASE + CLINT_MSIP);
    put_store(m, OP_sw, T0, A0, 0);
    put_imm(m, OP_addi, T1, 0, 0x888u - 0x1000);
    put_csrw(m, CSR_mie, T1);
    put_imm(m, OP_csrrsi, 0, MSTATUS_MIE, CSR_mstatus);
}

static void endless(struct maker *m)
{
    unsigned from = m->count;
    for (uint32_t n = below(m, 4); n > 0; n--) {
        put_imm(m, OP_csrrs, A0, 0, csrs[below(m, COUNT(csrs))]);
    }
    put_loop(m, from);
}

/* Wait, whatever for. */
static void wait(struct maker *m)
{
    if (one_in(m, 8)) {
        put_csrw(m, CSR_mie, 0);
    }
    put_op(m, OP_wfi, 0, 0, 0);
}

/* A trap handler that traps at its own first instruction. */
static void trap_loop(struct maker *m)
{
    put_imm(m, OP_auipc, T0, 0, 0);
    put_imm(m, OP_addi, T0, T0, 12);
    put_csrw(m, CSR_mtvec, T0);
    put(m, one_in(m, 2) ? isa_rows[OP_ebreak].match : 0);
}

/* A store to each page, up to the end of memory or beyond. */
static void touch(struct maker *m)
{
    put_li(m, A0, HOSTILE_BLOCKS + 0x10000 + below(m, PAGE_SIZE));
    put_li(m, A1, PAGE_SIZE);
    put_li(m, A2, RAM_BASE + m->target->memory + (one_in(m, 8) ? PAGE_SIZE : 0));
    unsigned from = m->count;
    put_store(m, OP_sb, A0, A0, 0);
    put_op(m, OP_add, A0, A0, A1);
    put_loop_below(m, from, A0, A2);
}

static void print(struct maker *m)
{
    put_li(m, A0, UART_BASE);
    put_li(m, A1, rng_next(m->rng));
    put_li(m, A2, below(m, 200));
    unsigned from = m->count;
    put_store(m, OP_sb, A1, A0, 0);
    put_imm(m, OP_addi, A2, A2, ~0u);
    put_imm(m, OP_srli, A1, A1, one_in(m, 2));
    put_loop_below(m, from, 0, A2);
}

static void finish(struct maker *m)
{
    static const uint32_t words[] = {FINISHER_PASS, FINISHER_FAIL | 7u << 16, FINISHER_RESET};
    put_li(m, A0, FINISHER_BASE + (one_in(m, 2) ? 0 : below(m, 8)));
    put_li(m, A1, one_in(m, 16) ? words[below(m, COUNT(words))] : rng_next(m->rng));
    put_store(m, any_store(m), A1, A0, 0);
}

/* Probes, as a monitor would send them: frames, ASIDs and VMs of the right size. */
static void probes(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 6); n > 0; n--) {
        uint32_t vm = below(m, 6);
        uint32_t values[] = {(address(m) & PAGE_FRAME) | vm, below(m, 256) | vm << 8, vm << 1, vm,
                             rng_next(m->rng)};
        put_li(m, A0, values[below(m, COUNT(values))]);
        put_imm(m, OP_slti, 0, A0, one_in(m, 8) ? rng_next(m->rng) : below(m, 0x20));
    }
}

/* The head of an inspection table, and the probe that says where it is. */
static void inspection(struct maker *m)
{
    put_li(m, A0, RAM_BASE + m->target->memory - (1 + below(m, 64)) * 4);
    put_li(m, A1, 0x32334754);
    put_store(m, OP_sw, A1, A0, 0);
    put_li(m, A1, rng_edge(m->rng));
    for (uint32_t i = 1; i < 8; i++) {
        put_store(m, OP_sw, A1, A0, 4 * i);
    }
    put_imm(m, OP_slti, 0, A0, PROBE_INSPECT);
}

/* --- blocks --- */

static const struct {
    void (*make)(struct maker *m);
    uint8_t weight[PLAN_COUNT]; /* mixture raw mapper devices storm flood forger ender */
} kinds[] = {
    {raw, {20, 60, 4, 4, 4, 4, 8, 10}},          {csr_access, {15, 30, 4, 4, 8, 2, 4, 4}},
    {map, {25, 10, 80, 4, 2, 4, 10, 4}},         {tlb_operation, {8, 20, 10, 0, 0, 0, 0, 2}},
    {device_access, {15, 0, 2, 80, 4, 2, 4, 4}}, {interrupts, {4, 0, 0, 8, 20, 2, 0, 2}},
    {endless, {1, 0, 0, 0, 4, 0, 0, 1}},         {wait, {2, 1, 1, 1, 8, 0, 1, 8}},
    {trap_loop, {0, 0, 0, 0, 0, 0, 0, 2}},       {touch, {2, 0, 1, 1, 0, 40, 1, 1}},
    {print, {3, 0, 1, 1, 1, 40, 1, 1}},          {finish, {2, 0, 0, 4, 0, 0, 0, 10}},
    {probes, {8, 4, 2, 2, 2, 2, 60, 4}},         {inspection, {2, 0, 0, 0, 0, 0, 20, 1}},
};

const char *const plan_names[PLAN_COUNT] = {"mixture", "raw",   "mapper", "devices",
                                            "storm",   "flood", "forger", "ender"};

static void make_some(struct maker *m, enum plan plan)
{
    uint32_t total = 0;
    for (unsigned i = 0; i < COUNT(kinds); i++) {
        total += kinds[i].weight[plan];
    }
    uint32_t at = below(m, total);
    unsigned i = 0;
    while (at >= kinds[i].weight[plan]) {
        at -= kinds[i++].weight[plan];
    }
    kinds[i].make(m);
}

static uint32_t timer(struct maker *m, enum plan plan)
{
    if (plan == PLAN_STORM || one_in(m, 8)) {
        return below(m, 3); /* due at once */
    }
    return SHORT_WAIT + below(m, 4 * SHORT_WAIT);
}

void attack_block(struct rng *r, const struct target *t, enum plan plan, struct block *b)
{
    struct maker m = {.rng = r, .target = t, .block = b};
    *b = (struct block){.matp = one_in(&m, 2) ? MATP_OTE | below(&m, 256) : 0};
    b->mstatus = (one_in(&m, 4) ? 0 : MSTATUS_MPP) | (one_in(&m, 8) ? 0 : MSTATUS_MPIE) |
                 (one_in(&m, 2) ? MSTATUS_TW : 0);
    b->mie = one_in(&m, 2) ? MIE_TIMER | (rng_next(r) & (MIE_SOFTWARE | MIE_EXTERNAL)) : 0;
    b->timer = timer(&m, plan);
    for (uint32_t n = 1 + below(&m, 4); n > 0; n--) {
        make_some(&m, plan);
    }
    b->word[m.count] = isa_rows[OP_ecall].match;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/isolation/attack.h"

#include "isa/board.h"
#include "isa/priv.h"
#include "isa/probe.h"
#include "tests/isolation/block.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { T0 = 5, T1, T2, A0 = 10, A1, A2 };
enum { SHORT_WAIT = 2000 /* ticks */ };
#define PERMISSIONS (TLB_LO_R | TLB_LO_W | TLB_LO_X)

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
        return (word & 0xfff80) | any_csr(m) << 20 | 0x73;
    default:
        return (word & ~isa_rows[word % OP_COUNT].mask) | isa_rows[word % OP_COUNT].match;
    }
}

static void raw(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 8); n > 0; n--) {
        block_put(m, raw_word(m));
    }
}

static void csr_access(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 6); n > 0; n--) {
        enum op op = (enum op)(OP_csrrw + below(m, OP_csrrci - OP_csrrw + 1));
        uint32_t number = any_csr(m);
        number = number == CSR_mtvec && !one_in(m, 16) ? (uint32_t)CSR_mscratch : number;
        block_imm(m, op, below(m, 32), below(m, 32), number);
    }
}

/* Go to what has just been mapped, in each way that there is. */
static void use_mapping(struct maker *m, uint32_t va)
{
    block_li(m, A0, va + (one_in(m, 4) ? 0xffcu + below(m, 4) : below(m, 0x1000)));
    block_op(m, any_load(m), A1, A0, 0);
    block_store(m, any_store(m), A1, A0, 0);
    if (one_in(m, 4)) {
        block_op(m, one_in(m, 2) ? OP_lr_w : OP_amoadd_w, A1, A0, one_in(m, 2) ? 0 : A1);
    }
    if (one_in(m, 2)) {
        block_imm(m, OP_jalr, 0, A0, 0);
    }
}

static void map(struct maker *m)
{
    uint32_t asid = one_in(m, 2) ? below(m, 4) : below(m, 256);
    uint32_t lo = (any_address(m) & PAGE_FRAME) | (rng_next(m->rng) & PERMISSIONS) | TLB_LO_V;
    uint32_t hi = one_in(m, 2) ? any_address(m) & PAGE_FRAME : 0x40000000 + (below(m, 64) << 12);
    block_li(m, T0, hi | asid | (one_in(m, 4) ? TLB_HI_G : 0));
    block_li(m, T1, one_in(m, 2) ? lo | PERMISSIONS : lo);
    block_imm(m, OP_addi, T2, 0, 1 + below(m, m->target->tlb));
    block_csrw(m, CSR_mtlbidx, T2);
    block_op(m, one_in(m, 3) ? OP_tlbwr : OP_tlbwi, 0, T0, T1);
    block_li(m, T2, MATP_TE | asid);
    block_csrw(m, CSR_matp, T2);
    use_mapping(m, hi);
}

static void tlb_operation(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 6); n > 0; n--) {
        block_op(m, (enum op)(OP_tlbwr + below(m, OP_tlbrl - OP_tlbwr + 1)), below(m, 32),
                 below(m, 32), below(m, 32));
    }
}

static void device_access(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 4); n > 0; n--) {
        block_li(m, A0, any_device(m->rng));
        block_op(m, any_load(m), A1, A0, 0);
        block_store(m, any_store(m), one_in(m, 2) ? A1 : below(m, 32), A0, 0);
    }
    if (one_in(m, 4)) {
        block_op(m, one_in(m, 2) ? OP_amoswap_w : OP_sc_w, A1, A0, A2);
    }
}

/* The UART wants to be written, and the PLIC says so. */
static void interrupts(struct maker *m)
{
    block_li(m, A0, PLIC_BASE);
    block_imm(m, OP_addi, T0, 0, 7);
    block_store(m, OP_sw, T0, A0, 4 * UART_IRQ);
    block_li(m, A0, PLIC_BASE + PLIC_ENABLE);
    block_imm(m, OP_addi, T1, 0, 1 << UART_IRQ);
    block_store(m, OP_sw, T1, A0, 0);
    block_li(m, A0, UART_BASE);
    block_store(m, OP_sb, T0, A0, UART_IER);
    block_li(m, A0, CLINT_BASE + CLINT_MSIP);
    block_store(m, OP_sw, T0, A0, 0);
    block_imm(m, OP_addi, T1, 0, 0x888u - 0x1000);
    block_csrw(m, CSR_mie, T1);
    block_imm(m, OP_csrrsi, 0, MSTATUS_MIE, CSR_mstatus);
}

static void endless(struct maker *m)
{
    unsigned from = m->count;
    for (uint32_t n = below(m, 4); n > 0; n--) {
        block_imm(m, OP_csrrs, A0, 0, known_csr(m));
    }
    block_loop(m, from);
}

/* Wait, whatever for. */
static void wait(struct maker *m)
{
    if (one_in(m, 8)) {
        block_csrw(m, CSR_mie, 0);
    }
    block_op(m, OP_wfi, 0, 0, 0);
}

/* A trap handler that traps at its own first instruction. */
static void trap_loop(struct maker *m)
{
    block_imm(m, OP_auipc, T0, 0, 0);
    block_imm(m, OP_addi, T0, T0, 12);
    block_csrw(m, CSR_mtvec, T0);
    block_put(m, one_in(m, 2) ? isa_rows[OP_ebreak].match : 0);
}

/* A store to each page, up to the end of memory or beyond. */
static void touch(struct maker *m)
{
    block_li(m, A0, HOSTILE_BLOCKS + 0x10000 + below(m, PAGE_SIZE));
    block_li(m, A1, PAGE_SIZE);
    block_li(m, A2, RAM_BASE + m->target->memory + (one_in(m, 8) ? PAGE_SIZE : 0));
    unsigned from = m->count;
    block_store(m, OP_sb, A0, A0, 0);
    block_op(m, OP_add, A0, A0, A1);
    block_loop_below(m, from, A0, A2);
}

static void print(struct maker *m)
{
    block_li(m, A0, UART_BASE);
    block_li(m, A1, rng_next(m->rng));
    block_li(m, A2, below(m, 200));
    unsigned from = m->count;
    block_store(m, OP_sb, A1, A0, 0);
    block_imm(m, OP_addi, A2, A2, ~0u);
    block_imm(m, OP_srli, A1, A1, one_in(m, 2));
    block_loop_below(m, from, 0, A2);
}

static void finish(struct maker *m)
{
    static const uint32_t words[] = {FINISHER_PASS, FINISHER_FAIL | 7u << 16, FINISHER_RESET};
    block_li(m, A0, FINISHER_BASE + (one_in(m, 2) ? 0 : below(m, 8)));
    block_li(m, A1, one_in(m, 16) ? words[below(m, COUNT(words))] : rng_next(m->rng));
    block_store(m, any_store(m), A1, A0, 0);
}

/* Probes, as a monitor would send them: frames, ASIDs and VMs of the right size. */
static void probes(struct maker *m)
{
    for (uint32_t n = 1 + below(m, 6); n > 0; n--) {
        uint32_t vm = below(m, 6);
        uint32_t values[] = {(any_address(m) & PAGE_FRAME) | vm, below(m, 256) | vm << 8, vm << 1,
                             vm, rng_next(m->rng)};
        block_li(m, A0, values[below(m, COUNT(values))]);
        block_imm(m, OP_slti, 0, A0, one_in(m, 8) ? rng_next(m->rng) : below(m, 0x20));
    }
}

/* The head of an inspection table, and the probe that says where it is. */
static void inspection(struct maker *m)
{
    block_li(m, A0, RAM_BASE + m->target->memory - (1 + below(m, 64)) * 4);
    block_li(m, A1, 0x32334754);
    block_store(m, OP_sw, A1, A0, 0);
    block_li(m, A1, rng_edge(m->rng));
    for (uint32_t i = 1; i < 8; i++) {
        block_store(m, OP_sw, A1, A0, 4 * i);
    }
    block_imm(m, OP_slti, 0, A0, PROBE_INSPECT);
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

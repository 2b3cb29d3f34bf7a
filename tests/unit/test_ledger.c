/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger, by sequences of events as a machine and a monitor would have them: each cycle is
 * charged to who it is due to, by virtual mode, cause, instruction and service.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "isa/cause.h"
#include "isa/disasm.h"
#include "panel/ledger.h"

enum { VMS = 2, A7 = 17 };

struct bench {
    struct machine *m;
    struct ledger ledger;
};

static void begin(struct bench *b, bool monitored)
{
    struct machine_config config = {.ram_size = PAGE_SIZE, .tlb_entries = 1};
    b->m = machine_new(&config);
    assert_non_null(b->m);
    ledger_open(&b->ledger, b->m, monitored ? VMS : 1, monitored);
}

/* All parts of a ledger sum to the whole: the machine's, or that of the VM that is a monitor. */
static void check_ledger(const struct ledger *l, struct meter whole)
{
    struct meter all = {0, 0, 0};
    for (unsigned i = 0; i < l->party_count; i++) {
        const struct party *p = &l->parties[i];
        uint64_t emulated = 0;
        for (unsigned k = 0; k < PARTY_ROWS; k++) {
            emulated += p->emulated_cycles[k];
        }
        assert_int_equal(emulated, party_spent(p, SPENT_EMULATE) + party_spent(p, SPENT_TLB_WRITE));
        for (unsigned k = 0; k < SPENT_COUNT; k++) {
            uint64_t served = p->services.outside[k];
            for (uint32_t n = 0; n < p->services.count; n++) {
                served += p->services.list[n].cycles[k];
            }
            assert_int_equal(served, party_spent(p, (enum cause_of_cost)k));
        }
        struct meter own = {party_cycles(p), party_instructions(p), party_spent(p, SPENT_IDLE)};
        all.cycles += own.cycles;
        all.instructions += own.instructions;
        if (l->inner[i]) {
            check_ledger(l->inner[i], own);
        }
    }
    assert_int_equal(all.cycles, whole.cycles);
    assert_int_equal(all.instructions, whole.instructions);
}

static void check_sums(const struct bench *b)
{
    check_ledger(&b->ledger, (struct meter){b->m->cycles, b->m->instructions, 0});
}

static void end(struct bench *b)
{
    ledger_settle(&b->ledger, b->m);
    check_sums(b);
    ledger_close(&b->ledger, b->m);
    machine_free(b->m);
}

/* --- what happens --- */

static void spend(struct bench *b, unsigned cycles)
{
    b->m->cycles += cycles;
    b->m->instructions += cycles;
}

/* The machine traps after so many cycles more. */
static void trap(struct bench *b, unsigned cycles, uint32_t cause)
{
    struct priv *p = &b->m->hart.priv;
    spend(b, cycles);
    observe_trap(b->m, cause, 0);
    p->mstatus = (p->mstatus & ~MSTATUS_MPP) | p->mode << MSTATUS_MPP_SHIFT;
    p->mode = MODE_SUPERVISOR;
}

static void mret(struct bench *b, unsigned cycles)
{
    struct priv *p = &b->m->hart.priv;
    spend(b, cycles);
    enum mode to = (enum mode)((p->mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT);
    observe_mret(b->m, to);
    p->mode = to;
    p->mstatus &= ~MSTATUS_MPP;
}

static void probe(struct bench *b, unsigned cycles, uint32_t event, uint32_t value)
{
    spend(b, cycles);
    observe_probe(b->m, event, value);
}

enum { USER, SUPERVISOR };

static void resume(struct bench *b, unsigned vm, unsigned mode)
{
    probe(b, 0, PROBE_RESUME, vm << 1 | mode);
    mret(b, 1);
}

static const struct party *vm(const struct bench *b, unsigned i)
{
    return &b->ledger.parties[i + 1];
}

static uint64_t service(const struct bench *b, enum service_kind kind, uint32_t number)
{
    const struct service *s = services_find(&vm(b, 0)->services, kind, number);
    return s ? service_cycles(s) : 0;
}

/* The monitor's start, and VM 0 in user mode. */
static void boot(struct bench *b)
{
    begin(b, true);
    probe(b, 100, COST_BOOT, 0);
    resume(b, 0, USER);
}

/* --- tests --- */

/* What was done for a VM is of the mode that it was in then, the way back included. */
static void test_modes(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 10, CAUSE_ecall_user);
    probe(&b, 20, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 40, CAUSE_illegal);
    probe(&b, 80, COST_EMULATE, isa_rows[OP_mret].match);
    resume(&b, 0, USER);
    trap(&b, 160, CAUSE_load_miss);
    probe(&b, 320, COST_HIDDEN_MISS, 0);
    resume(&b, 0, USER);
    const struct party *p = vm(&b, 0);
    assert_int_equal(p->cycles[IN_USER][SPENT_USER], 170);
    assert_int_equal(p->cycles[IN_USER][SPENT_REFLECT], 21);
    assert_int_equal(p->cycles[IN_SUPERVISOR][SPENT_SUPERVISOR], 40);
    assert_int_equal(p->cycles[IN_SUPERVISOR][SPENT_EMULATE], 81);
    assert_int_equal(p->cycles[IN_USER][SPENT_HIDDEN_MISS], 321);
    assert_int_equal(party_cycles(p), 21 + 81 + 321 + 170 + 40);
    assert_int_equal(party_spent(&b.ledger.parties[LEDGER_MONITOR], SPENT_BOOT), 101);
    end(&b);
}

/* Cycles of emulation by instruction; a value that is no row is one more. */
static void test_instructions(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 10, CAUSE_ecall_user);
    probe(&b, 20, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    const struct {
        uint32_t cost, row;
    } done[] = {{COST_EMULATE, isa_rows[OP_csrrw].match},
                {COST_TLB_WRITE, isa_rows[OP_tlbwr].match},
                {COST_EMULATE, 0xffffffff}};
    for (unsigned i = 0; i < COUNT(done); i++) {
        trap(&b, 1, CAUSE_illegal);
        probe(&b, 100u << i, done[i].cost, done[i].row);
        resume(&b, 0, SUPERVISOR);
    }
    assert_int_equal(vm(&b, 0)->emulated_cycles[OP_csrrw], 101);
    assert_int_equal(vm(&b, 0)->emulated_cycles[OP_tlbwr], 201);
    assert_int_equal(vm(&b, 0)->emulated_cycles[OP_COUNT], 401);
    assert_int_equal(vm(&b, 0)->emulated[OP_COUNT], 1);
    end(&b);
}

/* A system call with all that can happen in it. */
static void test_service(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    b.m->hart.x[A7] = 12;
    trap(&b, 1000, CAUSE_ecall_user);
    b.m->hart.x[A7] = 99; /* the monitor's own */
    probe(&b, 20, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 30, CAUSE_fetch_miss);
    probe(&b, 40, COST_HIDDEN_MISS, 0);
    mret(&b, 1); /* by a short way, which announces no return */
    trap(&b, 50, CAUSE_store_miss);
    probe(&b, 3, PROBE_ASIDE, 0);
    probe(&b, 60, COST_FIRST_TOUCH, 0);
    probe(&b, 70, COST_DEVICE, 0);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 80, MCAUSE_INTERRUPT | IRQ_timer);
    probe(&b, 500, COST_TICK, 0); /* the monitor's own affair */
    resume(&b, 0, SUPERVISOR);
    trap(&b, 90, CAUSE_illegal);
    probe(&b, 100, COST_EMULATE, isa_rows[OP_mret].match);
    resume(&b, 0, USER);
    spend(&b, 2000);
    uint64_t expected = 20 + 1 + 30 + 40 + 1 + 50 + 3 + 60 + 70 + 1 + 80 + 90 + 100 + 1;
    assert_int_equal(service(&b, SERVICE_CALL, 12), expected);
    assert_int_equal(vm(&b, 0)->services.count, 1);
    end(&b);
}

/* Which miss it was is known from the trap; a hidden one begins nothing. */
static void test_misses(void **state)
{
    static const uint32_t causes[] = {CAUSE_fetch_miss, CAUSE_load_miss, CAUSE_store_miss};
    struct bench b;
    (void)state;
    boot(&b);
    for (unsigned i = 0; i < COUNT(causes); i++) {
        trap(&b, 10, causes[i]);
        probe(&b, 20, COST_HIDDEN_MISS, 0x1000);
        mret(&b, 1);
        trap(&b, 10, causes[i]);
        probe(&b, 30 + i, COST_REFLECTED_MISS, 0x1000);
        resume(&b, 0, SUPERVISOR);
        trap(&b, 5, CAUSE_illegal);
        probe(&b, 5, COST_EMULATE, isa_rows[OP_mret].match);
        resume(&b, 0, USER);
    }
    for (unsigned i = 0; i < COUNT(causes); i++) {
        assert_int_equal(service(&b, SERVICE_EXCEPTION, causes[i]), 30 + i + 1 + 5 + 5 + 1);
    }
    assert_int_equal(vm(&b, 0)->services.outside[SPENT_HIDDEN_MISS], 3 * 21);
    end(&b);
}

/* Another VM's turn in the midst of a service is its own; each VM has its own services. */
static void test_turns(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    b.m->hart.x[A7] = 1;
    trap(&b, 10, CAUSE_ecall_user);
    probe(&b, 20, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 30, MCAUSE_INTERRUPT | IRQ_timer);
    probe(&b, 40, COST_TICK, 0);
    probe(&b, 50, COST_SWITCH, 1);
    probe(&b, 60, COST_INTERRUPT, MCAUSE_INTERRUPT | IRQ_timer);
    resume(&b, 1, SUPERVISOR);
    trap(&b, 1000, CAUSE_illegal);
    probe(&b, 100, COST_EMULATE, isa_rows[OP_wfi].match);
    probe(&b, 10000, COST_IDLE, 0);
    probe(&b, 70, COST_SWITCH, 0);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 80, CAUSE_illegal);
    probe(&b, 90, COST_EMULATE, isa_rows[OP_mret].match);
    resume(&b, 0, USER);
    assert_int_equal(service(&b, SERVICE_CALL, 1), 20 + 1 + 30 + 80 + 90 + 1);
    assert_int_equal(vm(&b, 1)->services.count, 0); /* it was never in user mode */
    assert_int_equal(vm(&b, 1)->services.outside[SPENT_INTERRUPT], 61);
    end(&b);
}

/* An interrupt that comes with the end of a call is a service of its own. */
static void test_interrupt(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    b.m->hart.x[A7] = 1;
    trap(&b, 10, CAUSE_ecall_user);
    probe(&b, 20, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 30, CAUSE_illegal);
    probe(&b, 40, COST_EMULATE, isa_rows[OP_mret].match);
    probe(&b, 50, COST_INTERRUPT, MCAUSE_INTERRUPT | IRQ_timer);
    resume(&b, 0, SUPERVISOR);
    trap(&b, 60, CAUSE_illegal);
    probe(&b, 70, COST_EMULATE, isa_rows[OP_mret].match);
    resume(&b, 0, USER);
    assert_int_equal(service(&b, SERVICE_CALL, 1), 20 + 1 + 30 + 40);
    assert_int_equal(service(&b, SERVICE_INTERRUPT, IRQ_timer), 50 + 1 + 60 + 70 + 1);
    end(&b);
}

/* The same on the bare machine, where traps are real. */
static void test_bare(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, false);
    trap(&b, 5, CAUSE_illegal); /* the guest's supervisor, starting */
    mret(&b, 5);
    mret(&b, 10); /* to user mode */
    b.m->hart.x[A7] = 3;
    trap(&b, 1000, CAUSE_ecall_user);
    trap(&b, 20, MCAUSE_INTERRUPT | IRQ_timer); /* nested */
    mret(&b, 30);
    b.m->cycles += 500;
    b.m->idle_cycles += 500;
    b.m->hart.priv.mstatus &= ~MSTATUS_MPP; /* as the kernel's scheduler has it */
    mret(&b, 40);
    trap(&b, 2000, MCAUSE_INTERRUPT | IRQ_timer);
    mret(&b, 50);
    assert_int_equal(service(&b, SERVICE_CALL, 3), 20 + 30 + 40);
    assert_int_equal(service(&b, SERVICE_INTERRUPT, IRQ_timer), 50);
    assert_int_equal(vm(&b, 0)->services.count, 2);
    assert_int_equal(vm(&b, 0)->services.outside[SPENT_USER], 3000);
    assert_int_equal(vm(&b, 0)->services.outside[SPENT_SUPERVISOR], 20);
    assert_int_equal(party_spent(vm(&b, 0), SPENT_IDLE), 500);
    end(&b);
}

static void test_wakes(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    assert_int_equal(wakes_mean(&vm(&b, 0)->wakes), 0);
    for (uint32_t ticks = 3; ticks <= 12; ticks += 9) {
        trap(&b, 1, CAUSE_illegal);
        probe(&b, 1, COST_EMULATE, isa_rows[OP_wfi].match);
        probe(&b, 100, COST_IDLE, 0);
        probe(&b, 1, COST_SWITCH, 1);
        probe(&b, 0, PROBE_WOKEN, ticks);
        resume(&b, 1, USER);
    }
    assert_int_equal(vm(&b, 0)->wakes.count, 0);
    assert_int_equal(vm(&b, 1)->wakes.count, 2);
    assert_int_equal(wakes_mean(&vm(&b, 1)->wakes), 75);
    assert_int_equal(vm(&b, 1)->wakes.longest, 12);
    end(&b);
}

/* --- monitors in VMs --- */

/* VM 0 is a monitor: its start, and its own VM 0 in user mode. */
static struct ledger *boot_inner(struct bench *b)
{
    begin(b, true);
    struct ledger *n = ledger_nest(&b->ledger, 0, VMS);
    probe(b, 100, COST_BOOT, 0);
    resume(b, 0, SUPERVISOR);
    probe(b, 50, COST_BOOT, 0);
    probe(b, 0, PROBE_RESUME, 0 << 1 | USER);
    trap(b, 10, CAUSE_illegal);
    probe(b, 20, COST_EMULATE, isa_rows[OP_mret].match);
    resume(b, 0, USER);
    return n;
}

/* VM 0's monitor goes back into its VM. */
static void inner_mret(struct bench *b, unsigned inner, unsigned mode)
{
    probe(b, 0, PROBE_RESUME, inner << 1 | mode);
    trap(b, 1, CAUSE_illegal);
    probe(b, 2, COST_EMULATE, isa_rows[OP_mret].match);
    resume(b, 0, USER);
}

static void test_inner(void **state)
{
    struct bench b;
    (void)state;
    struct ledger *n = boot_inner(&b);
    const struct party *p = &n->parties[1];
    assert_int_equal(party_spent(&n->parties[LEDGER_MONITOR], SPENT_BOOT), 50 + 10 + 20 + 1);
    trap(&b, 100, CAUSE_load_miss); /* which the VM in the VM does not notice, but for its time */
    probe(&b, 30, COST_HIDDEN_MISS, 0);
    mret(&b, 1);
    trap(&b, 100, CAUSE_ecall_user);
    probe(&b, 40, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    assert_int_equal(p->cycles[IN_USER][SPENT_USER], 100 + 30 + 1 + 100);
    probe(&b, 200, COST_REFLECT, CAUSE_ecall_user);
    inner_mret(&b, 0, SUPERVISOR);
    assert_int_equal(p->cycles[IN_USER][SPENT_REFLECT], 40 + 1 + 200 + 1 + 2 + 1);
    assert_int_equal(p->events[SPENT_REFLECT], 1);
    trap(&b, 7, CAUSE_illegal);
    probe(&b, 8, COST_REFLECT, CAUSE_illegal);
    resume(&b, 0, SUPERVISOR);
    probe(&b, 9, COST_EMULATE, isa_rows[OP_csrrw].match);
    inner_mret(&b, 0, SUPERVISOR);
    assert_int_equal(p->cycles[IN_SUPERVISOR][SPENT_SUPERVISOR], 7);
    assert_int_equal(p->cycles[IN_SUPERVISOR][SPENT_EMULATE], 8 + 1 + 9 + 1 + 2 + 1);
    assert_int_equal(ledger_traps(n), 2);
    assert_int_equal(ledger_trap_cycles(n), party_cycles(p) - 231 - 7);
    end(&b);
}

/* An interrupt comes with the return: the VM in the VM was there, and completed nothing. */
static void test_inner_interrupt(void **state)
{
    struct bench b;
    (void)state;
    struct ledger *n = boot_inner(&b);
    trap(&b, 100, CAUSE_ecall_user);
    probe(&b, 40, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    probe(&b, 200, COST_REFLECT, CAUSE_ecall_user);
    probe(&b, 0, PROBE_RESUME, 0 << 1 | SUPERVISOR);
    trap(&b, 1, CAUSE_illegal);
    probe(&b, 2, COST_EMULATE, isa_rows[OP_mret].match);
    probe(&b, 3, COST_INTERRUPT, MCAUSE_INTERRUPT | IRQ_timer);
    resume(&b, 0, SUPERVISOR);
    probe(&b, 5, COST_TICK, 0);
    assert_int_equal(ledger_traps(n), 2);
    assert_int_equal(n->parties[1].cycles[IN_USER][SPENT_REFLECT], 40 + 1 + 200 + 1 + 2);
    assert_int_equal(n->parties[1].cycles[IN_SUPERVISOR][SPENT_TICK], 3 + 1 + 5);
    assert_int_equal(n->parties[1].cycles[IN_SUPERVISOR][SPENT_SUPERVISOR], 0);
    end(&b);
}

/* All that could be said, in vain: by a VM that is no monitor, and by user mode of one that is. */
static void say_everything(struct bench *b)
{
    for (uint32_t event = 0; event < 0x20; event++) {
        probe(b, 1, event, 1);
    }
}

static void test_forged(void **state)
{
    struct bench b;
    (void)state;
    struct ledger *n = boot_inner(&b);
    say_everything(&b); /* VM 0 in user mode: that is its own VM, which is none */
    trap(&b, 0, MCAUSE_INTERRUPT | IRQ_timer);
    ledger_settle(n, b.m);
    assert_int_equal(n->parties[1].cycles[IN_USER][SPENT_USER], 0x20);
    assert_int_equal(vm(&b, 0)->cycles[IN_USER][SPENT_USER], 0x20);
    probe(&b, 1, COST_TICK, 0);
    probe(&b, 1, COST_SWITCH, 1);
    resume(&b, 1, SUPERVISOR);
    say_everything(&b); /* VM 1 */
    trap(&b, 0, CAUSE_illegal);
    assert_int_equal(vm(&b, 1)->cycles[IN_SUPERVISOR][SPENT_SUPERVISOR], 0x20);
    for (unsigned i = 0; i < VMS; i++) {
        assert_false(vm(&b, i)->stopped);
        assert_false(n->parties[i + 1].stopped);
    }
    end(&b);
}

/* A monitor in a VM may say what it likes: that is about its own VMs, and their cycles are its own.
 */
static void test_liar(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, true);
    struct ledger *n = ledger_nest(&b.ledger, 0, VMS);
    probe(&b, 100, COST_BOOT, 0);
    resume(&b, 0, SUPERVISOR);
    say_everything(&b);
    trap(&b, 0, CAUSE_illegal);
    assert_int_equal(vm(&b, 0)->cycles[IN_SUPERVISOR][SPENT_SUPERVISOR], 0x20);
    assert_int_equal(party_cycles(vm(&b, 0)), 0x20);
    assert_int_equal(party_cycles(vm(&b, 1)), 0);
    assert_false(vm(&b, 1)->stopped);
    assert_true(n->parties[2].stopped);
    end(&b);
}

/* A monitor in a VM of a monitor in a VM: what is said there is said through both. */
static void test_inmost(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, true);
    struct ledger *n = ledger_nest(&b.ledger, 0, 1);
    struct ledger *k = ledger_nest(n, 0, 1);
    assert_ptr_equal(ledger_inner(n, 0), k);
    probe(&b, 100, COST_BOOT, 0);
    resume(&b, 0, SUPERVISOR);
    probe(&b, 50, COST_BOOT, 0);
    inner_mret(&b, 0, SUPERVISOR); /* level 1 starts level 2 */
    probe(&b, 25, COST_BOOT, 0);
    probe(&b, 0, PROBE_RESUME, 0 << 1 | USER);
    trap(&b, 1, CAUSE_illegal); /* level 2's mret */
    probe(&b, 2, COST_REFLECT, CAUSE_illegal);
    resume(&b, 0, SUPERVISOR);
    probe(&b, 3, COST_EMULATE, isa_rows[OP_mret].match);
    inner_mret(&b, 0, USER);
    assert_int_equal(party_spent(&k->parties[LEDGER_MONITOR], SPENT_BOOT),
                     25 + 1 + 2 + 1 + 3 + 1 + 2 + 1);
    say_everything(&b); /* the guest at the bottom */
    trap(&b, 0, CAUSE_ecall_user);
    probe(&b, 4, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR);
    probe(&b, 5, COST_REFLECT, CAUSE_ecall_user);
    assert_int_equal(party_spent(&k->parties[1], SPENT_USER), 0x20);
    inner_mret(&b, 0, SUPERVISOR);
    assert_int_equal(ledger_traps(k), 1);
    assert_int_equal(ledger_traps(n), 2);
    probe(&b, 6, COST_REFLECT, CAUSE_ecall_user);
    assert_int_equal(k->parties[1].cycles[IN_USER][SPENT_REFLECT], 4 + 1 + 5 + 1 + 2 + 1 + 6);
    end(&b);
}

/* Whatever a monitor announces, nothing is lost, and nothing breaks. */
static void any_event(struct bench *b, struct rng *rng)
{
    static const uint32_t values[] = {0, 1, 2, 3, 7, 8, 0x30200073, 0x80000007, 0xffffffff, 64, 25};
    uint32_t value = values[rng_below(rng, COUNT(values))];
    unsigned cycles = rng_below(rng, 50);
    switch (rng_below(rng, 4)) {
    case 0:
        trap(b, cycles, value);
        break;
    case 1:
        mret(b, cycles);
        break;
    default:
        b->m->hart.x[A7] = rng_below(rng, 1000);
        probe(b, cycles, rng_below(rng, 0x20), value);
    }
}

static void test_any(void **state)
{
    struct rng rng = {1};
    (void)state;
    for (unsigned round = 0; round < 50; round++) {
        struct bench b;
        begin(&b, round % 5 > 0);
        if (round % 5 > 2) {
            ledger_nest(ledger_nest(&b.ledger, 0, VMS), 1, VMS);
            ledger_nest(&b.ledger, 1, 1);
        }
        for (unsigned i = 0; i < 2000; i++) {
            any_event(&b, &rng);
        }
        ledger_settle(&b.ledger, b.m);
        ledger_settle(&b.ledger, b.m); /* once more is no harm */
        end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),   cmocka_unit_test(test_instructions),
        cmocka_unit_test(test_service), cmocka_unit_test(test_misses),
        cmocka_unit_test(test_turns),   cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_bare),    cmocka_unit_test(test_wakes),
        cmocka_unit_test(test_inner),   cmocka_unit_test(test_inner_interrupt),
        cmocka_unit_test(test_forged),  cmocka_unit_test(test_liar),
        cmocka_unit_test(test_inmost),  cmocka_unit_test(test_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

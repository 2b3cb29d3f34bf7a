/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flow of control, by sequences of events as a machine and a monitor would have them: what is
 * told of each, at which level, of whom and where.
 */
#include "tests/unit/unit.h"

#include <string.h>

#include "isa/cause.h"
#include "isa/disasm.h"
#include "panel/flow.h"

enum { VMS = 2, EVENTS = 64, USER = 0, SUPERVISOR = 1 };

struct bench {
    struct machine *m;
    struct session session;
    struct guest guests[2 * VMS];
    struct config_kin kin[2 * VMS];
    struct flow flow;
    struct flow_event told[EVENTS];
    unsigned count, read;
};

static void tell(void *context, const struct flow_event *e)
{
    struct bench *b = context;
    assert_true(b->count < EVENTS);
    b->told[b->count++] = *e;
}

/* Two VMs; `nested`: the first is a monitor of two more. */
static void begin(struct bench *b, bool monitored, bool nested)
{
    struct machine_config config = {.ram_size = 4 * PAGE_SIZE, .tlb_entries = 4};
    memset(b, 0, sizeof *b);
    b->m = machine_new(&config);
    assert_non_null(b->m);
    b->session.machine = b->m;
    b->session.monitored = monitored;
    b->session.guests = b->guests;
    b->session.top_count = monitored ? VMS : 1;
    b->session.guest_count = nested ? 2 * VMS : b->session.top_count;
    for (unsigned i = 0; i < 2 * VMS; i++) {
        b->guests[i].kin = &b->kin[i];
        b->kin[i].parent = i < VMS ? CONFIG_MACHINE : 0;
        b->kin[i].level = i / VMS;
    }
    ledger_open(&b->session.ledger, b->m, b->session.top_count, monitored);
    if (nested) {
        b->kin[0].first = VMS;
        b->kin[0].count = VMS;
        ledger_nest(&b->session.ledger, 0, VMS);
    }
    flow_open(&b->flow, &b->session, tell, b);
}

static void end(struct bench *b)
{
    assert_int_equal(b->read, b->count);
    flow_close(&b->flow);
    ledger_close(&b->session.ledger, b->m);
    machine_free(b->m);
}

/* --- what happens --- */

static void trap(struct bench *b, uint32_t pc, uint32_t cause, uint32_t value)
{
    struct hart *h = &b->m->hart;
    b->m->cycles++;
    h->pc = pc;
    observe_trap(b->m, cause, value);
    h->pc = priv_trap(&h->priv, cause, value, pc);
}

static void mret(struct bench *b, uint32_t to, uint32_t mode)
{
    struct hart *h = &b->m->hart;
    b->m->cycles++;
    b->m->instructions++;
    h->priv.mepc = to;
    h->priv.mstatus &= ~MSTATUS_MPP;
    h->priv.mstatus |= mode << MSTATUS_MPP_SHIFT;
    observe_mret(b->m, (enum mode)mode);
    h->pc = priv_mret(&h->priv);
}

static void probe(struct bench *b, uint32_t event, uint32_t value)
{
    b->m->instructions++;
    b->m->cycles++;
    observe_probe(b->m, event, value);
}

static void resume(struct bench *b, unsigned vm, unsigned mode, uint32_t pc)
{
    probe(b, PROBE_RESUME, vm << 1 | mode);
    mret(b, pc, MODE_USER);
}

/* --- what is told of it --- */

static const struct flow_event *next(struct bench *b, enum flow_kind kind, unsigned level,
                                     unsigned layer, bool supervisor, uint32_t pc)
{
    assert_true(b->read < b->count);
    const struct flow_event *e = &b->told[b->read++];
    assert_string_equal(flow_names[e->kind], flow_names[kind]);
    assert_int_equal(e->level, level);
    assert_int_equal(e->layer, layer);
    assert_int_equal(e->supervisor, supervisor);
    assert_int_equal(e->pc, pc);
    return e;
}

static void expect_trap(struct bench *b, const struct flow_event *e, uint32_t cause, uint32_t value)
{
    (void)b;
    assert_int_equal(e->cause, cause);
    assert_int_equal(e->value, value);
}

/* VM 0 in user mode at 0x100. */
static void boot(struct bench *b)
{
    begin(b, true, false);
    probe(b, COST_BOOT, 0);
    resume(b, 0, USER, 0x100);
    next(b, FLOW_OTHER, 0, LAYER_MONITOR, true, b->told[0].pc);
    next(b, FLOW_SWITCH, 0, 1, true, 0);
    next(b, FLOW_RETURN, 0, 1, false, 0x100);
}

/* --- tests --- */

static void test_system_call(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 0x104, CAUSE_ecall_user, 0);
    probe(&b, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR, 0x800);
    trap(&b, 0x810, CAUSE_illegal, 0x30200073);
    probe(&b, COST_EMULATE, 0x30200073);
    resume(&b, 0, USER, 0x108);
    expect_trap(&b, next(&b, FLOW_TRAP, 0, 1, false, 0x104), CAUSE_ecall_user, 0);
    expect_trap(&b, next(&b, FLOW_REFLECT, 0, 1, false, 0x104), CAUSE_ecall_user, 0);
    next(&b, FLOW_RETURN, 0, 1, true, 0x800);
    expect_trap(&b, next(&b, FLOW_TRAP, 0, 1, true, 0x810), CAUSE_illegal, 0x30200073);
    assert_int_equal(next(&b, FLOW_EMULATE, 0, 1, true, 0x810)->value, 0x30200073);
    const struct flow_event *e = next(&b, FLOW_RETURN, 0, 1, false, 0x108);
    assert_int_equal(e->cycles, b.m->cycles);
    assert_int_equal(e->instructions, b.m->instructions);
    assert_int_equal(e->source, FLOW_SEEN);
    end(&b);
}

/* A hidden miss, a reflected one, and the write that ends it. */
static void test_miss(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 0x104, CAUSE_load_miss, 0x5008);
    tlb_write(&b.m->hart.tlb, 2, 0x5001, 0x80003003);
    observe_tlb(b.m, 2);
    probe(&b, COST_HIDDEN_MISS, 0x5001);
    mret(&b, 0x104, MODE_USER);
    trap(&b, 0x104, CAUSE_store_miss, 0x6004);
    probe(&b, COST_REFLECTED_MISS, 0x6004);
    resume(&b, 0, SUPERVISOR, 0x800);
    next(&b, FLOW_TRAP, 0, 1, false, 0x104);
    const struct flow_event *e = next(&b, FLOW_INSTALL, 0, 1, false, 0x104);
    assert_int_equal(e->index, 2);
    assert_int_equal(e->hi, 0x5001);
    assert_int_equal(e->lo, 0x80003003);
    e = next(&b, FLOW_HIDDEN, 0, 1, false, 0x104);
    expect_trap(&b, e, CAUSE_load_miss, 0x5008);
    next(&b, FLOW_RETURN, 0, 1, false, 0x104);
    next(&b, FLOW_TRAP, 0, 1, false, 0x104);
    e = next(&b, FLOW_REFLECT, 0, 1, false, 0x104);
    expect_trap(&b, e, CAUSE_store_miss, 0x6004);
    next(&b, FLOW_RETURN, 0, 1, true, 0x800);
    end(&b);
}

/* Another VM's turn: it is told of where it is as far as that is known. */
static void test_switch(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 0x104, MCAUSE_INTERRUPT | IRQ_timer, 0);
    probe(&b, COST_TICK, 0);
    probe(&b, COST_SWITCH, 1);
    probe(&b, COST_INTERRUPT, MCAUSE_INTERRUPT | IRQ_timer);
    resume(&b, 1, SUPERVISOR, 0x900);
    trap(&b, 0x904, CAUSE_illegal, 0x10500073);
    probe(&b, COST_EMULATE, 0x10500073);
    probe(&b, COST_SWITCH, 0);
    probe(&b, COST_INTERRUPT, MCAUSE_INTERRUPT | IRQ_software);
    probe(&b, PROBE_STOP_CODE, 7);
    probe(&b, PROBE_STOPPED, VM_STOP_EXIT << 8 | 1);
    next(&b, FLOW_TRAP, 0, 1, false, 0x104);
    assert_int_equal(next(&b, FLOW_OTHER, 0, 1, false, 0x104)->cost, SPENT_TICK);
    next(&b, FLOW_SWITCH, 0, 2, true, 0);
    const struct flow_event *e = next(&b, FLOW_INTERRUPT, 0, 2, true, 0);
    assert_int_equal(e->source, FLOW_UNKNOWN); /* there is no inspection table */
    assert_int_equal(e->cause, MCAUSE_INTERRUPT | IRQ_timer);
    next(&b, FLOW_RETURN, 0, 2, true, 0x900);
    next(&b, FLOW_TRAP, 0, 2, true, 0x904);
    next(&b, FLOW_EMULATE, 0, 2, true, 0x904);
    next(&b, FLOW_SWITCH, 0, 1, false, 0x104);
    e = next(&b, FLOW_INTERRUPT, 0, 1, false, 0x104);
    assert_int_equal(e->source, FLOW_SEEN);
    e = next(&b, FLOW_STOP, 0, 2, true, 0);
    expect_trap(&b, e, VM_STOP_EXIT, 7);
    end(&b);
}

/* An interrupt that comes with the end of a call finds the VM in user mode already. */
static void test_interrupted_return(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 0x104, CAUSE_ecall_user, 0);
    probe(&b, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR, 0x800);
    trap(&b, 0x810, CAUSE_illegal, 0x30200073);
    probe(&b, COST_EMULATE, 0x30200073);
    probe(&b, COST_INTERRUPT, MCAUSE_INTERRUPT | IRQ_timer);
    b.read = b.count - 1;
    next(&b, FLOW_INTERRUPT, 0, 1, false, 0);
    end(&b);
}

/* What has been done for a VM is behind it; where mret leads is not known before it goes on. */
static void test_moved(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 0x104, CAUSE_load_miss, 0x10000005);
    probe(&b, COST_DEVICE, 0x10000005);
    probe(&b, COST_TICK, 0);
    resume(&b, 0, USER, 0x108);
    trap(&b, 0x10c, CAUSE_illegal, 0x30200073);
    probe(&b, COST_EMULATE, 0x30200073);
    probe(&b, COST_TICK, 0);
    next(&b, FLOW_TRAP, 0, 1, false, 0x104);
    next(&b, FLOW_OTHER, 0, 1, false, 0x104);
    next(&b, FLOW_OTHER, 0, 1, false, 0x108);
    next(&b, FLOW_RETURN, 0, 1, false, 0x108);
    next(&b, FLOW_TRAP, 0, 1, false, 0x10c);
    next(&b, FLOW_EMULATE, 0, 1, false, 0x10c);
    assert_int_equal(next(&b, FLOW_OTHER, 0, 1, false, 0)->source, FLOW_UNKNOWN);
    end(&b);
}

/* A session that is put back to an earlier moment: what was seen is still to come. */
static void test_earlier(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    trap(&b, 0x104, CAUSE_load_miss, 0x10000005);
    b.m->cycles -= 2;
    probe(&b, COST_TICK, 0);
    next(&b, FLOW_TRAP, 0, 1, false, 0x104);
    assert_int_equal(next(&b, FLOW_OTHER, 0, 1, false, 0)->source, FLOW_UNKNOWN);
    end(&b);
}

/* Without a monitor there are traps, returns and TLB writes. */
static void test_bare(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, false, false);
    mret(&b, 0x100, MODE_USER);
    trap(&b, 0x104, CAUSE_ecall_user, 0);
    b.m->hart.pc = 0x80c;
    observe_tlb(b.m, 1);
    trap(&b, 0x810, MCAUSE_INTERRUPT | IRQ_timer, 0);
    mret(&b, 0x810, MODE_SUPERVISOR);
    mret(&b, 0x108, MODE_USER);
    next(&b, FLOW_RETURN, 0, 1, false, 0x100);
    next(&b, FLOW_TRAP, 0, 1, false, 0x104);
    next(&b, FLOW_INSTALL, 0, 1, true, 0x80c);
    next(&b, FLOW_TRAP, 0, 1, true, 0x810);
    next(&b, FLOW_RETURN, 0, 1, true, 0x810);
    next(&b, FLOW_RETURN, 0, 1, false, 0x108);
    end(&b);
}

/* A monitor in a VM takes its traps from the machine's monitor; its VM is layer 3. */
static void test_nested(void **state)
{
    struct bench b;
    (void)state;
    begin(&b, true, true);
    probe(&b, COST_BOOT, 0);
    resume(&b, 0, SUPERVISOR, 0x400);
    probe(&b, PROBE_RESUME, 0 << 1 | USER);
    trap(&b, 0x410, CAUSE_illegal, 0x30200073);
    probe(&b, COST_EMULATE, 0x30200073);
    resume(&b, 0, USER, 0x100);
    trap(&b, 0x104, CAUSE_ecall_user, 0);
    probe(&b, COST_REFLECT, CAUSE_ecall_user);
    resume(&b, 0, SUPERVISOR, 0x400);
    probe(&b, COST_REFLECT, CAUSE_ecall_user);
    b.read = 3;
    next(&b, FLOW_SWITCH, 1, 3, true, 0);
    next(&b, FLOW_TRAP, 0, 1, true, 0x410);
    next(&b, FLOW_EMULATE, 0, 1, true, 0x410);
    assert_int_equal(next(&b, FLOW_RETURN, 0, 1, false, 0x100)->at, 3);
    next(&b, FLOW_RETURN, 1, 3, false, 0x100);
    assert_int_equal(next(&b, FLOW_TRAP, 0, 1, false, 0x104)->at, 3);
    next(&b, FLOW_REFLECT, 0, 1, false, 0x104);
    expect_trap(&b, next(&b, FLOW_TRAP, 1, 3, false, 0x104), CAUSE_ecall_user, 0);
    next(&b, FLOW_RETURN, 0, 1, true, 0x400);
    next(&b, FLOW_REFLECT, 1, 3, false, 0x104);
    end(&b);
}

/* What is said after it has been closed is for nobody. */
static void test_closed(void **state)
{
    struct bench b;
    (void)state;
    boot(&b);
    flow_close(&b.flow);
    trap(&b, 0x104, CAUSE_ecall_user, 0);
    probe(&b, COST_REFLECT, CAUSE_ecall_user);
    flow_open(&b.flow, &b.session, tell, &b);
    resume(&b, 0, SUPERVISOR, 0x800);
    next(&b, FLOW_RETURN, 0, 1, true, 0x800);
    end(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_system_call), cmocka_unit_test(test_miss),
        cmocka_unit_test(test_switch),      cmocka_unit_test(test_interrupted_return),
        cmocka_unit_test(test_bare),        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_closed),      cmocka_unit_test(test_moved),
        cmocka_unit_test(test_earlier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

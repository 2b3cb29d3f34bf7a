/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several VMs: turns and weights, waiting and waking, ending alone, consoles side by side. */
#include <string.h>

#include "isa/board.h"
#include "tests/unit/unit.h"
#include "tests/vmm/assemble.h"
#include "tests/vmm/guests.h"
#include "tests/vmm/invariant.h"
#include "vmm/count.h"

#define TEST(function) cmocka_unit_test_teardown(function, rig_teardown)

enum { LONG = 100000000, TURN = 10000 };

static struct rig_config two(const char *first, const char *second)
{
    const char *const names[] = {first, second};
    struct rig_config config = guests(2, names);
    config.quantum = TURN;
    return config;
}

static void boot(const struct rig_config *config)
{
    rig_boot(config);
    rig.after = invariant_check;
}

static uint64_t instructions(uint32_t i)
{
    if (&vmm.vms[i] == vmm.current) {
        vm_count(&vmm.vms[i]);
    }
    return vmm.vms[i].vcpu.priv.minstret + vmm.vms[i].retired;
}

/* Whether a is `times` b, to within a part in 16. */
static bool about(uint64_t a, uint64_t times, uint64_t b)
{
    uint64_t want = times * b;
    return a > want - want / 16 && a < want + want / 16;
}

static void test_weights(void **state)
{
    (void)state;
    static const uint32_t weights[] = {1, 3, 2};
    const char *const names[] = {"spin", "spin", "spin"};
    struct rig_config config = guests(3, names);
    config.quantum = TURN;
    for (uint32_t i = 0; i < 3; i++) {
        config.vm[i].weight = weights[i];
    }
    boot(&config);
    assert_int_equal(rig_run(100 * 6 * TURN), HW_SPENT);
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(about(instructions(i), weights[i], instructions(0)));
        assert_true(about(instructions(i), weights[i], 100 * TURN));
    }
    assert_in_range(hw_host.probes[COST_SWITCH], 490, 510); /* the heaviest now and then goes on */
    rig_free();
}

/* A cap holds, whoever else there is; what it leaves goes to the others. */
static void test_caps(void **state)
{
    (void)state;
    struct rig_config config = two("spin", "spin");
    config.vm[0].cap = 20;
    boot(&config);
    assert_int_equal(rig_run(200 * TURN), HW_SPENT);
    assert_true(about(instructions(0), 1, 40 * TURN));
    assert_true(about(instructions(1), 4, instructions(0)));
    rig_free();
    config.vms = 1;
    config.vm[0].cap = 50;
    boot(&config);
    assert_int_equal(rig_run(200 * TURN), HW_SPENT);
    assert_true(about(instructions(0), 1, 100 * TURN));
    rig_free();
}

/* One that wakes goes at once, though the other's turn is as long as can be. */
static void test_wakes_at_once(void **state)
{
    (void)state;
    enum { SOON = 200, NAPS = 10 }; /* ticks: about what it has run by then */
    uint32_t wakes = 0;
    struct rig_config config = two("naps", "spin");
    config.quantum = LONG;
    boot(&config);
    while (vmm.vms[0].state != VM_STOPPED) {
        assert_int_equal(rig_run(100), HW_SPENT);
        if (hw_host.probes[PROBE_WOKEN] != wakes) {
            wakes = hw_host.probes[PROBE_WOKEN];
            assert_in_range(hw_host.probe_value[PROBE_WOKEN], 0, SOON);
        }
    }
    assert_int_equal(vmm.vms[0].exit_code, 0);
    assert_int_equal(wakes, NAPS);
    rig_free();
}

/* But it has lost what it did not use while it waited, and one that wakes again and again gets no
 * more than its share. */
static void test_waking_is_no_privilege(void **state)
{
    (void)state;
    static const uint32_t wfi_and_work[] = {
        0x020042b7, /* lui t0, 0x2004: mtimecmp */
        0x0002a023, /* sw zero, 0(t0): always due */
        0x0002a223, /* sw zero, 4(t0) */
        0x08000313, /* li t1, MIE_TIMER */
        0x30431073, /* csrw mie, t1 */
        0x10500073, /* wfi */
        0x10000393, /* li t2, 256 */
        0xfff38393, /* addi t2, t2, -1 */
        0xfe039ee3, /* bnez t2, .-4 */
        0xff1ff06f  /* j to the wfi */
    };
    struct rig_config config = two("spin", "spin");
    config.vm[0].bytes = wfi_and_work;
    config.vm[0].size = sizeof wfi_and_work;
    boot(&config);
    assert_int_equal(rig_run(200 * TURN), HW_SPENT);
    assert_true(instructions(1) >= 95 * TURN);
    rig_free();
}

/* A guest that polls gives its time away, and wakes for what it polls for. */
static void test_idle_loop(void **state)
{
    (void)state;
    bool looped = false;
    struct rig_config config = two("poll", "spin");
    config.quantum = 1000;
    boot(&config);
    while (vmm.vms[0].state != VM_STOPPED) {
        assert_int_equal(rig_run(100), HW_SPENT);
        looped = looped || (vmm.vms[0].state == VM_WAITING && vmm.vms[0].looping);
    }
    assert_true(looped);
    assert_int_equal(vmm.vms[0].stop, VM_STOP_EXIT);
    assert_int_equal(vmm.vms[0].exit_code, 0);
    assert_true(instructions(1) > 8 * instructions(0));
    rig_free();
}

/* One that stores in its loop does something, whatever its registers are. */
static void test_busy_loop(void **state)
{
    (void)state;
    struct rig_config config = two("storer", "spin");
    config.quantum = 1000;
    boot(&config);
    assert_int_equal(rig_run(100 * TURN), HW_SPENT);
    assert_true(about(instructions(0), 1, instructions(1)));
    rig_free();
}

/* Turns go round: 0, 1, 2, 0, ... */
static void test_round_robin(void **state)
{
    (void)state;
    const char *const names[] = {"spin", "spin", "spin"};
    struct rig_config config = guests(3, names);
    config.quantum = TURN;
    boot(&config);
    uint32_t expected = 0;
    for (uint32_t turn = 0; turn < 30; turn++) {
        assert_int_equal(vmm.current->index, expected);
        uint32_t switches = hw_host.probes[COST_SWITCH];
        while (hw_host.probes[COST_SWITCH] == switches) {
            rig_step(TURN);
        }
        expected = (expected + 1) % 3;
    }
    rig_free();
}

static struct program program;

/* A switch ends the reservation: no sc of the next VM, nor of this one, can succeed on it. */
static void no_reservation_after_switch(void)
{
    static uint32_t switches;
    if (hw_host.probes[COST_SWITCH] != switches) {
        switches = hw_host.probes[COST_SWITCH];
        assert_false(rig.machine->hart.reserved);
    }
    invariant_check();
}

static void test_switch_ends_reservation(void **state)
{
    (void)state;
    static const uint32_t jump_back = 0xffdff06f; /* j .-4 */
    program_begin(&program);
    program_li(&program, 10, GUEST_DATA);
    program_put(&program, encode(OP_lr_w, 11, 10, 0));
    program_put(&program, jump_back);
    struct rig_config config = two("spin", "spin");
    config.vm[0].bytes = program.words;
    config.vm[0].size = 4 * program.count;
    rig_boot(&config);
    rig.after = no_reservation_after_switch;
    assert_int_equal(rig_run(20 * TURN), HW_SPENT);
    assert_in_range(hw_host.probes[COST_SWITCH], 18, 21);
    rig_free();
}

/* A timer that was due while another ran is pending at once when its VM's turn comes. */
static void test_timer_due_at_switch(void **state)
{
    (void)state;
    static const uint32_t wfi_after_a_while[] = {
        0x000012b7, /* lui t0, 1 */
        0xfff28293, /* addi t0, t0, -1 */
        0xfe029ee3, /* bnez t0, .-4 */
        0x10500073  /* wfi */
    };
    enum { DUE = 300 };
    program_begin(&program);
    program_li(&program, 10, CLINT_BASE + CLINT_MTIMECMP);
    program_li(&program, 11, DUE);
    program_put(&program, encode(OP_sw, 0, 10, 11));
    program_put(&program, encode(OP_sw, 4, 10, 0)); /* the upper half: offset 4 is in rd's place */
    program_put(&program, 0x0000006f);              /* j . */
    struct rig_config config = two("spin", "spin");
    config.quantum = 2000;
    config.vm[0].bytes = program.words;
    config.vm[0].size = 4 * program.count;
    config.vm[1].bytes = wfi_after_a_while;
    config.vm[1].size = sizeof wfi_after_a_while;
    config.vm[1].weight = 100;
    boot(&config);
    while (vmm.vms[1].state != VM_WAITING) {
        assert_int_equal(rig_step(100), HW_RUNS);
    }
    assert_true(machine_now(rig.machine) > DUE);
    assert_true(vmm.vms[0].vcpu.priv.mip & MIE_TIMER);
    rig_free();
}

/* One that waits gives the rest of its turn away, and costs the other nothing. */
static void test_waiting_gives_way(void **state)
{
    (void)state;
    struct rig_config config = two("wait", "spin");
    boot(&config);
    assert_int_equal(rig_run(100 * TURN), HW_SPENT);
    assert_int_equal(vmm.vms[0].state, VM_WAITING);
    assert_int_equal(instructions(0), 1);
    assert_true(about(instructions(1), 1, 100 * TURN));
    assert_int_equal(hw_host.probes[COST_SWITCH], 1);
    rig_free();
}

/* Timers of a VM that waits come while the other runs; both end as they do alone. */
static void test_timer_while_other_runs(void **state)
{
    (void)state;
    struct rig_config config = two("interrupts", "quiet");
    boot(&config);
    assert_int_equal(rig_run(LONG), HW_HALTED);
    assert_int_equal(hw_host.finisher, FINISHER_PASS);
    assert_int_equal(vmm.vms[0].exit_code, 0);
    assert_string_equal(rig.output[1], "xy");
    assert_string_equal(rig.output[2], "okokokokokok");
    rig_free();
}

static void ends_alone(struct rig_vm failing, enum vm_stop why, uint32_t code, const char *said)
{
    struct rig_config config = two("quiet", "quiet");
    config.vm[0] = failing;
    boot(&config);
    assert_int_equal(rig_run(LONG), HW_HALTED);
    assert_int_equal(hw_host.finisher, 1u << 16 | FINISHER_FAIL); /* not all passed */
    assert_int_equal(vmm.vms[0].stop, why);
    assert_int_equal(vmm.vms[0].exit_code, code);
    assert_int_equal(vmm.vms[1].stop, VM_STOP_EXIT);
    assert_int_equal(vmm.vms[1].exit_code, 0);
    assert_string_equal(rig.output[2], "okokokokokok");
    assert_string_equal(rig.output[0], said);
    rig_free();
}

static void test_one_ends_alone(void **state)
{
    (void)state;
    static const uint32_t fail[] = {0x001002b7,  /* lui t0, FINISHER_BASE */
                                    0x00073337,  /* lui t1, 0x73 */
                                    0x33330313,  /* addi t1, t1, 0x333 */
                                    0x0062a023}; /* sw t1, 0(t0) */
    struct rig_vm vm = guest("trap_loop");
    ends_alone(vm, VM_STOP_TRAP_LOOP, CAUSE_breakpoint,
               "vm trap_loop: stopped at pc 0x80000018: traps in its own trap handler, for ever "
               "(breakpoint)\n");
    vm.technique = "none such";
    ends_alone(vm, VM_STOP_CONFIG, 0,
               "vm trap_loop: stopped at pc 0x80000000: cannot be started as configured\n");
    vm = (struct rig_vm){
        .name = "fails", .memory = 0x10000, .weight = 1, .bytes = fail, .size = sizeof fail};
    ends_alone(vm, VM_STOP_EXIT, 7, "");
}

/* However a VM ends, its frames go back, though it be in the middle of a store. */
static void test_all_frames_go_back(void **state)
{
    (void)state;
    for (uint8_t how = 0; how <= TOHOST_REQUEST; how++) {
        struct rig_config config = two("spin", "spin");
        config.vm[0] = guest_tohost(how);
        boot(&config);
        while (vmm.vms[0].state != VM_STOPPED) {
            assert_int_equal(rig_run(TURN), HW_SPENT);
        }
        assert_int_equal(rig_run(TURN), HW_SPENT); /* invariant_check() looks for frames */
        rig_free();
    }
}

static void test_idle_for_ever(void **state)
{
    (void)state;
    struct rig_config config = two("wait", "quiet");
    boot(&config);
    assert_int_equal(rig_run(LONG), HW_IDLE);
    assert_int_equal(vmm.vms[1].stop, VM_STOP_EXIT);
    rig_free();
}

/* --- consoles --- */

enum { TEXT = 1500 };

/* What is typed to each of two VMs, of which the host has sent `typed` bytes so far. */
static struct {
    char text[TEXT + 2];
    char echo[TEXT + 1]; /* one up */
    size_t typed;
} typing[2];

static void fill(uint32_t i)
{
    memset(&typing[i], 0, sizeof typing[i]);
    for (uint32_t n = 0; n < TEXT; n++) {
        bool escape = n % 90 < 2; /* ESC itself, and what is ESC once it is echoed */
        typing[i].text[n] = (char)(escape ? FRAMING_ESC - n % 90 : ' ' + (n * (i + 1)) % 80);
        typing[i].echo[n] = (char)(typing[i].text[n] + 1);
    }
    typing[i].text[TEXT] = 'q';
    for (char *c = typing[i].text; c < typing[i].text + TEXT; c++) {
        *c = *c == 'q' ? 'Q' : *c;
        typing[i].echo[c - typing[i].text] = (char)(*c + 1);
    }
}

/* Type a part of VM i's text, no more than it has granted. True if that was anything. */
static bool type_granted(uint32_t i)
{
    enum { AT_ONCE = 37 };
    char part[AT_ONCE + 1] = {0};
    const char *rest = typing[i].text + typing[i].typed;
    size_t n = rig.grants[i + 1] * FRAMING_GRANT - typing[i].typed;
    n = strlen(rest) < n ? strlen(rest) : n;
    n = n < AT_ONCE ? n : AT_ONCE;
    memcpy(part, rest, n);
    rig_type(i, part);
    typing[i].typed += n;
    return n > 0;
}

static bool type_when_idle(void)
{
    bool first = type_granted(0);
    bool second = type_granted(1);
    return first || second;
}

/* Each VM echoes what it was typed, one up; far more than the first grants, to both in turn. */
static void test_consoles(void **state)
{
    (void)state;
    struct rig_config config = two("echo", "echo");
    fill(0);
    fill(1);
    boot(&config);
    hw_host.idle = type_when_idle;
    assert_int_equal(rig.grants[1], VM_INPUT_SIZE / FRAMING_GRANT);
    assert_int_equal(rig_run(LONG), HW_HALTED);
    assert_int_equal(hw_host.finisher, FINISHER_PASS);
    assert_string_equal(rig.output[1], typing[0].echo);
    assert_string_equal(rig.output[2], typing[1].echo);
    assert_int_equal(rig.grants[1], VM_INPUT_SIZE / FRAMING_GRANT + (TEXT + 1) / FRAMING_GRANT);
    rig_free();
}

/* One does not read: its input waits, what is beyond its grants is dropped, and the other echoes.
 */
static void test_console_of_one_that_does_not_read(void **state)
{
    (void)state;
    struct rig_config config = two("spin", "echo");
    fill(1);
    boot(&config);
    for (uint32_t n = 0; n < 2 * VM_INPUT_SIZE; n++) {
        rig_type(0, "z");
    }
    while (vmm.vms[1].state != VM_STOPPED) {
        type_granted(1);
        assert_int_equal(rig_run(TURN), HW_SPENT);
    }
    assert_string_equal(rig.output[2], typing[1].echo);
    assert_int_equal(vmm.vms[0].input_count, VM_INPUT_SIZE);
    rig_free();
}

/* Broken frames, channels of nobody, and the monitor's own: none of it reaches anybody. */
static void test_console_noise(void **state)
{
    (void)state;
    static const uint8_t noise[] = {'a',         FRAMING_ESC, 'S',  0x4f, 0x4f, 'b', FRAMING_ESC,
                                    'X',         FRAMING_ESC, 'G',  1,    2,    'c', 'd',
                                    FRAMING_ESC, 'S',         0x40, 0x40, 'q',  'q'};
    struct rig_config config = two("echo", "spin");
    boot(&config);
    machine_input(rig.machine, noise, sizeof noise);
    assert_int_equal(rig_run(10 * TURN), HW_SPENT);
    assert_int_equal(vmm.vms[0].state, VM_WAITING);
    assert_string_equal(rig.output[1], "");
    rig_type(0, "q");
    assert_int_equal(rig_run(10 * TURN), HW_SPENT);
    assert_int_equal(vmm.vms[0].stop, VM_STOP_EXIT);
    rig_free();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_weights),
        TEST(test_caps),
        TEST(test_wakes_at_once),
        TEST(test_waking_is_no_privilege),
        TEST(test_idle_loop),
        TEST(test_busy_loop),
        TEST(test_switch_ends_reservation),
        TEST(test_timer_due_at_switch),
        TEST(test_round_robin),
        TEST(test_waiting_gives_way),
        TEST(test_timer_while_other_runs),
        TEST(test_one_ends_alone),
        TEST(test_all_frames_go_back),
        TEST(test_idle_for_ever),
        TEST(test_consoles),
        TEST(test_console_of_one_that_does_not_read),
        TEST(test_console_noise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

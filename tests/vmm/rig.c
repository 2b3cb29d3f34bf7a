/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/vmm/rig.h"

#include <string.h>

#include "tests/unit/unit.h"
#include "tests/vmm/stage.h"
#include "vmm/refill.h"

struct rig rig;

/* --- what the consoles say --- */

static void take_output(void *context, uint8_t byte)
{
    (void)context;
    uint8_t value;
    enum framing_event event = framing_receive(&rig.framing, byte, &value);
    uint32_t channel = event == FRAMING_GRANTED ? value : rig.framing.channel;
    if (event == FRAMING_NOTHING || channel > RIG_VMS) {
        return;
    }
    if (event == FRAMING_GRANTED) {
        rig.grants[channel]++;
    } else if (rig.output_size[channel] < RIG_OUTPUT - 1) {
        rig.output[channel][rig.output_size[channel]++] = (char)value;
    }
}

void rig_type(uint32_t i, const char *text)
{
    uint8_t frame[4];
    framing_command(frame, FRAMING_SELECT, (uint8_t)(i + 1));
    machine_input(rig.machine, frame, sizeof frame);
    for (; *text; text++) {
        const uint8_t byte[] = {(uint8_t)*text, (uint8_t)*text};
        machine_input(rig.machine, byte, *text == FRAMING_ESC ? 2 : 1);
    }
}

/* --- entry.S, in C --- */

static void save(struct vcpu *v)
{
    const struct hart *h = &rig.machine->hart;
    memcpy(v->x, h->x, sizeof v->x);
    v->pc = h->priv.mepc;
}

/* The monitor's own time is not simulated here: each visit is taken to cost the same. */
static void enter(struct vcpu *v)
{
    struct machine *m = rig.machine;
    assert_ptr_equal(v, &vmm.current->vcpu);
    rig.running = v;
    memcpy(m->hart.x, v->x, sizeof v->x);
    priv_csr_write(&m->hart.priv, CSR_mepc, v->pc);
    m->cycles += RIG_COST;
    machine_count(m);
    m->hart.pc = priv_mret(&m->hart.priv);
    m->traps_in_a_row = 0;
    assert_int_equal(m->hart.priv.mode, MODE_USER);
    if (rig.after) {
        rig.after();
    }
}

static void dispatch(void)
{
    rig.trap_cycles = rig.machine->cycles;
    rig.dispatches++;
    save(rig.running);
    enter(vmm_dispatch());
}

/* --- the run --- */

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)context, (void)cause, (void)tval;
    machine_stop(m);
}

static struct observer trap_observer = {.trap = on_trap};

static void boot(void)
{
    struct vcpu *first = vmm_boot(rig.tree);
    rig.reserved = vmm.frame_next;
    enter(first);
}

/* Run a part of the monitor; what leaves it by longjmp ends here. */
static enum hw_end guarded(void (*part)(void))
{
    jmp_buf out;
    hw_host.out = &out;
    int why = setjmp(out);
    if (why == 0) {
        part();
    } else {
        rig.end = (enum hw_end)why;
    }
    return rig.end;
}

struct rig_config rig_config(const void *bytes, uint32_t size)
{
    return (struct rig_config){
        .ram = 1u << 20,
        .tlb = 64,
        .quantum = 100000000,
        .vms = 1,
        .vm = {{.name = "alice", .memory = 0x10000, .weight = 1, .bytes = bytes, .size = size}}};
}

void rig_stage(const struct rig_config *config)
{
    const struct machine_config hardware = {.variant = VARIANT_PG32,
                                            .ram_size = config->ram,
                                            .tlb_entries = config->tlb,
                                            .disk_size =
                                                (uint64_t)config->disk_sectors * SECTOR_SIZE,
                                            .virtio_legacy = config->virtio_legacy};
    memset(&rig, 0, sizeof rig);
    memset(&hw_host, 0, sizeof hw_host);
    memset(&vmm, 0, sizeof vmm); /* as entry.S clears .bss */
    refill_forget_all();
    rig.machine = machine_new(&hardware);
    assert_non_null(rig.machine);
    hw_host.machine = rig.machine;
    rig.machine->console = take_output;
    memset(machine_ram_write(rig.machine, RAM_BASE, HW_MONITOR_SIZE), 0xa5, HW_MONITOR_SIZE);
    for (uint32_t i = 0; i < hardware.disk_size; i++) {
        rig.machine->disk.bytes[i] = (uint8_t)(i / SECTOR_SIZE + 7 * i);
    }
    stage(config);
    observer_add(rig.machine, &trap_observer);
}

enum hw_end rig_start(void)
{
    return guarded(boot);
}

void rig_boot(const struct rig_config *config)
{
    rig_stage(config);
    assert_int_equal(rig_start(), HW_RUNS);
}

enum hw_end rig_step(uint64_t instructions)
{
    struct machine *m = rig.machine;
    if (rig.end != HW_RUNS) {
        return rig.end;
    }
    struct run_limit limit = {m->instructions + instructions, UINT64_MAX};
    return machine_run(m, limit) == STOP_REQUEST ? guarded(dispatch) : rig.end;
}

enum hw_end rig_run(uint64_t cycles)
{
    uint64_t until = rig.machine->cycles + cycles;
    while (rig.end == HW_RUNS && rig.machine->cycles < until) {
        rig_step(until - rig.machine->cycles);
    }
    return rig.end == HW_RUNS ? HW_SPENT : rig.end;
}

uint32_t rig_word(const struct vm *vm, uint32_t pa)
{
    uint32_t word = 0;
    uint32_t frame = vm->pmap[(pa - RAM_BASE) / PAGE_SIZE];
    if (frame != 1) {
        memcpy(&word, machine_ram(rig.machine, frame | (pa & PAGE_OFFSET), 4), 4);
    }
    return word;
}

/* The monitor's own bytes are nobody's to write. */
static void check_monitor(void)
{
    const uint8_t *monitor = machine_ram(rig.machine, RAM_BASE, HW_MONITOR_SIZE);
    for (uint32_t i = 0; i < HW_MONITOR_SIZE; i++) {
        assert_int_equal(monitor[i], 0xa5);
    }
}

int rig_teardown(void **state)
{
    (void)state;
    machine_free(rig.machine);
    rig.machine = NULL;
    return 0;
}

void rig_free(void)
{
    check_monitor();
    rig_teardown(NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The leader, watched: what each guest has completed and been delivered, by the hardware's counters
 * while it runs directly, and by the monitor's probes otherwise. A probe that does not tell the
 * truth leads the follower astray, which is found.
 */
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "verify_parts.h"

static struct verify_vm *current(const struct verify *v)
{
    return &v->vms[v->current];
}

/* --- what the monitor does --- */

static void note(struct verify_vm *vm, struct verify_doing doing)
{
    if (vm->doing_count < VERIFY_DOINGS) {
        vm->doings[vm->doing_count++] = doing;
    } else {
        vm->doings_missed++;
    }
}

/* Whether the monitor lets its VMs be looked at. */
static bool shown(struct verify *v)
{
    v->shown = v->shown || claims_open(&v->claims, &v->leader) == NULL;
    return v->shown;
}

/* --- entering and leaving a guest --- */

/* The guest is left: what it ran by itself is completed. */
static void leave_guest(struct verify *v, const struct machine *m)
{
    struct verify_vm *vm = current(v);
    vm->instructions += m->instructions - v->entered_at;
    v->in_guest = false;
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct verify *v = context;
    if (m->hart.priv.mode == MODE_USER && v->in_guest) {
        leave_guest(v, m);
        current(v)->left_cause = cause;
        note(current(v), (struct verify_doing){true, cause, tval});
    }
}

/* The guest at its point, its bare machine too: are they the same? */
static void compare(struct verify_vm *vm, enum verify_registers where)
{
    struct verify *v = vm->verify;
    bool amid = where == REGISTERS_AMID_INTERPRETED; /* its clock is not up to date */
    if (!verify_found(v) && verify_run_to(vm, vm->instructions) && (amid || verify_replay(vm))) {
        verify_compare(vm, where);
    }
    if (verify_found(v)) {
        machine_stop(v->leader.machine);
    }
}

static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    struct verify *v = context;
    (void)in;
    if (v->in_guest && m->hart.priv.mode == MODE_USER && m->instructions > v->entered_at) {
        struct verify_vm *vm = current(v);
        vm->instructions += m->instructions - v->entered_at;
        v->entered_at = m->instructions;
        compare(vm, REGISTERS_AMID);
    }
}

/* From here on each instruction is looked at. */
static void begin_stepping(struct verify *v)
{
    v->stepping = true;
    v->every = (struct observer){.context = v, .insn = on_insn};
    observer_add(v->leader.machine, &v->every);
    for (unsigned i = 0; i < v->vm_count; i++) {
        verify_keep_trail(&v->vms[i]);
    }
}

/* The monitor returns to the guest, or has interpreted some of it. */
static void boundary(struct verify_vm *vm, enum verify_registers where)
{
    struct verify *v = vm->verify;
    if (!shown(v)) {
        verify_differs(vm, "the monitor runs a guest, and has not shown its VMs");
        machine_stop(v->leader.machine);
        return;
    }
    v->boundaries++;
    vm->boundaries++;
    if (!v->stepping && v->boundaries >= v->every_from) {
        begin_stepping(v);
    }
    compare(vm, where);
    vm->switched = false;
    vm->doing_count = vm->doings_missed = 0;
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    struct verify *v = context;
    struct verify_vm *vm = current(v);
    if (m->hart.priv.mode == MODE_SUPERVISOR && to == MODE_USER && !vm->ended) {
        boundary(vm, REGISTERS_AT_RETURN);
        v->in_guest = true;
        v->entered_at = m->instructions;
    }
}

/* --- probes --- */

/* The bare machine comes along, with lines and time as they now are. */
static bool follow(struct verify_vm *vm)
{
    return vm->ended || (verify_run_to(vm, vm->instructions) && verify_replay(vm));
}

/* A device access, which is an instruction; or a step of the device's work, which is none. */
static void device(struct verify_vm *vm)
{
    struct verify *v = vm->verify;
    if (!v->worked) {
        vm->instructions++;
        follow(vm);
    }
    v->worked = false;
}

static void worked(struct verify_vm *vm, uint32_t slot)
{
    vm->verify->worked = true;
    (void)(verify_run_to(vm, vm->instructions) && verify_device_step(vm, slot));
}

static void delivered(struct verify_vm *vm, bool interrupt, uint32_t cause)
{
    if (vm->ended) { /* its last trap, which it was stopped at */
        return;
    }
    vm->traps++;
    (void)(verify_run_to(vm, vm->instructions) && (!interrupt || verify_replay(vm)) &&
           verify_take_trap(vm, interrupt, cause));
}

static void stopped(struct verify *v, uint32_t value)
{
    unsigned i = value & 0xff;
    if (i >= v->vm_count || v->vms[i].ended) {
        return;
    }
    struct verify_vm *vm = &v->vms[i];
    vm->ended = true;
    (void)(verify_run_to(vm, vm->instructions) &&
           verify_end(vm, (enum vm_stop)(value >> 8), v->stop_code) && verify_compare_memory(vm) &&
           verify_compare_output(vm));
}

static void select_vm(struct verify *v, uint32_t i)
{
    if (i < v->vm_count) {
        v->current = i;
    }
}

/* One that has been interpreted, and may be amid others. What tlbp found shows in the TLB now. */
static void interpreted(struct verify_vm *vm)
{
    vm->instructions++;
    if (!vm->verify->exact) {
        verify_run_to(vm, vm->instructions);
    }
    if (vm->verify->stepping) {
        compare(vm, REGISTERS_AMID_INTERPRETED);
    }
}

static void emulated(struct verify_vm *vm)
{
    vm->instructions++;
    if (!vm->verify->exact && vm->hybrid) {
        verify_run_to(vm, vm->instructions);
    }
}

static void cost(struct verify *v, uint32_t event, uint32_t value)
{
    struct verify_vm *vm = current(v);
    switch (event) {
    case COST_EMULATE:
        emulated(vm);
        break;
    case COST_TLB_WRITE:
    case COST_TOHOST:
        vm->instructions++;
        break;
    case COST_DEVICE:
        device(vm);
        break;
    case COST_INTERPRET:
        boundary(vm, REGISTERS_INTERPRETED);
        break;
    case COST_TICK:
        if (vm->hybrid) { /* it may read its lines before the monitor returns */
            follow(vm);
        }
        break;
    case COST_REFLECT:
        delivered(vm, false, value);
        break;
    case COST_REFLECTED_MISS:
        delivered(vm, false, vm->hybrid ? 0 : vm->left_cause); /* the probe does not say */
        break;
    case COST_INTERRUPT:
        delivered(vm, true, value);
        break;
    case COST_SWITCH:
        select_vm(v, value);
        current(v)->switched = true;
        break;
    default:
        break;
    }
}

static void announcement(struct verify *v, uint32_t event, uint32_t value)
{
    switch (event) {
    case PROBE_RESUME:
        select_vm(v, value >> 1);
        if (current(v)->hybrid && !current(v)->ended) {
            boundary(current(v), REGISTERS_INTERPRETED);
        }
        break;
    case PROBE_INTERPRETED:
        interpreted(current(v));
        break;
    case PROBE_WORKED:
        worked(current(v), value);
        break;
    case PROBE_STOP_CODE:
        v->stop_code = value;
        break;
    case PROBE_STOPPED:
        stopped(v, value);
        break;
    default:
        cost(v, event, value);
    }
}

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct verify *v = context;
    if (m->hart.priv.mode != MODE_SUPERVISOR || verify_found(v) || !shown(v)) {
        return;
    }
    note(current(v), (struct verify_doing){false, event, value});
    announcement(v, event, value);
    if (verify_found(v)) {
        machine_stop(m);
    }
}

void verify_watch(struct verify *v)
{
    struct session *s = &v->leader;
    const char **names = xmalloc(v->vm_count * sizeof *names);
    for (unsigned i = 0; i < v->vm_count; i++) {
        names[i] = s->guests[i].config->name;
    }
    isolation_open(&v->isolation, s->machine, names, v->vm_count, stage_monitor_end(&s->monitor));
    free(names);
    v->observer =
        (struct observer){.context = v, .trap = on_trap, .mret = on_mret, .probe = on_probe};
    observer_add(s->machine, &v->observer);
}

void verify_unwatch(struct verify *v)
{
    isolation_close(&v->isolation, v->leader.machine);
}

/* --- the end --- */

/* One that has not ended: it waits, and so does the bare machine; or it was stopped on its way. */
static void settle(struct verify_vm *vm)
{
    struct verify *v = vm->verify;
    const struct machine *m = v->leader.machine;
    if (m->stop == STOP_IDLE) {
        (void)(verify_run_to(vm, vm->instructions) && verify_replay(vm) && verify_idle(vm));
    } else if (m->stop != STOP_LIMIT) {
        struct outcome o = session_outcome(&v->leader, vm->index);
        verify_differs(vm, "%s%s", o.lost ? "" : "the monitor itself ended first: ", o.text);
    }
}

void verify_settle(struct verify *v)
{
    const struct machine *m = v->leader.machine;
    if (v->in_guest && !verify_found(v)) {
        leave_guest(v, m);
        (void)(verify_run_to(current(v), current(v)->instructions) && verify_replay(current(v)));
    }
    for (unsigned i = 0; i < v->vm_count && !verify_found(v); i++) {
        if (!v->vms[i].ended) {
            settle(&v->vms[i]);
        }
    }
}

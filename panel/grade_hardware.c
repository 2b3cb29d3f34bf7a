/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the hardware ran of each VM, whatever the monitor says of it: the machine's own cycles
 * between a return to user mode and the next trap. Whose they are the monitor announces, and the
 * isolation ledger holds that against the address space that is entered and the frames that it
 * leads to. A monitor that announces another VM than the one that it enters breaks isolation; and
 * so does one that takes a frame from a VM that runs, since then it could give any frame to
 * anybody.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "grade.h"
#include "isa/probe.h"
#include "session.h"
#include "stage.h"

enum { NOBODY_YET = UINT16_MAX };

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct grade_hardware *h = context;
    uint32_t vm = value & PAGE_OFFSET;
    bool told = event == PROBE_FRAME_RETURNED && m->hart.priv.mode == MODE_SUPERVISOR;
    if (told && h->deprived == 0 && vm < h->count && !h->books.stopped[vm]) {
        h->deprived = vm + 1;
        h->frame = value & PAGE_FRAME;
        machine_stop(m);
    }
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    struct grade_hardware *h = context;
    bool known = h->books.what[0] == '\0' && h->books.current > 0;
    if (to == MODE_USER && !h->inside && known) {
        h->inside = true;
        h->entered = (uint16_t)(h->books.current - 1);
        h->cycles = m->cycles;
        h->instructions = m->instructions;
    }
}

/* It ran up to now: how long it had not, and whether another had meanwhile. */
static void count_run(struct grade_hardware *h, struct grade_hardware_vm *vm, uint64_t now)
{
    uint64_t wait = vm->turns > 0 ? h->cycles - vm->last : 0;
    vm->longest_wait = wait > vm->longest_wait ? wait : vm->longest_wait;
    vm->turns += h->current != h->entered;
    vm->last = now;
    h->current = h->entered;
}

/* Who was entered, and has completed nothing, did not run: else whoever waits could be poked. */
static void leave(struct grade_hardware *h, const struct machine *m)
{
    if (h->inside) {
        struct grade_hardware_vm *vm = &h->vms[h->entered];
        uint64_t completed = m->instructions - h->instructions;
        vm->cycles += m->cycles - h->cycles;
        vm->instructions += completed;
        if (completed > 0) {
            count_run(h, vm, m->cycles);
        }
        h->inside = false;
    }
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)cause;
    (void)tval;
    leave(context, m);
}

void grade_hardware_open(struct grade_hardware *h, struct session *s)
{
    const char **names = xmalloc(s->top_count * sizeof *names);
    for (unsigned i = 0; i < s->top_count; i++) {
        names[i] = s->guests[i].config->name;
    }
    *h = (struct grade_hardware){.count = s->top_count, .current = NOBODY_YET};
    h->vms = xmalloc(h->count * sizeof *h->vms);
    for (unsigned i = 0; i < h->count; i++) {
        h->vms[i] = (struct grade_hardware_vm){.turns = 0};
    }
    isolation_open(&h->books, s->machine, names, s->top_count, stage_monitor_end(&s->monitor));
    h->observer =
        (struct observer){.context = h, .trap = on_trap, .mret = on_mret, .probe = on_probe};
    observer_add(s->machine, &h->observer);
    free(names);
}

void grade_hardware_close(struct grade_hardware *h, struct session *s)
{
    observer_remove(s->machine, &h->observer);
    isolation_close(&h->books, s->machine);
    free(h->vms);
}

void grade_hardware_settle(struct grade_hardware *h, const struct session *s)
{
    leave(h, s->machine);
}

bool grade_hardware_apart(const struct grade_hardware *h)
{
    return h->books.what[0] == '\0' && h->deprived == 0;
}

void grade_hardware_say(const struct grade_hardware *h, FILE *out)
{
    fputs("expected: no VM reaches what is not its own\n", out);
    if (h->books.what[0] != '\0') {
        fprintf(out, "%s\n", h->books.what);
    } else {
        fprintf(out, "VM %s: frame 0x%08" PRIx32 " is taken from it while it runs\n",
                h->books.names[h->deprived - 1], h->frame);
    }
}

void grade_hardware_put(const struct grade_hardware *h, struct point_result *r)
{
    for (unsigned i = 0; i < h->count; i++) {
        const struct grade_hardware_vm *vm = &h->vms[i];
        const struct {
            const char *name;
            uint64_t value;
        } counts[] = {
#define COUNT(name) {#name, vm->name},
            LAB_HARDWARE_COUNTS(COUNT)
#undef COUNT
        };
        for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
            char *name = xformat("vms.%s.hardware.%s", h->books.names[i], counts[k].name);
            point_put_number(r, name, (double)counts[k].value);
            free(name);
        }
    }
    point_index(r);
}

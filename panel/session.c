/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "costs.h"
#include "disks.h"
#include "isa/cause.h"
#include "stage.h"

/* What a VM's keys name, in memory. */
static int load_guest(struct guest *g, struct flat flat)
{
    const struct config_vm *vm = g->config;
    int status = load_image(&g->image, vm->image, flat, vm->image_at);
    if (status == 0) {
        g->image_hash = archive_checksum(g->image.file, g->image.file_size);
    }
    if (status == 0 && vm->initrd) {
        status = load_blob(&g->initrd, vm->initrd, RAM_MAX, vm->initrd_at, "vms.initrd");
    }
    if (status == 0 && vm->signature) {
        status = signature_find(&g->signature, &g->image, vm->signature_at);
    }
    return status;
}

/* A guest that is by itself, whatever its VM would be among. */
static const struct config_kin alone = {.parent = CONFIG_MACHINE};

const char *guest_path(const struct guest *g)
{
    return g->kin->path ? g->kin->path : g->config->name;
}

/* A VM's parent comes before it, so this ends. */
const struct ledger *session_ledger(const struct session *s, unsigned guest)
{
    unsigned parent = s->guests[guest].kin->parent;
    return parent == CONFIG_MACHINE
               ? &s->ledger
               : ledger_inner(session_ledger(s, parent), s->guests[parent].kin->index);
}

const struct party *session_party(const struct session *s, unsigned guest)
{
    return &session_ledger(s, guest)->parties[s->guests[guest].kin->index + 1];
}

static int load_guests(struct session *s, struct flat flat, int bare)
{
    const struct config *c = s->config;
    int status = 0;
    s->guest_count = bare >= 0 ? 1 : c->vms_count;
    s->top_count = bare >= 0 ? 1 : c->top_count;
    s->guests = xmalloc(s->guest_count * sizeof *s->guests);
    memset(s->guests, 0, s->guest_count * sizeof *s->guests);
    for (unsigned i = 0; i < s->guest_count; i++) {
        s->guests[i].config = &c->vms[bare >= 0 ? (unsigned)bare : i];
        s->guests[i].kin = bare >= 0 ? &alone : &c->kin[i];
        s->guests[i].memory = (uint32_t)s->guests[i].config->memory;
    }
    for (unsigned i = 0; i < s->guest_count && status == 0 && !c->restored; i++) {
        status = load_guest(&s->guests[i], flat);
    }
    return status;
}

static int load_monitor(struct session *s)
{
    struct error e;
    if (!image_load_elf(&s->monitor, s->config->monitor.image, &e)) {
        return diag_at(s->config->monitor.image_at, "monitor.image: %s: %s",
                       excerpt(s->config->monitor.image).text, e.text);
    }
    return 0;
}

static void complain(void *context, const char *text)
{
    const struct session *s = context;
    if (s->console.muted) {
        return; /* it has been said */
    }
    fflush(s->console.out);
    fprintf(stderr, "trapeze: %s\n", text);
}

static struct machine_config machine_config(const struct session *s, uint64_t disk_size)
{
    const struct config_machine *c = &s->config->machine;
    return (struct machine_config){
        .timing = costs_of(s->config),
        .variant = (enum variant)c->isa,
        .ram_size = s->monitored ? (uint32_t)c->ram : s->guests[0].memory,
        .tlb_entries = (uint32_t)c->tlb,
        .disk_size = disk_size,
        .epoch = c->epoch,
        .seed = (uint32_t)c->seed,
        .misaligned_traps = c->misaligned == MISALIGNED_TRAP,
        .fast_core = c->core == CORE_FAST,
        .virtio_legacy = c->virtio == VIRTIO_LAYOUT_LEGACY,
        .virtio_console = !s->monitored && s->guests[0].config->terminal == CONSOLE_VIRTIO};
}

static int make_machine(struct session *s)
{
    struct blob disk;
    int status = disks_load(s, &disk);
    if (status == 0) {
        struct machine_config config = machine_config(s, disk.size);
        s->machine = machine_new(&config);
        status = s->machine
                     ? 0
                     : diag_internal("no memory for a machine with %u MiB", config.ram_size >> 20);
    }
    if (status == 0 && disk.size > 0) {
        pages_touch_all(&s->machine->disk, 0, disk.size);
        memcpy(s->machine->disk.bytes, disk.bytes, disk.size);
    }
    free(disk.bytes);
    return status;
}

/* A VM has stopped, and its memory is still as it left it. */
static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct session *s = context;
    unsigned vm = value & 0xff;
    if (event == PROBE_STOPPED && m->hart.priv.mode == MODE_SUPERVISOR && vm < s->top_count) {
        signature_take(&s->guests[vm].signature, s, vm);
    }
}

static void connect(struct session *s)
{
    const char **names = xmalloc(s->guest_count * sizeof *names);
    for (unsigned i = 0; i < s->guest_count; i++) {
        names[i] = guest_path(&s->guests[i]);
    }
    console_open(&s->console, s->machine, names, s->guest_count, s->monitored ? s->top_count : 0);
    typing_open(s);
    s->machine->complain = complain;
    s->machine->complain_context = s;
    ledger_open(&s->ledger, s->machine, s->top_count, s->monitored);
    for (unsigned i = 0; i < s->guest_count; i++) {
        const struct config_kin *k = s->guests[i].kin;
        if (k->count > 0) {
            console_nest(&s->console, i, k->first, k->count);
            ledger_nest((struct ledger *)session_ledger(s, i), k->index, k->count);
        }
    }
    s->watch = (struct observer){.context = s, .probe = s->monitored ? on_probe : NULL};
    observer_add(s->machine, &s->watch);
    free(names);
}

static int open_guests(struct session *s, const struct config *c, struct flat flat, int bare)
{
    *s = (struct session){.config = c};
    s->monitored = c->monitor.kind != MONITOR_NONE && bare < 0;
    int status = load_guests(s, flat, bare);
    return status == 0 && s->monitored && !c->restored ? load_monitor(s) : status;
}

int session_open(struct session *s, const struct config *c, struct flat flat, int bare)
{
    int status = open_guests(s, c, flat, bare);
    if (status == 0) {
        status = make_machine(s);
    }
    if (status == 0) {
        connect(s);
        status = stage_session(s);
    }
    if (status) {
        session_close(s);
    }
    return status;
}

int session_open_empty(struct session *s, const struct config *c, struct flat flat,
                       const struct machine_config *machine)
{
    int status = open_guests(s, c, flat, -1);
    if (status == 0) {
        s->machine = machine_new(machine);
        status = s->machine ? 0 : diag_internal("no memory for the machine that was saved");
    }
    if (status) {
        session_close(s);
        return status;
    }
    connect(s);
    return 0;
}

void session_close(struct session *s)
{
    if (s->ledger.parties) {
        ledger_close(&s->ledger, s->machine);
    }
    if (s->console.channels) {
        console_close(&s->console);
    }
    typing_close(s);
    for (unsigned i = 0; i < s->guest_count && s->guests; i++) {
        image_free(&s->guests[i].image);
        free(s->guests[i].initrd.bytes);
        free(s->guests[i].signature.bytes);
    }
    free(s->guests);
    image_free(&s->monitor);
    machine_free(s->machine);
    *s = (struct session){.config = NULL};
}

void session_settle(struct session *s)
{
    ledger_settle(&s->ledger, s->machine);
    console_flush(&s->console);
    console_end_line(&s->console);
    for (unsigned i = 0; i < s->guest_count; i++) {
        signature_take(&s->guests[i].signature, s, i);
    }
}

void session_type_configured(struct session *s)
{
    typing_begin(s);
}

static struct outcome say(bool passed, const char *format, ...) DIAG_FORMAT(2, 3);

static struct outcome say(bool passed, const char *format, ...)
{
    struct outcome o = {.passed = passed};
    va_list args;
    va_start(args, format);
    vsnprintf(o.text, sizeof o.text, format, args);
    va_end(args);
    return o;
}

static struct outcome exited(uint32_t code)
{
    struct outcome o = say(code == 0, "exit %u", code);
    o.exited = true;
    o.exit_code = code;
    return o;
}

static struct outcome htif(uint32_t word)
{
    return say(false, "stopped: made a host request other than exit (0x%x to tohost)", word);
}

/* Why the machine as a whole stopped, for a guest that was still there then. */
static struct outcome machine_outcome(const struct session *s)
{
    const struct machine *m = s->machine;
    switch (m->stop) {
    case STOP_EXIT:
        return exited(m->exit_code);
    case STOP_RESET:
        return say(true, "asked for a reset");
    case STOP_TRAP_LOOP:
        return say(false, "stopped at pc 0x%08x: traps in its own trap handler, for ever (%s)",
                   m->hart.pc, cause_text(m->hart.priv.mcause));
    case STOP_HTIF:
        return htif(m->exit_code);
    case STOP_IDLE:
        return say(false, "waits for an interrupt, and none can come");
    case STOP_LIMIT:
        return say(false, "still running when the limit was reached");
    case STOP_REQUEST:
    case STOP_NONE:
        break;
    }
    return say(false, "interrupted");
}

/* What the monitor said of a VM that it stopped. */
static struct outcome vm_outcome(const struct party *p)
{
    switch (p->stop_reason) {
    case VM_STOP_EXIT:
        return exited(p->exit_code);
    case VM_STOP_RESET:
        return say(true, "asked for a reset");
    case VM_STOP_TRAP_LOOP:
        return say(false, "stopped: traps in its own trap handler, for ever (%s)",
                   cause_text(p->exit_code));
    case VM_STOP_HTIF:
        return htif(p->exit_code);
    case VM_STOP_HUNG:
        return say(false, "stopped: has completed nothing for too long, to its monitor's mind");
    case VM_STOP_CONFIG:
        return say(false, "stopped: the monitor could not start it as configured");
    default:
        return say(false, "stopped by the monitor, for a reason that it does not explain (%u)",
                   p->stop_reason);
    }
}

/* A machine that is final before the monitor has said how this VM ended. */
static bool is_lost(const struct machine *m)
{
    return m->stop == STOP_EXIT || m->stop == STOP_RESET || m->stop == STOP_TRAP_LOOP ||
           m->stop == STOP_HTIF;
}

static struct outcome lost(const char *how)
{
    struct outcome o = say(false, "lost: the monitor itself ended first (%.100s)", how);
    o.lost = true;
    return o;
}

struct outcome session_outcome(const struct session *s, unsigned guest)
{
    const struct party *p = session_party(s, guest);
    unsigned parent = s->guests[guest].kin->parent;
    if (!s->monitored) {
        return machine_outcome(s);
    }
    if (p->stopped) {
        return vm_outcome(p);
    }
    if (parent != CONFIG_MACHINE) {
        struct outcome outer = session_outcome(s, parent);
        return session_party(s, parent)->stopped ? lost(outer.text) : outer;
    }
    struct outcome o = machine_outcome(s);
    return is_lost(s->machine) ? lost(o.text) : o;
}

/* Whether the monitor that runs a guest is the one that comes with Trapeze. */
static bool is_ours(const struct session *s, const struct guest *g)
{
    const struct config_monitor *m = &s->config->monitor;
    bool machine = g->kin->parent == CONFIG_MACHINE;
    return s->monitored && m->image_at.file == NULL &&
           (machine || strcmp(s->guests[g->kin->parent].config->image, m->image) == 0);
}

int session_status(const struct session *s)
{
    int status = EXIT_SUCCESS;
    for (unsigned i = 0; i < s->guest_count; i++) {
        struct outcome o = session_outcome(s, i);
        if (o.lost && is_ours(s, &s->guests[i])) {
            return EXIT_INTERNAL;
        }
        status = o.passed ? status : EXIT_GUEST;
    }
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze verify: the homomorphism, checked. A guest under the monitor leads; the same guest bare,
 * with its VM's memory and device tree, follows in lockstep; and each time that the monitor returns
 * to the guest, f of the bare state must be the virtual state [P&G §4]. See docs/verify.md.
 */
#include <stdlib.h>
#include <string.h>

#include "cc.h"
#include "output.h"
#include "sound.h"
#include "stage.h"
#include "verify.h"
#include "verify_parts.h"
#include "wanted.h"

/* Before a difference, that many boundaries are looked at instruction by instruction. */
enum { INPUT_MOST = 16 << 20, STEPPED_BOUNDARIES = 16 };

/* What the two are run with. */
struct request {
    struct config config;
    struct flat flat;
    struct blob input; /* of --input */
};

/* --- what is to be compared --- */

static int refuse(struct where at, const char *key, const char *expected)
{
    return diag_at(at, "%s: the bare machine has no such thing to compare: expected %s", key,
                   expected);
}

static int check(struct config *c, bool input)
{
    if (c->monitor.special_page == SPECIAL_PAGE_ON) {
        return refuse(c->monitor.special_page_at, "monitor.special_page", "off");
    }
    if (input && c->vms_count != 1) {
        return diag("--input: there are %u VMs, expected one; a VM's own key `input` says whose",
                    c->vms_count);
    }
    for (unsigned i = 0; i < c->vms_count; i++) {
        struct config_vm *vm = &c->vms[i];
        if (vm->clock_at.file && vm->clock != CLOCK_VIRTUAL) {
            return refuse(vm->clock_at, "vms.clock: real", "virtual");
        }
        vm->clock = CLOCK_VIRTUAL;
    }
    if (c->monitor.soft_tlb_at.file == NULL) {
        c->monitor.soft_tlb = 0; /* exact */
    }
    if (c->monitor.soft_tlb > 0 && c->machine.tlb + VERIFY_LENT > TLB_MAX) {
        return diag_at(c->machine.tlb_at,
                       "machine.tlb: %llu entries leave no room for one that a software TLB hides: "
                       "expected at most %d, or monitor.soft_tlb: 0",
                       (unsigned long long)c->machine.tlb, TLB_MAX - VERIFY_LENT);
    }
    return 0;
}

/* A guest by itself is to have a monitor all the same. */
static int load_config(struct request *r, const struct options *o)
{
    struct config *c = &r->config;
    int status = wanted_config(c, o, o->sets.item, o->sets.count);
    if (status == 0 && c->monitor.kind == MONITOR_NONE) {
        const char **sets = xmalloc((o->sets.count + 1) * sizeof *sets);
        sets[0] = "monitor.kind=vmm";
        memcpy(sets + 1, o->sets.item, o->sets.count * sizeof *sets);
        config_free(c);
        status = wanted_config(c, o, sets, o->sets.count + 1);
        free(sets);
        if (status == 0 && c->monitor.kind == MONITOR_NONE) {
            status = refuse(c->monitor.kind_at, "monitor.kind: none", "vmm or hybrid");
        }
        c->monitor.kind_at = (struct where){NULL, 0, 0}; /* nobody has asked for it */
    }
    return status;
}

static int configure(struct request *r, const struct options *o)
{
    int status = load_config(r, o);
    status = status ? status : sound_check(&r->config, o->unsound);
    status = status ? status : check(&r->config, o->input != NULL);
    r->flat = (struct flat){o->flat.given, o->flat.value};
    if (status == 0 && o->input) {
        status =
            load_blob(&r->input, o->input, INPUT_MOST, (struct where){o->input, 0, 0}, "--input");
    }
    return status;
}

/* --- opening --- */

/*
 * What the leader's configuration has typed at a VM, now: its bare machine is typed the same, and
 * takes it when the VM does.
 */
static void typed(void *context, unsigned leader_vm, const uint8_t *bytes, size_t count)
{
    struct verify *v = context;
    for (unsigned i = 0; i < v->vm_count; i++) {
        struct verify_vm *vm = &v->vms[i];
        for (unsigned n = 0; n < vm->bare.guest_count; n++) {
            if (vm->origin[n] == leader_vm) {
                console_type(&vm->bare.console, n, bytes, count);
            }
        }
    }
}

static void type_file(const struct request *r, struct session *s)
{
    if (r->input.size > 0) {
        console_type(&s->console, 0, r->input.bytes, r->input.size);
    }
}

/* Nothing is shown of what runs, neither of its output nor of its complaints. */
static void quiet(struct session *s)
{
    s->console.quiet = true;
    s->machine->complain = NULL;
}

static int open_vm(struct verify *v, const struct request *r, unsigned i)
{
    struct verify_vm *vm = &v->vms[i];
    uint32_t frames = v->leader.machine->ram.count;
    vm->verify = v;
    vm->index = i;
    vm->hybrid = v->config->vms[i].monitor == MONITOR_HYBRID;
    vm->page_of = xmalloc(frames * sizeof *vm->page_of);
    memset(vm->page_of, 0, frames * sizeof *vm->page_of);
    verify_bare_config(vm, v->config);
    int status = verify_bare_open(vm, r->flat);
    vm->bare_open = status == 0;
    if (status == 0) {
        quiet(&vm->bare);
        verify_follow(vm);
    }
    return status;
}

static int open_all(struct verify *v, struct request *r, uint64_t every_from)
{
    struct config *c = &r->config;
    *v = (struct verify){.config = c,
                         .exact = c->monitor.soft_tlb == 0,
                         .every_from = every_from,
                         .vm_count = c->top_count,
                         .vms = xmalloc(c->top_count * sizeof *v->vms)};
    memset(v->vms, 0, v->vm_count * sizeof *v->vms);
    int status = session_open(&v->leader, c, r->flat, -1);
    for (unsigned i = 0; i < v->vm_count && status == 0; i++) {
        status = open_vm(v, r, i);
    }
    if (status == 0) {
        quiet(&v->leader);
        verify_watch(v);
        v->leader.typing.typed = typed;
        v->leader.typing.context = v;
        session_type_configured(&v->leader);
        type_file(r, &v->leader);
        type_file(r, &v->vms[0].bare); /* the only one, if there is a file */
    }
    return status;
}

static void close_all(struct verify *v)
{
    for (unsigned i = 0; i < v->vm_count; i++) {
        struct verify_vm *vm = &v->vms[i];
        if (vm->bare_open) {
            session_close(&vm->bare);
        }
        verify_bare_free(vm);
        free(vm->page_of);
    }
    free(v->vms);
    if (v->leader.machine) {
        verify_unwatch(v);
        session_close(&v->leader);
    }
}

/* --- running --- */

static uint64_t or_never(uint64_t limit)
{
    return limit ? limit : UINT64_MAX;
}

static int run(struct verify *v, struct request *r, uint64_t every_from)
{
    int status = open_all(v, r, every_from);
    if (status == 0) {
        const struct config_limits *limits = &r->config.limits;
        machine_run(v->leader.machine,
                    (struct run_limit){or_never(limits->instructions), or_never(limits->cycles)});
        session_settle(&v->leader);
        if (v->isolation.what[0]) {
            verify_differs(&v->vms[v->current], "isolation: %s", v->isolation.what);
        }
        verify_settle(v);
    }
    return status;
}

/*
 * A difference is found at the first boundary after it. Up to there everything happens as before,
 * so the last stretch is run once more, and the instruction is found.
 */
static int run_again(struct verify *v, struct request *r)
{
    uint64_t boundary = v->difference.boundary;
    uint64_t from = boundary > STEPPED_BOUNDARIES ? boundary - STEPPED_BOUNDARIES : 1;
    close_all(v);
    int status = run(v, r, from);
    bool again = status != 0 || verify_found(v);
    return again ? status : diag_internal("verify: what differed is equal, when run once more");
}

/* The whole of it; to be closed in either case. */
static int run_both(struct verify *v, struct request *r, bool every)
{
    int status = run(v, r, every ? 1 : UINT64_MAX);
    return status == 0 && verify_found(v) && !every ? run_again(v, r) : status;
}

/* --- for others, and the command --- */

int verify_configured(struct config *c, struct verify_outcome *o)
{
    struct verify v;
    struct request r = {.config = *c}; /* whoever gave it still owns it */
    *o = (struct verify_outcome){.equal = false};
    int status = sound_check(c, false);
    status = status ? status : check(&r.config, false);
    if (status) {
        return status;
    }
    c->monitor = r.config.monitor;
    status = run_both(&v, &r, false);
    if (status == 0) {
        const struct machine *m = v.leader.machine;
        o->equal = !verify_found(&v);
        o->limited = o->equal && m->stop == STOP_LIMIT;
        o->cycles = m->cycles;
        o->instructions = m->instructions;
        o->vm = o->equal ? NULL : c->vms[v.difference.vm].name;
        o->said = verify_text(&v);
    }
    close_all(&v);
    return status;
}

void verify_outcome_free(struct verify_outcome *o)
{
    free(o->said);
    o->said = NULL;
}

static int verify(struct request *r, const struct options *o, struct output *json)
{
    struct verify v;
    int status = run_both(&v, r, o->every);
    if (status == 0) {
        int verdict = verify_report(&v, stdout, json->file);
        status = json->file ? output_commit(json) : 0;
        status = status ? status : verdict;
    }
    close_all(&v);
    return status;
}

int cmd_verify(const struct options *o)
{
    struct request r = {.config = {0}};
    struct output json = {.file = NULL};
    int status = configure(&r, o);
    if (status == 0 && o->json) {
        status = output_open(&json, o->json, (struct where){"--json", 0, 0});
    }
    if (status == 0) {
        status = verify(&r, o, &json);
    }
    if (json.file) {
        output_abandon(&json);
    }
    free(r.input.bytes);
    compile_cleanup();
    config_free(&r.config);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <string.h>

#include "counters.h"
#include "diag.h"
#include "report.h"

/* Put a counter under its dotted name: each part but the last is an object. */
static void put_counter(void *context, const char *name, uint64_t value)
{
    json_t *object = context;
    for (size_t n = strcspn(name, "."); name[n]; name += n + 1, n = strcspn(name, ".")) {
        char *part = xformat("%.*s", (int)n, name);
        json_t *inner = json_object_get(object, part);
        if (!inner) {
            inner = json_object();
            json_object_set_new(object, part, inner);
        }
        object = inner;
        free(part);
    }
    json_object_set_new(object, name, json_integer((json_int_t)value));
}

/* Each service of the guest's kernel on the bare machine, and its slowdown in the VM. */
static json_t *services_object(const struct report *r, unsigned i)
{
    const struct services *bare = &r->bare[i].services;
    const struct services *vm = &session_party(r->session, i)->services;
    json_t *all = json_object();
    for (uint32_t k = 0; k < bare->count; k++) {
        const struct service *s = &bare->list[k];
        const struct service *in_vm = services_find(vm, s->kind, s->number);
        char name[SERVICE_NAME_SIZE];
        service_name(s, name);
        json_t *object = json_pack("{s:I, s:I}", "count", (json_int_t)s->count, "cycles",
                                   (json_int_t)service_cycles(s));
        struct symbol_text call = report_call_name(&r->session->guests[i].image, s);
        if (call.text[0]) {
            json_object_set_new(object, "name", json_string(call.text));
        }
        if (in_vm && service_cycles(s) > 0) {
            json_object_set_new(object, "slowdown", json_real(report_service_slowdown(s, in_vm)));
        }
        json_object_set_new(all, name, object);
    }
    return all;
}

static json_t *bare_object(const struct report *r, unsigned i)
{
    const struct bare *b = &r->bare[i];
    return json_pack("{s:I, s:I, s:b, s:f, s:b, s:o}", "busy_cycles", (json_int_t)b->busy_cycles,
                     "instructions", (json_int_t)b->instructions, "passed", b->passed, "slowdown",
                     report_slowdown(r, i), "same_output", report_same_output(r, i), "services",
                     services_object(r, i));
}

/* What the counters of guest i are in already; a VM's own VMs are in its. */
static json_t *guest_object(json_t *root, const struct session *s, unsigned i)
{
    unsigned parent = s->guests[i].kin->parent;
    json_t *outer = parent == CONFIG_MACHINE ? root : guest_object(root, s, parent);
    return json_object_get(json_object_get(outer, "vms"), s->guests[i].config->name);
}

static void put_guest(json_t *root, const struct report *r, unsigned i)
{
    const struct session *s = r->session;
    struct outcome o = session_outcome(s, i);
    json_t *vm = guest_object(root, s, i);
    json_object_set_new(vm, "passed", json_boolean(o.passed));
    json_object_set_new(vm, "outcome", json_string(o.text));
    if (r->bare && r->bare[i].ran) {
        json_object_set_new(vm, "bare", bare_object(r, i));
    }
}

void report_json(const struct report *r, FILE *out)
{
    json_t *root = json_object();
    json_object_set_new(root, "schema", json_string("trapeze-run/1"));
    json_object_set_new(root, "version", json_string(TRAPEZE_VERSION));
    counters_visit(r->session, put_counter, root);
    for (unsigned i = 0; i < r->session->guest_count; i++) {
        put_guest(root, r, i);
    }
    json_dumpf(root, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(root);
}

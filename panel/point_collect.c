/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "point_collect.h"

#include <stdlib.h>

#include "config_keys.h"
#include "counters.h"
#include "json_text.h"
#include "report.h"
#include "sound.h"

static void put_counter(void *context, const char *name, uint64_t value)
{
    if (value) {
        point_put_number(context, name, (double)value);
    }
}

static void put_vm(struct point_result *r, const struct session *s, unsigned i)
{
    char *name = config_vm_name(s->config, i);
    struct outcome o = session_outcome(s, i);
    const struct channel *c = &s->console.channels[i + 1];
    const char *const names[] = {"passed", "exit_code", "outcome", "output", "output_bytes"};
    char *path[sizeof names / sizeof names[0]];
    for (unsigned k = 0; k < sizeof names / sizeof names[0]; k++) {
        path[k] = xformat("%s.%s", name, names[k]);
    }
    point_put_number(r, path[0], o.passed);
    if (o.exited) {
        point_put_number(r, path[1], o.exit_code);
    } else {
        point_put_none(r, path[1]);
    }
    point_put_text(r, path[2], o.text);
    point_put_text(r, path[3], hash_digits(c->hash).text);
    point_put_number(r, path[4], (double)c->bytes);
    for (unsigned k = 0; k < sizeof names / sizeof names[0]; k++) {
        free(path[k]);
    }
    free(name);
}

/* Names of system calls, where the images have some. */
static void put_aliases(struct point_result *r, const struct session *s)
{
    for (unsigned i = 0; i < s->guest_count; i++) {
        const struct services *services = &session_party(s, i)->services;
        for (uint32_t k = 0; k < services->count; k++) {
            char name[SERVICE_NAME_SIZE];
            struct symbol_text call = report_call_name(&s->guests[i].image, &services->list[k]);
            service_name(&services->list[k], name);
            if (call.text[0]) {
                point_put_alias(r, name, call.text);
            }
        }
    }
}

/* How the guests that did not pass ended, and before that what the machine had to say of them. */
static char *message_of(const struct session *s, const char *complaint)
{
    char *message = xstrdup("");
    for (unsigned i = 0; i < s->guest_count; i++) {
        struct outcome o = session_outcome(s, i);
        if (!o.passed) {
            char *longer = xformat("%s%s%s: %s", message, *message ? "; " : "",
                                   guest_path(&s->guests[i]), o.text);
            free(message);
            message = longer;
        }
    }
    if (*message && complaint) {
        char *longer = xformat("%s (%s)", message, complaint);
        free(message);
        message = longer;
    }
    return message;
}

/* A monitor that breaks on a machine that does not allow it is no fault of ours. */
static bool is_unsound(const struct config *c)
{
    char offender[SOUND_NAME];
    bool unsound = false;
    for (unsigned i = 0; i < c->vms_count; i++) {
        unsound |= !sound_pair((enum variant)c->machine.isa, (enum monitor_kind)c->vms[i].monitor,
                               c->monitor.effective_r == EFFECTIVE_R_MODE, offender);
    }
    return unsound;
}

static enum point_status status_of(const struct session *s)
{
    int status = session_status(s);
    if (status == EXIT_SUCCESS) {
        return POINT_PASSED;
    }
    if (status == EXIT_INTERNAL && !is_unsound(s->config)) {
        return POINT_CRASHED;
    }
    return s->machine->stop == STOP_LIMIT ? POINT_LIMIT : POINT_FAILED;
}

void point_collect(struct point_result *r, const struct session *s, const char *complaint)
{
    r->status = status_of(s);
    point_put_number(r, "passed", r->status == POINT_PASSED);
    point_put_text(r, "status", point_status_names[r->status]);
    for (unsigned i = 0; i < s->guest_count; i++) {
        put_vm(r, s, i);
    }
    counters_visit(s, put_counter, r);
    put_aliases(r, s);
    r->message = r->status == POINT_PASSED ? NULL : message_of(s, complaint);
    point_index(r);
}

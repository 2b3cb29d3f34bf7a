/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cc.h"
#include "sound.h"
#include "wanted.h"

bool debug_error(struct debugger *d, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    free(d->error);
    d->error = xstrdup(text);
    return false;
}

/* Files that consoles are written to. */
static int open_consoles(struct debugger *d)
{
    unsigned count = d->config.vms_count;
    int status = 0;
    d->consoles = xmalloc((count + 1) * sizeof *d->consoles);
    memset(d->consoles, 0, (count + 1) * sizeof *d->consoles);
    for (unsigned i = 0; i < count && status == 0; i++) {
        const struct config_vm *vm = &d->config.vms[i];
        status = vm->console ? output_open(&d->consoles[i], vm->console, vm->console_at) : 0;
    }
    return status;
}

static void abandon_consoles(struct debugger *d)
{
    for (unsigned i = 0; d->consoles && i < d->config.vms_count; i++) {
        output_abandon(&d->consoles[i]);
    }
    free(d->consoles);
    d->consoles = NULL;
}

/* With everything that is to be written open before anything starts. */
static int open_session(struct debugger *d, const struct options *o)
{
    struct flat flat = {o->flat.given, o->flat.value};
    int status = open_consoles(d);
    status = status ? status : session_open(&d->session, &d->config, flat, -1);
    for (unsigned i = 0; i < d->config.vms_count && status == 0; i++) {
        d->session.console.channels[i + 1].raw = d->consoles[i].file;
    }
    return status;
}

static void abandon(struct debugger *d)
{
    abandon_consoles(d);
    compile_cleanup();
    debug_forget_values(d);
    config_free(&d->config);
    free(d->error);
    d->error = NULL;
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)m;
    (void)cause;
    (void)tval;
    struct debugger *d = context;
    d->history.traps++;
}

int debug_open(struct debugger *d, const struct options *o)
{
    *d = (struct debugger){.error = NULL};
    int status = wanted_config(&d->config, o, o->sets.item, o->sets.count);
    status = status ? status : sound_check(&d->config, o->unsound);
    status = status ? status : open_session(d, o);
    if (status) {
        abandon(d);
        return status;
    }
    d->session.console.keep_history = true; /* for debug_save() */
    session_type_configured(&d->session);
    d->traps = (struct observer){.context = d, .trap = on_trap};
    observer_add(d->session.machine, &d->traps);
    if (!history_begin(d)) {
        status = diag_internal("%s", d->error);
        session_close(&d->session);
        abandon(d);
    }
    return status;
}

int debug_close(struct debugger *d)
{
    int status = 0;
    console_flush(&d->session.console);
    console_end_line(&d->session.console);
    history_end(d);
    debug_source_close(d);
    while (d->points.count > 0) {
        debug_delete(d, d->points.item[0].number);
    }
    free(d->points.item);
    free(d->points.broken);
    observer_remove(d->session.machine, &d->traps);
    session_close(&d->session);
    for (unsigned i = 0; i < d->config.vms_count; i++) {
        int written = output_commit(&d->consoles[i]);
        status = status ? status : written;
    }
    abandon(d);
    return status;
}

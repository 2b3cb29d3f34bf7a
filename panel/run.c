/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze run: a whole run, from the configuration to the table. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc.h"
#include "machine/file.h"
#include "report.h"
#include "run.h"
#include "sound.h"
#include "stage.h"
#include "wanted.h"

enum { INPUT_FILE_MAX = 16 << 20 };

/* The bytes of --input, typed at the only VM; into `record` too, if there is one. */
static int type_file(struct session *s, const char *path, FILE *record)
{
    struct error e;
    uint8_t *bytes;
    size_t size;
    if (s->guest_count != 1) {
        return diag("--input: there are %u VMs, expected one; a VM's own key `input` says whose",
                    s->guest_count);
    }
    if (!file_read(path, INPUT_FILE_MAX, &bytes, &size, &e)) {
        return diag_at((struct where){path, 0, 0}, "%s", e.text);
    }
    if (record && size > 0) {
        record_event(record, s, 0, bytes, size);
    }
    console_type(&s->console, 0, bytes, size);
    free(bytes);
    return 0;
}

static int type_input(const struct run *r, struct session *s, FILE *record)
{
    session_type_configured(s);
    return r->options->input ? type_file(s, r->options->input, record) : 0;
}

static struct flat flat_of(const struct run *r)
{
    return (struct flat){r->options->flat.given, r->options->flat.value};
}

/* The same guest alone on a bare machine with its VM's memory, input and limits; nothing is shown.
 */
static int run_bare(struct run *r, unsigned i, struct bare *b)
{
    struct session s;
    int status = session_open(&s, &r->config, flat_of(r), (int)i);
    if (status == 0) {
        s.console.quiet = true;
        status = type_input(r, &s, NULL);
        if (status == 0) {
            recording_type_all(&r->replay, i, &s);
            recording_type_all(&r->typed, i, &s);
            run_machine(r, &s, NULL);
            *b = (struct bare){.ran = true,
                               .passed = session_outcome(&s, 0).passed,
                               .busy_cycles = party_busy_cycles(session_party(&s, 0)),
                               .instructions = s.machine->instructions,
                               .services = session_party(&s, 0)->services,
                               .output_bytes = s.console.channels[1].bytes,
                               .output_hash = s.console.channels[1].hash};
        }
        session_close(&s);
    }
    return status;
}

static int compare(struct run *r, struct bare **bare)
{
    int status = 0;
    *bare = xmalloc(r->config.vms_count * sizeof **bare);
    memset(*bare, 0, r->config.vms_count * sizeof **bare);
    for (unsigned i = 0; i < r->config.vms_count && status == 0 && !run_interrupted(); i++) {
        if (r->config.kin[i].count == 0) { /* a monitor's VMs are compared, and not itself */
            status = run_bare(r, i, &(*bare)[i]);
        }
    }
    return status;
}

/* What --pipeline asks for, after what the run itself has printed. */
static void show_pipeline(struct run *r)
{
    if (r->pipeline.count == 0) {
        output_abandon(&r->files.pipeline); /* see check_pipeline() */
    } else if (r->files.pipeline.file) {
        pipeline_kanata(&r->pipeline, r->files.pipeline.file);
    } else {
        pipeline_draw(&r->pipeline, stdout);
    }
}

static int report(struct run *r, const struct session *s, const struct bare *bare)
{
    const struct report rep = {s, bare};
    show_pipeline(r);
    if (!r->options->quiet) {
        report_table(&rep, stdout);
    }
    if (r->files.json.file) {
        report_json(&rep, r->files.json.file);
    }
    return files_commit(&r->files, s);
}

/* Without a table, say in one line how a guest failed; unless it is the run that did. */
static void say_failures(const struct run *r, const struct session *s)
{
    bool wanted = r->options->quiet && !r->isolation.what[0];
    for (unsigned i = 0; i < s->guest_count && wanted; i++) {
        struct outcome o = session_outcome(s, i);
        if (!o.passed) {
            fprintf(stderr, "trapeze: %s: %s\n", guest_path(&s->guests[i]), o.text);
        }
    }
}

/* Whether --save got its snapshot. */
static int check_saved(const struct run *r, const struct session *s)
{
    if (r->save_missed) {
        return diag("--at: the run ended after %llu instructions: expected fewer",
                    (unsigned long long)s->machine->instructions);
    }
    return r->save_status;
}

/* Whether --pipeline got to its window. */
static int check_pipeline(const struct run *r, const struct session *s)
{
    if (r->pipeline.state != PIPELINE_UNWANTED && r->pipeline.count == 0) {
        return diag("--window: the run ended after %llu instructions: expected fewer",
                    (unsigned long long)s->machine->instructions);
    }
    return 0;
}

/* Whether what --check-isolation watched was kept apart. */
static int check_isolation(const struct run *r)
{
    return r->isolation.what[0] ? diag_internal("isolation: %s", r->isolation.what) : 0;
}

static int run_session(struct run *r, struct session *s)
{
    struct bare *bare = NULL;
    int status = r->options->restore ? 0 : type_input(r, s, r->files.record.file);
    if (status) {
        return status;
    }
    keyboard_open(&r->keyboard, s, r->files.record.file, &r->typed);
    run_machine(r, s, &r->replay);
    keyboard_close(&r->keyboard);
    r->save_missed = r->save_pending;
    r->save_pending = false; /* what runs now is not what was to be saved */
    pipeline_end(&r->pipeline);
    if (recording_due(&r->replay) != UINT64_MAX) {
        fprintf(stderr, "trapeze: --replay: the run ended before all of the input was due\n");
    }
    bool compares = r->options->compare_bare && s->monitored && !r->keyboard.quit;
    status = compares ? compare(r, &bare) : 0;
    if (status == 0) {
        status = report(r, s, bare);
        say_failures(r, s);
    }
    free(bare);
    status = status ? status : check_isolation(r);
    status = status ? status : check_saved(r, s);
    status = status ? status : check_pipeline(r, s);
    return status || r->keyboard.quit ? status : session_status(s);
}

static void dress_console(const struct run *r, struct console *c)
{
    c->color = options_color(r->options, STDOUT_FILENO);
    c->keep_history = r->save_pending;
    files_connect(&r->files, c);
}

/* A session that goes on from a snapshot. */
static int open_saved(struct run *r, struct session *s)
{
    int status = saved_begin(&r->saved, s, &r->config, flat_of(r));
    if (status == 0) {
        dress_console(r, &s->console);
        status = saved_load(&r->saved, s, &r->replay);
    }
    if (status == 0 && r->save_pending && r->options->at.value < s->machine->instructions) {
        status = diag("--at: the snapshot is of instruction %llu: expected that or later",
                      (unsigned long long)s->machine->instructions);
        session_close(s);
    }
    if (status == 0 && r->options->window.given &&
        r->options->window.from < s->machine->instructions) {
        status = diag("--window: the snapshot is of instruction %llu: expected that or later",
                      (unsigned long long)s->machine->instructions);
        session_close(s);
    }
    return status;
}

static int open_fresh(struct run *r, struct session *s)
{
    const char *replay = r->options->replay;
    int status = replay ? recording_load(&r->replay, replay, &r->config) : 0;
    status = status ? status : session_open(s, &r->config, flat_of(r), -1);
    if (status == 0) {
        dress_console(r, &s->console);
    }
    return status;
}

static void watch_isolation(struct run *r, const struct session *s)
{
    const char **names = xmalloc(s->top_count * sizeof *names);
    for (unsigned i = 0; i < s->top_count; i++) {
        names[i] = s->guests[i].config->name;
    }
    isolation_open(&r->isolation, s->machine, names, s->top_count, stage_monitor_end(&s->monitor));
    free(names);
}

static int run_configured(struct run *r)
{
    struct session s;
    r->save_pending = r->options->save != NULL;
    int status = files_open(&r->files, r->options, &r->config);
    if (status == 0) {
        status = r->options->restore ? open_saved(r, &s) : open_fresh(r, &s);
    }
    if (status == 0) {
        if (r->options->pipeline) {
            pipeline_want(&r->pipeline, &s, &r->options->window);
        }
        if (r->options->check_isolation) {
            watch_isolation(r, &s);
        }
        status = run_session(r, &s);
        isolation_close(&r->isolation, s.machine);
        session_close(&s);
    }
    files_abandon(&r->files);
    pipeline_free(&r->pipeline);
    recording_free(&r->replay);
    recording_free(&r->typed);
    return status;
}

/* --signature is the key of the same name, of the only VM. */
static int want_signature(struct run *r)
{
    struct config *c = &r->config;
    if (r->options->signature == NULL) {
        return 0;
    }
    if (c->vms_count != 1) {
        return diag("--signature: there are %u VMs, expected one; a VM's own key `signature` says "
                    "where to",
                    c->vms_count);
    }
    c->vms[0].signature = r->options->signature;
    c->vms[0].signature_at = (struct where){"--signature", 0, 0};
    return 0;
}

/* --pipeline shows what there is only if the machine has a pipeline. */
static int want_pipeline(const struct run *r)
{
    if (r->options->pipeline == NULL || r->config.machine.timing == TIME_PIPELINE) {
        return 0;
    }
    return diag("--pipeline: machine.timing is %s: expected pipeline",
                r->config.machine.timing == TIME_UNITS ? "simple" : "none");
}

/* --check-isolation is about what a monitor does. */
static int want_isolation(const struct run *r)
{
    if (!r->options->check_isolation || r->config.monitor.kind != MONITOR_NONE) {
        return 0;
    }
    return diag("--check-isolation: monitor.kind is none: expected vmm");
}

static int configure(struct run *r)
{
    const struct options *o = r->options;
    int status = o->restore ? saved_open(&r->saved, o->restore) : 0;
    if (status == 0 && o->restore && !o->file) {
        status = saved_config(&r->saved, &r->config, o->sets.item, o->sets.count);
    } else if (status == 0) {
        status = wanted_config(&r->config, o, o->sets.item, o->sets.count);
    }
    if (status == 0 && o->restore) {
        status = config_agrees(&r->config, &r->saved.config);
    }
    status = status ? status : sound_check(&r->config, o->unsound);
    status = status ? status : want_signature(r);
    status = status ? status : want_pipeline(r);
    return status ? status : want_isolation(r);
}

int cmd_run(const struct options *o)
{
    struct run r = {.options = o};
    int status = configure(&r);
    if (status == 0) {
        run_catch_interrupts();
        status = run_configured(&r);
    }
    compile_cleanup();
    config_free(&r.config);
    saved_close(&r.saved);
    return status;
}

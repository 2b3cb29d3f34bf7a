/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze run: a whole run, from the configuration to the table. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc.h"
#include "files.h"
#include "keyboard.h"
#include "machine/file.h"
#include "record.h"
#include "report.h"
#include "saved.h"

enum {
    SLICE = 500 * 1000, /* instructions */
    CYCLES_PER_MILLISECOND = 100 * 1000,
    INTERACTIVE_SLICE = 10 * CYCLES_PER_MILLISECOND,
    INPUT_FILE_MAX = 16 << 20
};

/* Everything that a run has open beside its session. */
struct run {
    const struct options *options;
    struct config config;
    struct files files;
    struct recording replay; /* of --replay */
    struct recording typed;  /* at the keyboard */
    struct keyboard keyboard;
    struct saved saved; /* of --restore */
    bool save_pending;  /* of --save */
    int save_status;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t or_never(uint64_t limit)
{
    return limit ? limit : UINT64_MAX;
}

static bool limit_reached(const struct run *r, const struct machine *m)
{
    return m->instructions >= or_never(r->config.limits.instructions) ||
           m->cycles >= or_never(r->config.limits.cycles);
}

/*
 * Look at the keyboard after a slice that idled for `idle_cycles`; whether to go on. A person's
 * time is not the machine's, but one that idles at its real pace leaves the host in peace.
 */
static bool keyboard_goes_on(struct run *r, struct session *s, bool stuck, uint64_t idle_cycles)
{
    struct keyboard *k = &r->keyboard;
    if (!k->open) {
        return !stuck;
    }
    console_flush(&s->console);
    if (!keyboard_poll(k, s, stuck ? -1 : (int)(idle_cycles / CYCLES_PER_MILLISECOND))) {
        keyboard_close(k);
    }
    return !k->quit;
}

/* How far to run before the outside world is looked at again. */
static struct run_limit next_slice(const struct run *r, const struct machine *m, uint64_t due)
{
    uint64_t cycles = r->keyboard.open ? m->cycles + INTERACTIVE_SLICE : UINT64_MAX;
    cycles = least(cycles, due);
    uint64_t instructions = least(m->instructions + SLICE, or_never(r->config.limits.instructions));
    return (struct run_limit){
        .instructions = r->save_pending ? least(instructions, r->options->at.value) : instructions,
        .cycles = least(cycles, or_never(r->config.limits.cycles))};
}

/* One slice; whether to go on after it. */
static bool run_slice(struct run *r, struct session *s, const struct recording *replay)
{
    struct machine *m = s->machine;
    uint64_t idle = m->idle_cycles;
    uint64_t due = replay ? recording_due(replay) : UINT64_MAX;
    enum stop_reason stop = machine_run(m, next_slice(r, m, due));
    if (stop == STOP_IDLE && due != UINT64_MAX) {
        machine_wait(m, least(due, or_never(r->config.limits.cycles)));
        return true;
    }
    bool stuck = stop == STOP_IDLE;
    return (stop == STOP_LIMIT || stuck) && keyboard_goes_on(r, s, stuck, m->idle_cycles - idle);
}

/* Take the snapshot of --save, if it is time to, and put it in place at once. */
static void save_if_due(struct run *r, struct session *s)
{
    if (r->save_pending && s->machine->instructions >= r->options->at.value) {
        r->save_pending = false;
        r->save_status = saved_write(r->files.save.file, s, &r->replay);
        r->save_status = r->save_status ? r->save_status : output_commit(&r->files.save);
    }
}

/* Run to the end, typing what `replay` (or null) has recorded. */
static void run_machine(struct run *r, struct session *s, struct recording *replay)
{
    struct machine *m = s->machine;
    do {
        if (replay) {
            recording_type(replay, s);
            save_if_due(r, s);
        }
    } while (!interrupted && !limit_reached(r, m) && run_slice(r, s, replay));
    if (interrupted && m->stop == STOP_LIMIT) {
        m->stop = STOP_REQUEST; /* it was the end of a slice, not of the run's own limit */
    }
    session_settle(s);
}

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
                               .busy_cycles = party_busy_cycles(&s.ledger.parties[1]),
                               .instructions = s.machine->instructions,
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
    for (unsigned i = 0; i < r->config.vms_count && status == 0 && !interrupted; i++) {
        status = run_bare(r, i, &(*bare)[i]);
    }
    return status;
}

static int report(struct run *r, const struct session *s, const struct bare *bare)
{
    const struct report rep = {s, bare};
    if (!r->options->quiet) {
        report_table(&rep, stdout);
    }
    if (r->files.json.file) {
        report_json(&rep, r->files.json.file);
    }
    return files_commit(&r->files, s);
}

/* Without a table, or on failure, say in one line how a guest ended. */
static void say_failures(const struct run *r, const struct session *s)
{
    for (unsigned i = 0; i < s->guest_count && r->options->quiet; i++) {
        struct outcome o = session_outcome(s, i);
        if (!o.passed) {
            fprintf(stderr, "trapeze: %s: %s\n", s->guests[i].config->name, o.text);
        }
    }
}

/* Whether --save got its snapshot. */
static int check_saved(const struct run *r, const struct session *s)
{
    if (r->save_pending) {
        return diag("--at: the run ended after %llu instructions: expected no more than that",
                    (unsigned long long)s->machine->instructions);
    }
    return r->save_status;
}

static int run_session(struct run *r, struct session *s)
{
    struct bare *bare = NULL;
    int status = r->options->restore ? 0 : type_input(r, s, r->files.record.file);
    if (status) {
        return status;
    }
    keyboard_open(&r->keyboard, r->files.record.file, &r->typed);
    run_machine(r, s, &r->replay);
    keyboard_close(&r->keyboard);
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
    status = status ? status : check_saved(r, s);
    return status || r->keyboard.quit ? status : session_status(s);
}

static void dress_console(const struct run *r, struct console *c)
{
    c->color = options_color(r->options, STDOUT_FILENO);
    c->keep_history = r->save_pending;
    for (unsigned i = 0; i < r->config.vms_count; i++) {
        c->channels[i + 1].raw = r->files.consoles[i].file;
    }
}

/* A session that goes on from a snapshot. */
static int open_saved(struct run *r, struct session *s)
{
    int status = saved_begin(&r->saved, s, &r->config, flat_of(r));
    if (status == 0) {
        dress_console(r, &s->console);
        status = saved_load(&r->saved, s, &r->replay);
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

static int run_configured(struct run *r)
{
    struct session s;
    r->save_pending = r->options->save != NULL;
    int status = files_open(&r->files, r->options, &r->config);
    if (status == 0) {
        status = r->options->restore ? open_saved(r, &s) : open_fresh(r, &s);
    }
    if (status == 0) {
        status = run_session(r, &s);
        session_close(&s);
    }
    files_abandon(&r->files);
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

static int configure(struct run *r)
{
    const struct options *o = r->options;
    int status = o->restore ? saved_open(&r->saved, o->restore) : 0;
    if (status == 0 && o->restore && !o->file) {
        status = saved_config(&r->saved, &r->config, o->sets.item, o->sets.count);
    } else if (status == 0) {
        status = config_load(&r->config, o->file, o->flat.given, o->sets.item, o->sets.count);
    }
    if (status == 0 && o->restore) {
        status = config_agrees(&r->config, &r->saved.config);
    }
    return status ? status : want_signature(r);
}

int cmd_run(const struct options *o)
{
    struct run r = {.options = o};
    struct sigaction action = {.sa_handler = on_interrupt};
    int status = configure(&r);
    if (status == 0) {
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGHUP, &action, NULL);
        status = run_configured(&r);
    }
    compile_cleanup();
    config_free(&r.config);
    saved_close(&r.saved);
    return status;
}

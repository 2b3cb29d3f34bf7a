/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze run: a whole run, from the configuration to the table. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc.h"
#include "keyboard.h"
#include "machine/file.h"
#include "options.h"
#include "output.h"
#include "record.h"
#include "report.h"

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
    struct output json, record;
    struct output *consoles; /* of each VM; open if it asked for one */
    struct recording replay; /* of --replay */
    struct recording typed;  /* at the keyboard */
    struct keyboard keyboard;
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
    return (struct run_limit){
        .instructions = least(m->instructions + SLICE, or_never(r->config.limits.instructions)),
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

/* Run to the end, typing what `replay` (or null) has recorded. */
static void run_machine(struct run *r, struct session *s, struct recording *replay)
{
    struct machine *m = s->machine;
    do {
        if (replay) {
            recording_type(replay, s);
        }
    } while (!interrupted && !limit_reached(r, m) && run_slice(r, s, replay));
    if (interrupted && m->stop == STOP_LIMIT) {
        m->stop = STOP_REQUEST; /* it was the end of a slice, not of the run's own limit */
    }
    ledger_settle(&s->ledger, m);
    console_flush(&s->console);
    console_end_line(&s->console);
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
    if (r->json.file) {
        report_json(&rep, r->json.file);
    }
    int status = output_commit(&r->json);
    status = status ? status : output_commit(&r->record);
    for (unsigned i = 0; i < r->config.vms_count && status == 0; i++) {
        status = output_commit(&r->consoles[i]);
    }
    return status;
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

static int run_session(struct run *r, struct session *s)
{
    struct bare *bare = NULL;
    s->console.color = options_color(r->options, STDOUT_FILENO);
    for (unsigned i = 0; i < s->guest_count; i++) {
        s->console.channels[i + 1].raw = r->consoles[i].file;
    }
    int status = type_input(r, s, r->record.file);
    if (status) {
        return status;
    }
    keyboard_open(&r->keyboard, r->record.file, &r->typed);
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
    return status || r->keyboard.quit ? status : session_status(s);
}

/* Everything that will be written, before anything starts. */
static int open_outputs(struct run *r)
{
    const struct where nowhere = {NULL, 0, 0};
    int status = r->options->json ? output_open(&r->json, r->options->json, nowhere) : 0;
    if (status == 0 && r->options->record) {
        status = output_open(&r->record, r->options->record, nowhere);
        if (status == 0) {
            record_begin(r->record.file);
        }
    }
    for (unsigned i = 0; i < r->config.vms_count && status == 0; i++) {
        const struct config_vm *vm = &r->config.vms[i];
        status = vm->console ? output_open(&r->consoles[i], vm->console, vm->console_at) : 0;
    }
    return status;
}

static int run_configured(struct run *r)
{
    struct session s;
    r->consoles = xmalloc((r->config.vms_count + 1) * sizeof *r->consoles);
    memset(r->consoles, 0, (r->config.vms_count + 1) * sizeof *r->consoles);
    int status = open_outputs(r);
    if (status == 0 && r->options->replay) {
        status = recording_load(&r->replay, r->options->replay, &r->config);
    }
    if (status == 0) {
        status = session_open(&s, &r->config, flat_of(r), -1);
    }
    if (status == 0) {
        status = run_session(r, &s);
        session_close(&s);
    }
    for (unsigned i = 0; i < r->config.vms_count; i++) {
        output_abandon(&r->consoles[i]);
    }
    free(r->consoles);
    recording_free(&r->replay);
    recording_free(&r->typed);
    output_abandon(&r->json);
    output_abandon(&r->record);
    return status;
}

int cmd_run(const struct options *o)
{
    struct run r = {.options = o};
    struct sigaction action = {.sa_handler = on_interrupt};
    int status = config_load(&r.config, o->file, o->flat.given, o->sets.item, o->sets.count);
    if (status == 0) {
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGHUP, &action, NULL);
        status = run_configured(&r);
    }
    compile_cleanup();
    config_free(&r.config);
    return status;
}

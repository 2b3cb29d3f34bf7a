/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze trace: a run of which the flow of control is shown, as lines, as files for other
 * programs, as a picture, or as a figure.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cc.h"
#include "run.h"
#include "sound.h"
#include "trace_command.h"
#include "wanted.h"

enum { SLICE = 4 * 1000 * 1000 }; /* instructions between looks at the outside world */

/* --- what is written --- */

static int open_file(struct output *o, const char *path, const char *option)
{
    return path ? output_open(o, path, (struct where){option, 0, 0}) : 0;
}

static int open_files(struct tracer *c)
{
    int status = open_file(&c->json, c->options->trace_json, "--json");
    status = status ? status : open_file(&c->chrome_file, c->options->chrome, "--chrome");
    return status ? status : open_file(&c->svg, c->options->svg, "--svg");
}

static void abandon_files(struct tracer *c)
{
    output_abandon(&c->json);
    output_abandon(&c->chrome_file);
    output_abandon(&c->svg);
}

static int commit_files(struct tracer *c)
{
    int status = output_commit(&c->json);
    status = status ? status : output_commit(&c->chrome_file);
    return status ? status : output_commit(&c->svg);
}

/* --- events --- */

static void stop(struct tracer *c)
{
    c->done = true;
    machine_stop(c->session.machine);
}

static void write_event(struct tracer *c, const struct trace_record *r)
{
    if (c->json.file && (c->kinds >> r->e.kind & 1)) {
        trace_json_event(&c->trace, r, c->first_event, c->json.file);
        c->first_event = false;
    }
    if (c->chrome_file.file) {
        chrome_event(&c->chrome, r);
    }
    if (c->lists && (c->kinds >> r->e.kind & 1)) {
        trace_put(&c->trace, r, c->out);
    }
}

/* After the last event of an episode, up to the next trap. */
static void follow(struct tracer *c, const struct trace_record *r)
{
    if (r->e.kind == FLOW_TRAP && r->e.level == 0) {
        machine_stop(c->session.machine);
    }
}

static void on_record(void *context, const struct trace_record *r)
{
    struct tracer *c = context;
    if (c->done) {
        follow(c, r);
        return;
    }
    write_event(c, r);
    if (c->wants_episode && episode_event(&c->episode, &c->trace, r)) {
        stop(c);
    } else if (c->svg.file && !c->wants_episode && !picture_event(&c->picture, r)) {
        stop(c);
    }
}

static void open_trace(struct tracer *c)
{
    c->trace.take = on_record;
    c->trace.context = c;
    trace_open(&c->trace, &c->session, c->programs, c->program_count);
    episode_open(&c->episode, &c->trace, c->episode_kind, c->episode_number, c->layer);
    if (c->json.file) {
        trace_json_open(&c->trace, c->json.file);
    }
    if (c->chrome_file.file) {
        chrome_open(&c->chrome, &c->trace, c->chrome_file.file);
    }
    if (c->svg.file && !c->wants_episode) {
        picture_open(&c->picture, &c->trace);
    }
    if (c->lists) {
        trace_put_head(&c->trace, c->out);
    }
}

static void close_trace(struct tracer *c)
{
    if (c->json.file) {
        trace_json_close(c->json.file);
    }
    if (c->chrome_file.file) {
        chrome_close(&c->chrome);
    }
    trace_close(&c->trace);
}

/* --- the run --- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t or_never(uint64_t limit)
{
    return limit ? limit : UINT64_MAX;
}

/* Until the machine has completed as many instructions, or ends, or reaches a limit. */
static void run_to(struct tracer *c, uint64_t instructions)
{
    struct machine *m = c->session.machine;
    const struct config_limits *l = &c->config->limits;
    enum stop_reason why = STOP_LIMIT;
    instructions = least(instructions, or_never(l->instructions));
    while (why == STOP_LIMIT && m->instructions < instructions && m->cycles < or_never(l->cycles) &&
           !c->done && !run_interrupted()) {
        uint64_t next = m->instructions > UINT64_MAX - SLICE ? UINT64_MAX : m->instructions + SLICE;
        why = machine_run(m, (struct run_limit){.instructions = least(next, instructions),
                                                .cycles = or_never(l->cycles)});
    }
}

/* What comes after the episode: is its instruction completed, and how long does user mode stay. */
static void run_sequel(struct tracer *c)
{
    struct machine *m = c->session.machine;
    struct episode *e = &c->episode;
    const struct flow_event *last = &e->records[e->count - 1].e;
    uint64_t length = last->cycles - e->records[0].e.cycles;
    machine_run(
        m, (struct run_limit){.instructions = UINT64_MAX, .cycles = m->cycles + length / 8 + 2});
    e->sequel_cycles = m->cycles;
    e->sequel_instructions = m->instructions - last->instructions;
}

char *tracer_lacks(const struct tracer *c)
{
    const struct episode *e = &c->episode;
    if (c->svg.file && c->picture.overflown) {
        return xformat("--svg: the picture would have more than %d events: expected a smaller "
                       "--window, or --episode",
                       PICTURE_MOST);
    }
    if (!c->wants_episode || e->state == EPISODE_COMPLETE) {
        return NULL;
    }
    if (e->state == EPISODE_TOO_LONG) {
        return xformat("--episode: this one has more than %d events: expected another",
                       EPISODE_MOST);
    }
    return xformat("--episode: there were %" PRIu64 " such episodes until instruction %" PRIu64
                   ", expected %" PRIu64,
                   e->found, c->session.machine->instructions, e->number);
}

/* Whether what was asked for was there. */
static int check_found(const struct tracer *c, char **lacks)
{
    char *lack = tracer_lacks(c);
    int status = lack ? EXIT_USAGE : 0;
    if (lacks) {
        *lacks = lack;
    } else if (lack) {
        status = diag("%s", lack);
        free(lack);
    }
    return status;
}

static int run_window(struct tracer *c, char **lacks)
{
    const struct option_window *w = &c->options->trace_window;
    uint64_t to = w->given ? w->from + w->count : UINT64_MAX;
    if (w->given) {
        run_to(c, w->from);
    }
    if (w->given && c->session.machine->instructions < w->from) {
        return diag("--window: the run ended after %llu instructions: expected fewer",
                    (unsigned long long)c->session.machine->instructions);
    }
    open_trace(c);
    run_to(c, to < w->from ? UINT64_MAX : to);
    int status = check_found(c, lacks);
    if (status == 0 && c->wants_episode) {
        run_sequel(c);
    }
    return status;
}

/* --- figures and pictures --- */

static const char *const heads[ACTORS] = {
    [ACTOR_PROCESS] = "Process",
    [ACTOR_HARDWARE] = "Hardware",
    [ACTOR_SYSTEM] = "Operating system",
    [ACTOR_MONITOR] = "Monitor",
};

static void put_flow(struct tracer *c)
{
    struct figure_rows rows;
    char *title = episode_title(&c->episode, &c->trace);
    figure_rows_make(&rows, &c->trace, &c->episode, c->columns >> ACTOR_HARDWARE & 1,
                     c->options->all_rows);
    struct figure f = {.title = title,
                       .heads = heads,
                       .columns = c->columns,
                       .numbered = true,
                       .timed = c->options->cycles,
                       .origin = c->episode.records[0].e.cycles,
                       .rows = rows.row,
                       .count = rows.count};
    if (c->markdown) {
        figure_markdown(&f, c->out);
    } else {
        figure_text(&f, c->out);
    }
    figure_rows_free(&rows);
    free(title);
}

static int show(struct tracer *c)
{
    int status = 0;
    if (c->figure == FIGURE_FLOW) {
        put_flow(c);
    } else if (c->figure == FIGURE_PMAP) {
        status = pmap_figure(&c->session, c->layer, c->markdown, c->out);
    }
    if (c->svg.file && c->wants_episode) {
        picture_episode(&c->picture, &c->trace, &c->episode);
    } else if (c->svg.file) {
        picture_end(&c->picture);
    }
    if (c->svg.file) {
        picture_draw(&c->picture, c->svg.file);
    }
    return status;
}

/* A run that was traced to its end has the status of that run; a part of one has none. */
static int status_of(const struct tracer *c)
{
    const struct session *s = &c->session;
    bool part = c->options->trace_window.given || c->wants_episode || c->figure != FIGURE_NONE;
    for (unsigned i = 0; i < s->guest_count && !part; i++) {
        struct outcome o = session_outcome(s, i);
        if (!o.passed) {
            fprintf(stderr, "trapeze: %s: %s\n", guest_path(&s->guests[i]), o.text);
        }
    }
    return part ? 0 : session_status(s);
}

static int trace_session(struct tracer *c, char **lacks)
{
    int status = tracer_find_vm(c);
    if (status) {
        return status;
    }
    session_type_configured(&c->session);
    c->session.console.quiet = true;
    c->lists = c->figure == FIGURE_NONE && !c->json.file && !c->chrome_file.file && !c->svg.file;
    c->first_event = true;
    status = run_window(c, lacks);
    status = status || !c->trace.traps ? status : show(c);
    if (c->trace.traps) {
        close_trace(c);
    }
    session_settle(&c->session);
    episode_free(&c->episode);
    picture_free(&c->picture);
    status = status ? status : commit_files(c);
    return status ? status : status_of(c);
}

int tracer_run(struct tracer *c, struct flat flat, char **lacks)
{
    int status = session_open(&c->session, c->config, flat, -1);
    if (status == 0) {
        status = trace_session(c, lacks);
        session_close(&c->session);
    }
    return status;
}

static int trace_with(struct tracer *c)
{
    const struct options *o = c->options;
    struct flat flat = {o->flat.given, o->flat.value};
    int status = sound_check(c->config, o->unsound);
    status = status ? status : tracer_read(c);
    status = status ? status : tracer_load_programs(c);
    status = status ? status : open_files(c);
    if (status == 0) {
        run_catch_interrupts();
        status = tracer_run(c, flat, NULL);
    }
    abandon_files(c);
    for (unsigned i = 0; i < c->program_count; i++) {
        image_free(&c->programs[i]);
    }
    free(c->programs);
    return status;
}

int cmd_trace(const struct options *o)
{
    struct config config;
    struct tracer c = {.options = o, .config = &config, .out = stdout};
    int status = wanted_config(&config, o, o->sets.item, o->sets.count);
    status = status ? status : trace_with(&c);
    compile_cleanup();
    config_free(&config);
    return status;
}

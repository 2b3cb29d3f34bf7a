/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "trace_command.h"

static int refuse(const char *option, const char *text, const char *expected)
{
    return diag("--%s %s: expected %s", option, excerpt(text).text, expected);
}

static int read_kinds(struct tracer *c)
{
    const char *list = c->options->events;
    const char *end;
    c->kinds = ~0u;
    if (!list || trace_kinds(list, &c->kinds, &end)) {
        return 0;
    }
    char *word = xformat("%.*s", (int)strcspn(end, ","), end);
    struct nearest n = nearest_to(word);
    for (unsigned i = 0; i < FLOW_KINDS; i++) {
        nearest_offer(&n, flow_names[i]);
    }
    int status =
        diag("--events: `%s` is no kind of event: %s", excerpt(word).text, nearest_advice(&n));
    free(word);
    return status;
}

static int read_figure(struct tracer *c)
{
    const struct options *o = c->options;
    if (o->figure && strcmp(o->figure, "pmap") == 0) {
        c->figure = FIGURE_PMAP;
    } else if (o->figure && *o->figure != '\0' && strcmp(o->figure, "flow") != 0) {
        return refuse("figure", o->figure, "flow or pmap");
    } else if (o->figure) {
        c->figure = FIGURE_FLOW;
    }
    if (o->format && strcmp(o->format, "markdown") != 0 && strcmp(o->format, "text") != 0) {
        return refuse("format", o->format, "text or markdown");
    }
    c->markdown = o->format && strcmp(o->format, "markdown") == 0;
    const char *alone = o->format     ? "format"
                        : o->columns  ? "columns"
                        : o->all_rows ? "all-rows"
                        : o->cycles   ? "cycles"
                                      : NULL;
    if (!o->figure && alone) {
        return diag("--%s: expected --figure with it", alone);
    }
    return 0;
}

static int read_episode(struct tracer *c)
{
    const char *text = c->options->episode;
    c->wants_episode = text || c->figure == FIGURE_FLOW;
    c->episode_kind = EPISODE_CALL;
    c->episode_number = 1;
    if (text && c->figure == FIGURE_PMAP) {
        return diag("--episode and --figure=pmap exclude each other: expected one of them");
    }
    if (text && !c->options->figure && !c->options->svg) {
        return diag("--episode: expected --figure or --svg FILE with it");
    }
    return !text || episode_named(text, &c->episode_kind, &c->episode_number)
               ? 0
               : refuse("episode", text, TRACE_EPISODES);
}

static int read_columns(struct tracer *c)
{
    enum { OS = 1 << ACTOR_PROCESS | 1 << ACTOR_SYSTEM };
    const char *text = c->options->columns;
    bool monitored = c->config->monitor.kind != MONITOR_NONE;
    if (!text) {
        c->columns = monitored ? OS | 1 << ACTOR_MONITOR : OS;
    } else if (strcmp(text, "os") == 0) {
        c->columns = OS;
    } else if (strcmp(text, "hardware") == 0) {
        c->columns = OS | 1 << ACTOR_HARDWARE;
    } else if (strcmp(text, "monitor") == 0) {
        c->columns = OS | 1 << ACTOR_MONITOR;
    } else {
        return refuse("columns", text, TRACE_COLUMNS);
    }
    if ((c->columns >> ACTOR_MONITOR & 1) && !monitored) {
        return diag("--columns monitor: monitor.kind is none: expected hardware or os");
    }
    if ((c->columns >> ACTOR_HARDWARE & 1) && monitored) {
        return diag("--columns hardware: the guest has a monitor: expected os or monitor");
    }
    return 0;
}

int tracer_load_programs(struct tracer *c)
{
    const struct option_list *list = &c->options->programs;
    c->programs = xmalloc((list->count + 1) * sizeof *c->programs);
    for (unsigned i = 0; i < list->count; i++) {
        struct error e;
        if (!image_load_elf(&c->programs[i], list->item[i], &e)) {
            return diag("--program %s: %s", excerpt(list->item[i]).text, e.text);
        }
        c->program_count++;
    }
    return 0;
}

int tracer_read(struct tracer *c)
{
    int status = read_kinds(c);
    status = status ? status : read_figure(c);
    status = status ? status : read_episode(c);
    return status ? status : read_columns(c);
}

int tracer_find_vm(struct tracer *c)
{
    const char *name = c->options->of_vm;
    c->layer = LAYER_NONE;
    if (!name) {
        return 0;
    }
    struct nearest n = nearest_to(name);
    for (unsigned i = 1; i < layer_count(&c->session); i++) {
        nearest_offer(&n, layer_name(&c->session, i));
        if (strcmp(layer_name(&c->session, i), name) == 0) {
            c->layer = i;
            return 0;
        }
    }
    const char *advice = nearest_advice(&n);
    return c->vm_at.file ? diag_at(c->vm_at, "there is no VM `%s`: %s", excerpt(name).text, advice)
                         : diag("--vm: there is no VM `%s`: %s", excerpt(name).text, advice);
}

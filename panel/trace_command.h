/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trapeze trace: all that it has open. trace_options.c reads what is wanted, trace_command.c does
 * it; trace_chart.c does it for a chart of an experiment. Only these include it.
 */
#ifndef PANEL_TRACE_COMMAND_H
#define PANEL_TRACE_COMMAND_H

#include "options.h"
#include "output.h"
#include "trace_picture.h"

/* Which figure, in which form. */
enum figure_kind { FIGURE_NONE, FIGURE_FLOW, FIGURE_PMAP };

struct tracer {
    const struct options *options;
    const struct config *config;
    FILE *out; /* for lines and figures */
    struct session session;
    struct trace trace;
    struct image *programs;
    unsigned program_count;
    unsigned kinds; /* of events that are listed */
    enum figure_kind figure;
    bool markdown;
    unsigned columns; /* 0: as it fits */
    bool wants_episode, lists;
    enum episode_kind episode_kind;
    uint64_t episode_number;
    struct episode episode;
    struct where vm_at; /* what named the VM: nowhere, if it was --vm */
    unsigned layer;     /* that VM's, or LAYER_NONE */
    struct output json, chrome_file, svg;
    struct chrome chrome;
    struct picture picture;
    bool first_event;
    bool done; /* what was wanted has been seen */
};

/* What the options say, of a configuration: 0, or a status after a message. */
int tracer_read(struct tracer *c);

/* The images of --program. */
int tracer_load_programs(struct tracer *c);

/* The VM of --vm, once there is a session. */
int tracer_find_vm(struct tracer *c);

/* What was asked for and was not there, in words and in new memory; or null. */
char *tracer_lacks(const struct tracer *c);

/*
 * Run it, and show what is wanted: session and trace are closed afterwards. `lacks` is given what
 * was not there; without it, that is a message.
 */
int tracer_run(struct tracer *c, struct flat flat, char **lacks);

#endif

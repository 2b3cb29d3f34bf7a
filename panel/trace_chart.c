/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure of an episode for a chart of an experiment: as `trapeze trace` prints it. */
#include <stdlib.h>
#include <string.h>

#include "experiment.h"
#include "trace_command.h"

/* The columns that are asked for, where there are such: a monitor may be there at some points only.
 */
static const char *columns_for(const struct config *c, const char *columns)
{
    bool monitored = c->monitor.kind != MONITOR_NONE;
    bool lacking = columns && strcmp(columns, monitored ? "hardware" : "monitor") == 0;
    return lacking ? NULL : columns;
}

bool trace_is_episode(const char *text)
{
    enum episode_kind kind;
    uint64_t number;
    return episode_named(text, &kind, &number);
}

bool trace_are_columns(const char *text)
{
    return strcmp(text, "hardware") == 0 || strcmp(text, "os") == 0 || strcmp(text, "monitor") == 0;
}

int trace_figure_text(const struct config *c, const struct chart *chart, char **text)
{
    struct options o = {.figure = "flow",
                        .format = "markdown",
                        .cycles = true,
                        .episode = chart->episode,
                        .of_vm = chart->vm,
                        .columns = columns_for(c, chart->columns)};
    struct tracer t = {.options = &o, .config = c, .vm_at = chart->at};
    size_t size;
    char *lacks = NULL;
    *text = NULL;
    t.out = open_memstream(text, &size);
    if (!t.out) {
        return diag_internal("out of memory");
    }
    int status = tracer_read(&t);
    status = status ? status : tracer_run(&t, (struct flat){.given = false}, &lacks);
    if (lacks) {
        const char *words = strchr(lacks, ':'); /* after the option that a command would have */
        fprintf(t.out, "There is no such figure%s.\n", words ? words : "");
        status = 0;
    }
    free(lacks);
    fclose(t.out);
    if (status) {
        free(*text);
        *text = NULL;
    }
    return status;
}

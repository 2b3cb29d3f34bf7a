/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points: their numbers, what they are, and their configurations, each made when it is asked for.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"
#include "sound.h"

/* --- numbers --- */

enum { WORD = 64 };

static unsigned bits(uint64_t word)
{
    unsigned count = 0;
    for (; word != 0; word &= word - 1) {
        count++;
    }
    return count;
}

static bool is_kept(const struct experiment *e, uint64_t raw)
{
    return e->kept == NULL || (e->kept[raw / WORD] >> raw % WORD & 1) != 0;
}

/* How many raw points below this one are kept. */
static uint64_t kept_below(const struct experiment *e, uint64_t raw)
{
    if (e->kept == NULL) {
        return raw;
    }
    uint64_t below = e->kept[raw / WORD] & ((UINT64_C(1) << raw % WORD) - 1);
    return e->kept_before[raw / WORD] + bits(below);
}

/* The raw point that has so many kept ones below it. */
static uint64_t raw_of(const struct experiment *e, uint64_t index)
{
    if (e->kept == NULL) {
        return index;
    }
    uint64_t from = 0;
    uint64_t to = (e->raw_count + WORD - 1) / WORD;
    while (to - from > 1) {
        uint64_t middle = (from + to) / 2;
        if (e->kept_before[middle] <= index) {
            from = middle;
        } else {
            to = middle;
        }
    }
    uint64_t word = e->kept[from];
    for (uint64_t i = e->kept_before[from]; i < index; i++) {
        word &= word - 1;
    }
    return from * WORD + bits((word & (0 - word)) - 1);
}

struct point experiment_point(const struct experiment *e, uint64_t number)
{
    if (number == 0 || number > e->point_count) {
        return (struct point){0, 0, 0};
    }
    uint64_t raw = raw_of(e, (number - 1) / e->repeats);
    return (struct point){number, raw, (unsigned)((number - 1) % e->repeats)};
}

struct point experiment_next(const struct experiment *e, struct point p)
{
    p.number++;
    if (p.number > e->point_count) {
        return (struct point){0, 0, 0};
    }
    if (++p.repeat == e->repeats) {
        p.repeat = 0;
        do {
            p.raw++;
        } while (!is_kept(e, p.raw));
    }
    return p;
}

static unsigned choice_of(const struct experiment *e, uint64_t raw, unsigned axis)
{
    for (unsigned i = e->axis_count - 1; i > axis; i--) {
        raw /= e->axes[i].count;
    }
    return (unsigned)(raw % e->axes[axis].count);
}

unsigned experiment_choice(const struct experiment *e, struct point p, unsigned axis)
{
    return choice_of(e, p.raw, axis);
}

struct point experiment_baseline(const struct experiment *e, struct point p)
{
    uint64_t raw = 0;
    for (unsigned i = 0; i < e->axis_count && e->has_baseline; i++) {
        unsigned choice = e->baseline[i] == AXIS_SAME ? choice_of(e, p.raw, i) : e->baseline[i];
        raw = raw * e->axes[i].count + choice;
    }
    if (!e->has_baseline || !is_kept(e, raw)) {
        return (struct point){0, 0, 0};
    }
    return (struct point){kept_below(e, raw) * e->repeats + p.repeat + 1, raw, p.repeat};
}

/* --- columns --- */

unsigned experiment_columns(const struct experiment *e)
{
    unsigned count = e->repeated ? 2 : 0;
    for (unsigned i = 0; i < e->axis_count; i++) {
        count += e->axes[i].column_count;
    }
    return count;
}

/* The axis of a column, which becomes its place there; e->axis_count for `repeat` and `seed`. */
static unsigned axis_of(const struct experiment *e, unsigned *column)
{
    unsigned i = 0;
    while (i < e->axis_count && *column >= e->axes[i].column_count) {
        *column -= e->axes[i++].column_count;
    }
    return i;
}

const char *experiment_column(const struct experiment *e, unsigned column)
{
    unsigned i = axis_of(e, &column);
    return i < e->axis_count ? e->axes[i].columns[column] : column == 0 ? "repeat" : "seed";
}

bool experiment_find_column(const struct experiment *e, const char *name, unsigned *column)
{
    unsigned count = experiment_columns(e);
    *column = 0;
    while (*column < count && strcmp(experiment_column(e, *column), name) != 0) {
        ++*column;
    }
    return *column < count;
}

const char *experiment_cell(const struct experiment *e, struct point p, unsigned column)
{
    unsigned i = axis_of(e, &column);
    if (i < e->axis_count) {
        return e->axes[i].values[choice_of(e, p.raw, i)].texts[column];
    }
    char *text = e->cells + (column == 0 ? 0 : EXPERIMENT_CELL);
    snprintf(text, EXPERIMENT_CELL, "%" PRIu64, column == 0 ? p.repeat + 1 : e->seed + p.repeat);
    return text;
}

struct value experiment_value(const struct experiment *e, struct point p, unsigned column)
{
    return value_of_text(experiment_cell(e, p, column));
}

/* --- configurations --- */

static int set_axis(const struct experiment *e, unsigned axis, unsigned choice, struct config *c)
{
    const struct axis_value *v = &e->axes[axis].values[choice];
    int status = 0;
    for (unsigned i = 0; i < v->setting_count && status == 0; i++) {
        const struct setting *s = &v->settings[i];
        status = config_assign(c, s->path, s->text, s->at);
    }
    return status;
}

static int set_seed(const struct experiment *e, unsigned repeat, struct config *c)
{
    char seed[EXPERIMENT_CELL];
    snprintf(seed, sizeof seed, "%" PRIu64, e->seed + repeat);
    return e->repeated ? config_assign(c, "machine.seed", seed, (struct where){e->file, 0, 0}) : 0;
}

/* What the command line sets holds for all points. */
static int set_options(const struct experiment *e, struct config *c)
{
    int status = 0;
    for (unsigned i = 0; i < e->set_count && status == 0; i++) {
        status = plan_set_of_run(e->sets[i]) ? config_set(c, e->sets[i]) : 0;
    }
    return status;
}

int plan_axis_config(const struct experiment *e, unsigned axis, unsigned choice, struct config *c)
{
    int status = config_load_tree(c, e->root, e->file);
    if (status == 0 && axis < e->axis_count) {
        status = set_axis(e, axis, choice, c);
    }
    return status != 0 ? status : set_options(e, c);
}

static int set_up(const struct experiment *e, struct point p, struct config *c)
{
    int status = config_load_tree(c, e->root, e->file);
    for (unsigned i = 0; i < e->axis_count && status == 0; i++) {
        status = set_axis(e, i, choice_of(e, p.raw, i), c);
    }
    status = status != 0 ? status : set_seed(e, p.repeat, c);
    return status != 0 ? status : set_options(e, c);
}

int experiment_config(const struct experiment *e, struct point p, struct config *c)
{
    int status = set_up(e, p, c);
    if (c->limits.instructions == 0 && c->limits.cycles == 0) {
        c->limits.instructions = EXPERIMENT_LIMIT;
    }
    status = status != 0 ? status : config_check(c);
    return status != 0 ? status
                       : sound_check_unless(c, e->unsound_allowed, "experiment.unsound: allowed");
}

struct point_text plan_point_text(const struct experiment *e, struct point p)
{
    struct point_text t;
    int used = snprintf(t.text, sizeof t.text, "point %" PRIu64, p.number);
    unsigned columns = experiment_columns(e);
    for (unsigned i = 0; i < columns && used < (int)sizeof t.text; i++) {
        used += snprintf(t.text + used, sizeof t.text - (size_t)used, "%s%s=%s%s",
                         i == 0 ? " (" : ", ", experiment_column(e, i), experiment_cell(e, p, i),
                         i + 1 == columns ? ")" : "");
    }
    return t;
}

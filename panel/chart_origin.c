/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the results of a report come from, so that somebody else can have them, too. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chart_number.h"
#include "chart_report.h"

enum { VALUES_MOST = 40, KEYS_MOST = 200 };

/* A table that grows by rows of texts. */
struct list {
    struct paper_table table;
    char *heads[3];
};

static const bool no_numbers[3] = {false, false, false};

static struct list list_of(unsigned columns, const char *a, const char *b, const char *c)
{
    return (struct list){
        .table = {.columns = columns, .right = no_numbers},
        .heads = {(char *)(uintptr_t)a, (char *)(uintptr_t)b, (char *)(uintptr_t)c}};
}

/* Texts in new memory, one for each column. */
static void list_add(struct list *l, char *a, char *b, char *c)
{
    char *const texts[] = {a, b, c};
    struct paper_table *t = &l->table;
    t->rows++;
    t->cells = xrealloc(t->cells, (size_t)t->rows * t->columns * sizeof *t->cells);
    memcpy(t->cells + (size_t)(t->rows - 1) * t->columns, texts, t->columns * sizeof *texts);
}

static void list_put(struct list *l, struct paper *p)
{
    l->table.heads = l->heads;
    if (l->table.rows > 0) {
        paper_table(p, &l->table);
    }
    for (unsigned i = 0; i < l->table.rows * l->table.columns; i++) {
        free(l->table.cells[i]);
    }
    free(l->table.cells);
}

/* --- what was varied and measured --- */

static char *axis_names(const struct axis *a)
{
    char *text = xstrdup("");
    for (unsigned c = 0; c < a->column_count; c++) {
        char *longer = xformat("%s%s%s", text, c ? ", " : "", a->columns[c]);
        free(text);
        text = longer;
    }
    return text;
}

/* A value of an axis; with what it sets, if it is a name for that. */
static void say_value(const struct axis *a, unsigned value, FILE *out)
{
    const struct axis_value *v = &a->values[value];
    for (unsigned c = 0; c < a->column_count; c++) {
        fprintf(out, "%s%s", c ? " / " : "", excerpt(v->texts[c]).text);
    }
    bool named = a->column_count == 1 && v->setting_count > 0 &&
                 strcmp(v->settings[0].path, a->columns[0]) != 0 && !strchr(a->columns[0], '.');
    for (unsigned i = 0; i < v->setting_count && named; i++) {
        fprintf(out, "%s%s=%s", i ? ", " : " (", v->settings[i].path,
                excerpt(v->settings[i].text).text);
    }
    fputs(named ? ")" : "", out);
}

static char *axis_values(const struct axis *a)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return xstrdup("");
    }
    for (unsigned i = 0; i < a->count && i < VALUES_MOST; i++) {
        fputs(i ? ", " : "", out);
        say_value(a, i, out);
    }
    if (a->count > VALUES_MOST) {
        fprintf(out, ", ... %s (%u values)", excerpt(a->values[a->count - 1].texts[0]).text,
                a->count);
    }
    fclose(out);
    return text;
}

static void put_varied(struct paper *p, const struct experiment *e)
{
    struct list l = list_of(2, "Varied", "Values", NULL);
    for (unsigned a = 0; a < e->axis_count; a++) {
        list_add(&l, axis_names(&e->axes[a]), axis_values(&e->axes[a]), NULL);
    }
    if (e->repeated) {
        list_add(&l, xstrdup("seed"),
                 xformat("%" PRIu64 " to %" PRIu64 " (%u repetitions)", e->seed,
                         e->seed + e->repeats - 1, e->repeats),
                 NULL);
    }
    list_put(&l, p);
    for (unsigned i = 0; i < e->condition_count; i++) {
        paper_open(p, PAPER_PARAGRAPH, NULL);
        paper_say(p, "Only points where ");
        paper_code(p, formula_text(e->conditions[i]));
        paper_close(p, PAPER_PARAGRAPH);
    }
}

static void put_baseline(struct paper *p, const struct experiment *e)
{
    const char *joint = "The baseline of a point has ";
    if (!e->has_baseline) {
        return;
    }
    paper_open(p, PAPER_PARAGRAPH, NULL);
    for (unsigned a = 0; a < e->axis_count; a++) {
        if (e->baseline[a] != AXIS_SAME) {
            for (unsigned c = 0; c < e->axes[a].column_count; c++) {
                paper_say(p, "%s", joint);
                paper_code(p, e->axes[a].columns[c]);
                paper_say(p, " %s", e->axes[a].values[e->baseline[a]].texts[c]);
                joint = ", ";
            }
        }
    }
    paper_say(p, ", and else what the point has.");
    paper_close(p, PAPER_PARAGRAPH);
}

static void put_measured(struct paper *p, const struct experiment *e)
{
    struct list l = list_of(3, "Measure", "Is", "Unit");
    for (unsigned m = 0; m < e->measure_count; m++) {
        const struct measure *measure = &e->measures[m];
        list_add(&l, xstrdup(measure->name), xstrdup(formula_text(measure->formula)),
                 xstrdup(measure->unit ? measure->unit : ""));
    }
    list_put(&l, p);
}

/* --- configuration --- */

static bool is_number(enum key_type type)
{
    return type == KEY_SIZE || type == KEY_COUNT;
}

/* Whether a key has the value that it has if nobody says anything. */
static bool is_standard(const struct config_key *k, const struct value *v)
{
    uint64_t standard;
    if (v->kind == VALUE_NONE) {
        return true;
    }
    if (!k->standard) {
        return false;
    }
    if (v->kind == VALUE_NUMBER) {
        return config_number(k, k->standard, &standard) && v->number == (double)standard;
    }
    return strcmp(v->text, k->standard) == 0;
}

struct settings {
    const struct point_result *common;
    struct list list;
    unsigned left;
};

/* A key that is the same at all points, and not what it would be by itself. */
static void add_key(void *context, const char *path, const struct config_key *k, const void *member)
{
    struct settings *s = context;
    const struct value *v = point_value(s->common, path);
    (void)member;
    if (!v || is_standard(k, v)) {
        return;
    }
    if (s->list.table.rows == KEYS_MOST) {
        s->left++;
        return;
    }
    char *text = v->kind == VALUE_NUMBER && is_number(k->type)
                     ? xstrdup(config_number_text(k->type, (uint64_t)v->number).text)
                 : v->kind == VALUE_NUMBER ? xstrdup(value_text(*v).text)
                                           : xstrdup(excerpt(v->text).text);
    list_add(&s->list, xstrdup(path), text, NULL);
}

static void put_configuration(struct chart_pages *r)
{
    struct settings s = {.common = &r->rows->common, .list = list_of(2, "Key", "Value", NULL)};
    const struct experiment *e = r->rows->experiment;
    struct config c;
    if (experiment_config(e, experiment_point(e, 1), &c) == 0) {
        point_keys(&c, add_key, &s);
    }
    config_free(&c);
    paper_prose(&r->paper, NULL,
                "The same at all points; what is not listed has its default, which "
                "trapeze schema lists.");
    list_put(&s.list, &r->paper);
    if (s.left > 0) {
        paper_open(&r->paper, PAPER_PARAGRAPH, "remark");
        paper_say(&r->paper, "And %u more: results.json has all.", s.left);
        paper_close(&r->paper, PAPER_PARAGRAPH);
    }
}

/* --- how to do it again --- */

static void say_argument(const char *text, FILE *out)
{
    bool plain = *text != '\0';
    for (const char *at = text; *at; at++) {
        plain &= isalnum((unsigned char)*at) || strchr("-_./=:,+@%", *at) != NULL;
    }
    if (plain) {
        fprintf(out, " %s", text);
        return;
    }
    fputs(" '", out);
    for (; *text; text++) {
        fputs(*text == '\'' ? "'\\''" : "", out);
        fputs(*text == '\'' ? "" : (char[]){*text, '\0'}, out);
    }
    fputc('\'', out);
}

static void put_command(struct paper *p, const struct experiment *e)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return;
    }
    fputs("trapeze experiment", out);
    for (unsigned i = 0; i < e->set_count; i++) {
        fputs(" --set", out);
        say_argument(e->sets[i], out);
    }
    say_argument(e->file, out);
    fclose(out);
    paper_block(p, text);
    free(text);
}

static void put_inputs(struct paper *p, const struct point_result *common)
{
    struct list l = list_of(2, "File", "Hash (FNV-1a) of what it holds", NULL);
    for (unsigned i = 0; i < common->input_count; i++) {
        list_add(&l, xstrdup(common->inputs[i].name),
                 xformat("%016" PRIx64, common->inputs[i].hash), NULL);
    }
    list_put(&l, p);
}

void chart_origin(struct chart_pages *r)
{
    const struct experiment *e = r->rows->experiment;
    struct paper *p = &r->paper;
    paper_heading(p, 2, "How it was made");
    put_varied(p, e);
    put_baseline(p, e);
    put_measured(p, e);
    paper_heading(p, 3, "Configuration");
    put_configuration(r);
    paper_heading(p, 3, "Again");
    put_command(p, e);
    paper_open(p, PAPER_PARAGRAPH, NULL);
    paper_say(p,
              "This was Trapeze %s. Its results are the same on every computer, byte for byte, "
              "from the same files:",
              TRAPEZE_VERSION);
    paper_close(p, PAPER_PARAGRAPH);
    put_inputs(p, &r->rows->common);
}

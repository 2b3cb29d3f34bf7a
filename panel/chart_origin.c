/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the results of a report come from, so that somebody else can have them, too. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chart_number.h"
#include "chart_report.h"
#include "config_schema.h"
#include "json_text.h"
#include "shell.h"

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

/* Whether the sweep sets a key. */
static bool is_varied(const struct experiment *e, const char *path)
{
    for (unsigned a = 0; a < e->axis_count; a++) {
        for (unsigned i = 0; i < e->axes[a].count; i++) {
            const struct axis_value *v = &e->axes[a].values[i];
            for (unsigned s = 0; s < v->setting_count; s++) {
                if (strcmp(v->settings[s].path, path) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

struct settings {
    const struct experiment *experiment;
    struct list list;
    unsigned left;
};

static void add_setting(struct settings *s, const char *path, const char *text)
{
    if (is_varied(s->experiment, path)) {
        return;
    }
    if (s->list.table.rows == KEYS_MOST) {
        s->left++;
    } else {
        list_add(&s->list, xstrdup(path), xstrdup(excerpt(text).text), NULL);
    }
}

/* What an item of a list is called: by its name, if it has one. */
static char *item_path(const char *path, const struct yaml_tree *item, unsigned index)
{
    for (const struct yaml_tree *m = item->first; m && item->shape == YAML_MAPPING; m = m->next) {
        if (strcmp(m->key, "name") == 0 && m->shape == YAML_SCALAR) {
            return xformat("%s.%s", path, m->text);
        }
    }
    return xformat("%s[%u]", path, index);
}

/* All scalars below t; YAML is not deep. */
static void walk(struct settings *s, const char *path, const struct yaml_tree *t)
{
    unsigned index = 0;
    if (t->shape == YAML_SCALAR) {
        add_setting(s, path, t->text);
        return;
    }
    for (const struct yaml_tree *m = t->first; m; m = m->next) {
        if (t->shape == YAML_MAPPING && strcmp(m->key, "name") == 0) {
            continue; /* it is in the path */
        }
        char *inner =
            t->shape == YAML_MAPPING ? xformat("%s.%s", path, m->key) : item_path(path, m, index++);
        walk(s, inner, m);
        free(inner);
    }
}

/* What the file says of every run; the sections of schema.def are those of a run. */
static void put_configuration(struct paper *p, const struct experiment *e)
{
    struct settings s = {.experiment = e, .list = list_of(2, "Key", "Value", NULL)};
    for (const struct yaml_tree *m = e->root ? e->root->first : NULL; m; m = m->next) {
        for (unsigned i = 0; i < config_section_count; i++) {
            if (strcmp(m->key, config_sections[i].name) == 0) {
                walk(&s, m->key, m);
            }
        }
    }
    paper_prose(p, NULL, "As the file has it; what is not listed is varied, or has its default.");
    list_put(&s.list, p);
    if (s.left > 0) {
        paper_open(p, PAPER_PARAGRAPH, "remark");
        paper_say(p, "And %u more: results.json has all.", s.left);
        paper_close(p, PAPER_PARAGRAPH);
    }
}

/* --- how to do it again --- */

static void say_argument(const char *text, FILE *out)
{
    char *word = shell_word(text);
    fprintf(out, " %s", word);
    free(word);
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
                 xstrdup(hash_digits(common->inputs[i].hash).text), NULL);
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
    put_configuration(p, e);
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

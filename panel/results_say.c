/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be said of an experiment, or of one point, in the end. */
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"
#include "shell.h"

/* --- names with their values --- */

struct listing {
    const struct formula_world *world;
    const char *member;
    char *text;
};

/* A pattern with the words of a member for its stars, in new memory. */
static char *spelled(const char *pattern, const char *member)
{
    char *name = xstrdup("");
    for (; *pattern; pattern++) {
        bool star = *pattern == '*' && member;
        int n = star ? (int)strcspn(member, ".") : 1;
        char *longer = xformat("%s%.*s", name, n, star ? member : pattern);
        if (star) {
            member += (size_t)n + (member[n] == '.');
        }
        free(name);
        name = longer;
    }
    return name;
}

/* Whether "name = " stands in the list already. */
static bool listed(const char *text, const char *name)
{
    size_t n = strlen(name);
    for (const char *at = strstr(text, name); at; at = strstr(at + 1, name)) {
        bool begins = at == text || at[-1] == ' ';
        if (begins && strncmp(at + n, " = ", 3) == 0) {
            return true;
        }
    }
    return false;
}

static void list_value(struct listing *l, const struct formula_world *w, const char *name,
                       bool baseline)
{
    char *shown = xformat(baseline ? "baseline(%s)" : "%s", name);
    if (!listed(l->text, shown)) {
        struct value v = w->value(w->context, name);
        struct value_text value = value_text(v);
        char *longer = xformat("%s%s%s = %s", l->text, *l->text ? ", " : "", shown,
                               v.kind == VALUE_NONE ? "nothing" : value.text);
        free(l->text);
        l->text = longer;
    }
    free(shown);
}

/* Members that a sum is of, and the like: as many as one wants to read. */
struct member_listing {
    struct listing *listing;
    const struct formula_world *world;
    bool baseline;
    unsigned count;
};

static void list_one(void *context, const char *name)
{
    enum { MOST = 8 };
    struct member_listing *m = context;
    if (m->count < MOST) {
        list_value(m->listing, m->world, name, m->baseline);
    } else if (m->count == MOST) {
        char *longer = xformat("%s, ...", m->listing->text);
        free(m->listing->text);
        m->listing->text = longer;
    }
    m->count++;
}

static int list_name(void *context, const char *name, struct where at, bool baseline)
{
    struct listing *l = context;
    (void)at;
    char *full = spelled(name, l->member);
    const struct formula_world *w = baseline ? l->world->baseline : l->world;
    if (w && strchr(full, '*')) {
        struct member_listing m = {l, w, baseline, 0};
        w->each(w->context, full, list_one, &m);
    } else if (w) {
        list_value(l, w, full, baseline);
    }
    free(full);
    return 0;
}

char *results_values(const struct formula *f, const struct formula_world *w, const char *member)
{
    struct listing l = {w, member, xstrdup("")};
    formula_names(f, list_name, &l);
    return l.text;
}

/* --- lines --- */

/* How to look at a point. */
static void say_look(const struct experiment *e, uint64_t number)
{
    printf("  to look at it: trapeze repl --point %llu", (unsigned long long)number);
    for (unsigned i = 0; i < e->set_count; i++) {
        char *set = shell_word(e->sets[i]);
        printf(" --set %s", set);
        free(set);
    }
    char *file = shell_word(e->file);
    printf("%s %s\n", e->unsound_allowed ? " --unsound" : "", file);
    free(file);
}

/* " (monitor.soft_tlb=0 program=small)", or nothing if there is one point only. */
static void say_place(const struct experiment *e, uint64_t number)
{
    char *place = experiment_place(e, experiment_point(e, number), " ");
    printf("point %llu%s%s%s", (unsigned long long)number, *place ? " (" : "", place,
           *place ? ")" : "");
    free(place);
}

static void say_counts(const struct rows *rows)
{
    static const char *const words[POINT_STATUSES] = {"passed", "failed", "stopped at a limit",
                                                      "crashed", "missing"};
    const struct experiment *e = rows->experiment;
    printf("%s%s%llu point%s", e->title ? e->title : "", e->title ? ": " : "",
           (unsigned long long)rows->count, rows->count == 1 ? "" : "s");
    for (int i = 0; i < POINT_STATUSES; i++) {
        if (rows->ended[i]) {
            printf(", %llu %s", (unsigned long long)rows->ended[i], words[i]);
        }
    }
    putchar('\n');
}

/* How a point ended, and why. */
static void say_end(const struct point_result *r)
{
    printf(" %s%s%s\n", point_status_names[r->status], r->message ? ": " : "",
           r->message ? r->message : "");
}

static void say_not_passed(const struct experiment *e, const struct verdicts *v, const char *folder)
{
    struct point_result r;
    bool there = point_find(&r, folder, v->first_not_passed);
    say_place(e, v->first_not_passed);
    say_end(&r);
    if (there) {
        say_look(e, v->first_not_passed);
    }
    point_free(&r);
}

/* Which points there are no results of; of many, the first. */
static void say_missing(struct rows *rows)
{
    enum { NAMED = 20 };
    struct point_row row;
    uint64_t named = 0;
    printf("missing:");
    for (rows_rewind(rows); rows_next(rows, &row) && named < NAMED;) {
        if (row.status == POINT_MISSING) {
            printf(" %llu", (unsigned long long)row.point.number);
            named++;
        }
    }
    printf("%s\n", named < rows->ended[POINT_MISSING] ? " ..." : "");
}

static bool say_expectations(const struct experiment *e, const struct verdicts *v)
{
    bool held = true;
    for (unsigned i = 0; i < e->expectation_count; i++) {
        const struct expectation *x = &e->expectations[i];
        const struct verdict *of = &v->of[i];
        if (of->failed == 0) {
            continue;
        }
        held = false;
        printf("expectation failed at %llu of %llu points: %s\n", (unsigned long long)of->failed,
               (unsigned long long)(of->failed + of->held), formula_text(x->that));
        printf("  first at ");
        say_place(e, of->first);
        printf(": %s\n", *of->text ? of->text : "it is not true");
        if (x->because) {
            printf("  %s\n", x->because);
        }
        say_look(e, of->first);
    }
    return held;
}

/* Missing points are no failure of the experiment, but no success either. */
static int say(struct rows *rows, const struct verdicts *v, const char *folder)
{
    const struct experiment *e = rows->experiment;
    say_counts(rows);
    if (rows->ended[POINT_MISSING]) {
        say_missing(rows);
    }
    if (v->not_passed > (e->failures_allowed ? v->not_passed - rows->ended[POINT_CRASHED] : 0)) {
        say_not_passed(e, v, folder);
    }
    bool held = say_expectations(e, v);
    bool failed = rows->ended[POINT_FAILED] + rows->ended[POINT_LIMIT] > 0;
    printf("report: %s/report.html (and report.md, results.csv, results.json)\n", folder);
    if (rows->ended[POINT_CRASHED]) {
        return EXIT_INTERNAL;
    }
    return held && (!failed || e->failures_allowed) && !rows->ended[POINT_MISSING] ? 0 : EXIT_GUEST;
}

int results_make(const struct experiment *e, const char *folder)
{
    struct rows rows;
    struct verdicts v;
    int lock = folder_lock(folder);
    int status = results_gather(&rows, &v, e, folder);
    status = status ? status : results_csv(&rows, folder);
    status = status ? status : results_json(&rows, &v, folder);
    status = status ? status : chart_report(&rows, &v, folder);
    folder_unlock(lock);
    status = status ? status : say(&rows, &v, folder);
    rows_free(&rows);
    verdicts_free(&v, e);
    return status;
}

/* --- one point --- */

/* A measure being shown. */
struct showing {
    const struct measure *measure;
    const struct formula_world *world;
};

static void show_member(void *context, const char *member)
{
    const struct showing *s = context;
    struct value v = formula_evaluate(s->measure->formula, s->world, member);
    struct value_text text = value_text(v);
    if (v.kind != VALUE_NONE) {
        printf("  %s%s%s = %s\n", s->measure->name, member ? "." : "", member ? member : "",
               text.text);
    }
}

/* Those that are known without other points. */
static void say_measures(const struct experiment *e, const struct point_result *r)
{
    struct point_world w;
    struct showing s = {.world = point_world(&w, e, r, NULL)};
    for (unsigned i = 0; i < e->measure_count; i++) {
        s.measure = &e->measures[i];
        if (formula_is_family(s.measure->formula)) {
            formula_members(s.measure->formula, s.world, show_member, &s);
        } else {
            show_member(&s, NULL);
        }
    }
}

int results_say_point(const struct experiment *e, struct point p, const char *folder)
{
    static const int statuses[POINT_STATUSES] = {0, EXIT_GUEST, EXIT_GUEST, EXIT_INTERNAL,
                                                 EXIT_INTERNAL};
    struct point_result r;
    point_find(&r, folder, p.number);
    say_place(e, p.number);
    say_end(&r);
    say_measures(e, &r);
    int status = statuses[r.status];
    point_free(&r);
    return status;
}

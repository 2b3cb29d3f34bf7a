/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A point, run in this process: a run that says nothing, and of which everything is kept. */
#include <stdlib.h>
#include <string.h>

#include "config_keys.h"
#include "config_store.h"
#include "folder.h"
#include "json_text.h"
#include "machine/hash.h"
#include "options_table.h"
#include "point_collect.h"
#include "run.h"
#include "trace.h"

/* --- where its files go --- */

/* The keys that name files that a run writes. */
struct written {
    const char *key;
    const char **path;
    struct where at;
};

enum { WRITTEN_OF_VM = 3 };

static void written_of_vm(struct config_vm *vm, struct written w[WRITTEN_OF_VM])
{
    w[0] = (struct written){"vms.console", &vm->console, vm->console_at};
    w[1] = (struct written){"vms.disk_save", &vm->disk_save, vm->disk_save_at};
    w[2] = (struct written){"vms.signature", &vm->signature, vm->signature_at};
}

static struct written written_of_machine(struct config *c)
{
    return (struct written){"machine.disk_save", &c->machine.disk_save, c->machine.disk_save_at};
}

/* A name that stays within the folder of a point, and is not that of its result. */
static bool stays_inside(const char *name)
{
    bool inside = *name != '/' && strcmp(name, POINT_RESULT) != 0;
    for (const char *at = name; at; at = strchr(at, '/')) {
        at += *at == '/';
        inside = inside && !(strncmp(at, "..", 2) == 0 && (at[2] == '/' || at[2] == '\0'));
    }
    return inside;
}

static int check_written(const struct written *w)
{
    char *name = *w->path ? config_file_name(*w->path, w->at) : NULL;
    int status = 0;
    if (name && !stays_inside(name)) {
        status = diag_at(w->at,
                         "%s: `%s`: in an experiment each point has a folder of its own: expected "
                         "a name without `..` in that folder, and not %s",
                         w->key, excerpt(name).text, POINT_RESULT);
    }
    free(name);
    return status;
}

static int check_all_written(struct config *c)
{
    struct written w = written_of_machine(c);
    int status = check_written(&w);
    for (unsigned i = 0; i < c->vms_count; i++) {
        struct written of_vm[WRITTEN_OF_VM];
        written_of_vm(&c->vms[i], of_vm);
        for (unsigned k = 0; k < WRITTEN_OF_VM && status == 0; k++) {
            status = check_written(&of_vm[k]);
        }
    }
    return status;
}

static int move_written(struct config *c, const struct written *w, const char *folder)
{
    if (!*w->path) {
        return 0;
    }
    char *name = config_file_name(*w->path, w->at);
    char *path = xformat("%s/%s", folder, name);
    *w->path = config_keep(c, path);
    int status = folder_make_for(path);
    free(name);
    free(path);
    return status;
}

static int move_all_written(struct config *c, const char *folder)
{
    struct written w = written_of_machine(c);
    int status = move_written(c, &w, folder);
    for (unsigned i = 0; i < c->vms_count; i++) {
        struct written of_vm[WRITTEN_OF_VM];
        written_of_vm(&c->vms[i], of_vm);
        for (unsigned k = 0; k < WRITTEN_OF_VM && status == 0; k++) {
            status = move_written(c, &of_vm[k], folder);
        }
    }
    return status;
}

/* --- making it ready --- */

static uint64_t hash_columns(const struct point_job *j, uint64_t hash)
{
    for (unsigned i = 0; i < experiment_columns(j->experiment); i++) {
        const char *text = experiment_cell(j->experiment, j->point, i);
        hash = hash_text(hash_text(hash, experiment_column(j->experiment, i)), text);
    }
    return hash;
}

static bool has_value(const struct point_result *r, const char *name)
{
    unsigned i = 0;
    while (i < r->value_count && strcmp(r->values[i].name, name) != 0) {
        i++;
    }
    return i < r->value_count;
}

/* Columns that are no keys of this point: `case`, and `vms.p.count`, whose VMs have other names. */
static void put_columns(struct point_job *j)
{
    for (unsigned i = 0; i < experiment_columns(j->experiment); i++) {
        const char *name = experiment_column(j->experiment, i);
        if (!has_value(&j->known, name)) {
            point_put(&j->known, name, experiment_value(j->experiment, j->point, i));
        }
    }
}

/* Charts that make figures of the point itself: those are part of its result. */
static uint64_t hash_figures(const struct experiment *e, uint64_t hash)
{
    for (unsigned i = 0; i < e->chart_count; i++) {
        const struct chart *c = &e->charts[i];
        if (c->kind == CHART_FLOW) {
            hash = hash_number(hash, i);
            hash = hash_text(hash, c->episode);
            hash = hash_text(hash, c->vm);
            hash = hash_text(hash, c->columns);
            hash = hash_text(hash, c->when ? formula_text(c->when) : NULL);
        }
    }
    return hash;
}

/* Sources were compiled when they were hashed: nobody else has to. */
static void use_compiled(struct config *c, struct point_files *files)
{
    for (unsigned i = 0; i < c->vms_count; i++) {
        const struct point_file *f = point_file(files, c->vms[i].image, true, c->vms[i].image_at);
        if (f && f->compiled) {
            c->vms[i].image = f->compiled;
        }
    }
}

int point_open(struct point_job *j, const struct experiment *e, struct point p,
               struct point_files *files)
{
    *j = (struct point_job){.experiment = e, .point = p};
    j->known.number = p.number;
    j->known.status = POINT_MISSING;
    int status = experiment_config(e, p, &j->config);
    status = status ? status : check_all_written(&j->config);
    if (status == 0) {
        uint64_t hash = hash_text(HASH_EMPTY, TRAPEZE_VERSION);
        hash = hash_figures(e, hash_columns(j, hash));
        status = point_put_config(&j->known, &j->config, files, &hash);
        put_columns(j);
        j->known.key_count = j->known.value_count;
        memcpy(j->known.identity, hash_digits(hash).text, sizeof j->known.identity);
    }
    if (status == 0) {
        use_compiled(&j->config, files);
    }
    return status;
}

void point_close(struct point_job *j)
{
    config_free(&j->config);
    point_free(&j->known);
}

/* One that crashed may have lacked something that is there now. */
bool point_is_done(const struct point_job *j, const char *folder, enum point_status *status)
{
    struct point_result r;
    bool done = point_find(&r, folder, j->point.number) && r.status != POINT_CRASHED &&
                strcmp(r.identity, j->known.identity) == 0;
    *status = r.status;
    point_free(&r);
    return done;
}

/* --- running it --- */

/* The first that a guest's programming of the hardware gave cause to. */
static void keep_complaint(void *context, const char *text)
{
    char **first = context;
    if (!*first) {
        *first = xstrdup(text);
    }
}

static int run_session(struct run *r, struct session *s, struct point_result *result)
{
    char *complaint = NULL;
    s->console.quiet = true;
    s->machine->complain = keep_complaint;
    s->machine->complain_context = &complaint;
    files_connect(&r->files, &s->console);
    session_type_configured(s);
    run_machine(r, s, NULL);
    int status = run_interrupted() ? EXIT_GUEST : files_commit(&r->files, s);
    if (status == 0) {
        point_collect(result, s, complaint);
    }
    free(complaint);
    return status;
}

/* The figures that charts want of this point: each is a run of its own. */
static int draw_figures(struct point_job *j)
{
    struct point_world w;
    const struct formula_world *world = point_world(&w, j->experiment, &j->known, NULL);
    int status = 0;
    for (unsigned i = 0; i < j->experiment->chart_count && status == 0; i++) {
        const struct chart *c = &j->experiment->charts[i];
        bool wanted = c->kind == CHART_FLOW &&
                      (!c->when || value_true(formula_evaluate(c->when, world, NULL)));
        char *text = NULL;
        status = wanted ? trace_figure_text(&j->config, c, &text) : 0;
        if (text) {
            point_put_figure(&j->known, i, text);
        }
        free(text);
    }
    return status;
}

int point_run(struct point_job *j, const char *folder)
{
    const struct options options = {.command = COMMAND_run};
    struct session s;
    int status = move_all_written(&j->config, folder);
    struct run r = {.options = &options, .config = j->config};
    status = status ? status : files_open(&r.files, &options, &r.config);
    if (status == 0) {
        status = session_open(&s, &r.config, (struct flat){.given = false}, -1);
    }
    if (status == 0) {
        status = run_session(&r, &s, &j->known);
        session_close(&s);
    }
    files_abandon(&r.files);
    return status ? status : draw_figures(j);
}

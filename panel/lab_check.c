/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a test needs for its judge, its file as a configuration, and the names in its formulas. */
#include <stdlib.h>
#include <string.h>

#include "config_keys.h"
#include "config_store.h"
#include "counters.h"
#include "lab_parts.h"
#include "names.h"
#include "sound.h"
#include "wanted.h"

/* --- the configuration of a test's file --- */

/* Whether the image of a VM is what was handed in. */
static bool is_submission(const struct config_vm *vm)
{
    char *name = vm->image != NULL ? config_file_name(vm->image, vm->image_at) : NULL;
    bool is = name != NULL && strcmp(name, LAB_SUBMISSION) == 0;
    free(name);
    return is;
}

static void put_images(struct config *c, const char *image, const char *monitor)
{
    for (unsigned i = 0; i < c->vms_count && image != NULL; i++) {
        struct config_vm *vm = &c->vms[i];
        if (is_submission(vm)) {
            vm->image = config_keep(c, image);
        }
    }
    if (monitor != NULL) {
        c->monitor.image = config_keep(c, monitor);
        c->monitor.image_at = (struct where){c->file, 0, 0}; /* not ours */
    }
}

int lab_config(struct config *c, const struct lab *l, const char *file, const char *image,
               const char *monitor)
{
    int status = config_load_file(c, file);
    if (status == 0) {
        put_images(c, image, monitor);
        status = config_check(c);
    }
    if (status == 0 && (c->limits.cycles == 0 || c->limits.cycles > l->cycles)) {
        c->limits.cycles = l->cycles;
    }
    return status;
}

/* --- names in formulas --- */

/* What a judge's formulas may name; VMs as in the configuration. */
struct known {
    struct names names;
    const struct config *config; /* or NULL: there are no VMs */
};

static void know_counter(void *context, const char *name, uint64_t value)
{
    (void)value;
    names_add(context, name);
}

static void know(struct names *n, enum lab_judge judge, bool monitored)
{
    static const char *const of_hardware[] = {
#define COUNT(name) "vms.*.hardware." #name,
        LAB_HARDWARE_COUNTS(COUNT)
#undef COUNT
    };
    static const char *const of_state[] = {"passed", "vms.*.passed", "vms.*.exit_code",
                                           "vms.*.output_bytes", "register.pc"};
    static const char *const of_experiment[] = {"points",        "axes",
                                                "measures",      "expectations",
                                                "baseline",      "baseline_expectations",
                                                "holds",         "live_axes",
                                                "live_measures", "live_expectations",
                                                "words"};
    if (judge == JUDGE_EXPERIMENT) {
        for (size_t i = 0; i < sizeof of_experiment / sizeof of_experiment[0]; i++) {
            names_add(n, of_experiment[i]);
        }
    } else {
        counters_names(know_counter, n);
        for (size_t i = 0; i < sizeof of_state / sizeof of_state[0]; i++) {
            names_add(n, of_state[i]);
        }
    }
    for (size_t i = 0; i < sizeof of_hardware / sizeof of_hardware[0] && monitored; i++) {
        names_add(n, of_hardware[i]);
    }
    names_sort(n);
}

/* Symbols are the image's own, which is there later; registers and CSRs are looked up then. */
static bool is_of_image(const char *name)
{
    static const char *const heads[] = {"memory.", "byte.", "register.", "csr."};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        size_t n = strlen(heads[i]);
        if (strncmp(name, heads[i], n) == 0 && name[n] != '\0') {
            return true;
        }
    }
    return false;
}

static int check_vm(const struct config *c, const char *name, struct where at)
{
    unsigned length = names_vms(name);
    char *vms = xformat("%.*s", (int)length, name);
    struct nearest n = nearest_to(vms);
    bool found = length == 0;
    for (unsigned i = 0; c != NULL && i < c->vms_count && !found; i++) {
        char *vm = config_vm_name(c, i);
        found = formula_matches(vms, vm);
        free(vm);
    }
    for (unsigned i = 0; c != NULL && i < c->top_count; i++) {
        nearest_offer(&n, c->vms[i].name);
    }
    int status = found ? 0
                       : diag_at(at, "`%s`: the test's file has no VM `%s`: %s", excerpt(name).text,
                                 excerpt(vms).text, nearest_advice(&n));
    free(vms);
    return status;
}

static int check_name(void *context, const char *name, struct where at, bool baseline)
{
    const struct known *k = context;
    if (baseline) {
        return diag_at(at, "baseline(): a lab's test has none");
    }
    if (k->config != NULL && is_of_image(name)) {
        return 0;
    }
    int status = check_vm(k->config, name, at);
    if (status != 0 || names_known(&k->names, name)) {
        return status;
    }
    return diag_at(at, "unknown name `%s`: %s%s", excerpt(name).text,
                   names_advice(&k->names, name).text, formula_name_hint(name));
}

static int check_formulas(const struct lab_test *t, const struct config *c)
{
    struct known k = {.config = c};
    int status = 0;
    know(&k.names, t->judge, c != NULL && c->monitor.kind != MONITOR_NONE);
    for (unsigned i = 0; i < t->that_count && status == 0; i++) {
        struct formula *f = t->that[i];
        status = formula_names(f, check_name, &k);
        if (status == 0 && formula_is_family(f)) {
            status = diag_at(formula_place(f), "a value for each of many: expected one, as with "
                                               "sum() or min()");
        }
    }
    names_free(&k.names);
    return status;
}

/* --- what a judge needs --- */

enum need { NO, MAY, MUST };
static const struct needs {
    enum need file, that, bounds, fault;
    unsigned kinds; /* of labs */
} needs[] = {
#define IN(kind) (1u << (kind))
    [JUDGE_STATE] = {MUST, MUST, NO, NO, IN(LAB_GUEST) | IN(LAB_MONITOR)},
    [JUDGE_VERIFY] = {MUST, NO, NO, NO, IN(LAB_GUEST) | IN(LAB_MONITOR)},
    [JUDGE_ISOLATED] = {MUST, NO, NO, NO, IN(LAB_MONITOR)},
    [JUDGE_CYCLES] = {MUST, NO, MUST, NO, IN(LAB_GUEST) | IN(LAB_MONITOR)},
    [JUDGE_CLASSES] = {MUST, NO, NO, NO, IN(LAB_CLASSES)},
    [JUDGE_ESCAPE] = {MUST, NO, NO, MUST, IN(LAB_ESCAPE)},
    [JUDGE_CATCH] = {NO, NO, NO, MUST, IN(LAB_ESCAPE)},
    [JUDGE_EXPERIMENT] = {NO, MUST, NO, NO, IN(LAB_EXPERIMENT)},
#undef IN
};

static int check_need(const struct lab_test *t, enum need need, bool given, const char *key)
{
    if ((need == MUST && !given) || (need == NO && given)) {
        return diag_at(t->at, "tests: `%s`: its judge %s a key `%s`", excerpt(t->name).text,
                       given ? "has no use for" : "needs", key);
    }
    return 0;
}

static int check_set(const struct lab_test *t)
{
    bool may = t->judge == JUDGE_EXPERIMENT;
    return check_need(t, may ? MAY : NO, t->set.count > 0, "set");
}

static bool is_yaml(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* What is compiled; of some judges after a file, handed in, that is loaded. */
static int check_sources(const struct lab *l, const struct lab_test *t)
{
    bool loaded = t->judge == JUDGE_CATCH || t->judge == JUDGE_EXPERIMENT;
    if (loaded && (t->sources.count == 0 || !is_yaml(t->sources.list[0]) ||
                   !lab_has_name(&l->hand_in, t->sources.list[0]))) {
        return diag_at(t->at, "tests: `%s`: expected `sources` with a file of hand_in, in YAML",
                       excerpt(t->name).text);
    }
    for (unsigned i = loaded; i < t->sources.count; i++) {
        if (!lab_is_source(t->sources.list[i])) {
            return diag_at(t->at, "tests: `%s`: sources: %s: expected .c or .S files",
                           excerpt(t->name).text, excerpt(t->sources.list[i]).text);
        }
    }
    return 0;
}

static int check_config(const struct lab *l, const struct lab_test *t)
{
    struct config c = {.file = NULL};
    int status = lab_config(&c, l, t->file, l->keeper.file, NULL);
    bool monitored = c.monitor.kind != MONITOR_NONE;
    if (status == 0 && !monitored && t->judge != JUDGE_STATE) {
        status = diag_at(t->at, "tests: `%s`: %s has no monitor: expected monitor.kind in it",
                         excerpt(t->name).text, excerpt(t->file + strlen(l->folder)).text);
    }
    bool compared = t->judge == JUDGE_VERIFY || t->judge == JUDGE_CYCLES;
    if (status == 0 && compared) { /* no submission could pass it */
        status = sound_check_unless(&c, false, "judge: state");
    }
    status = status != 0 ? status : check_formulas(t, &c);
    config_free(&c);
    return status;
}

int lab_check_test(const struct lab *l, const struct lab_test *t)
{
    const struct needs *n = &needs[t->judge];
    if (!(n->kinds & 1u << l->kind)) {
        return diag_at(t->at, "tests: `%s`: this judge is none for a lab of this kind",
                       excerpt(t->name).text);
    }
    int status = check_need(t, n->file, t->file != NULL, "file");
    status = status != 0 ? status : check_need(t, n->that, t->that_count > 0, "that");
    status = status != 0 ? status : check_need(t, n->bounds, t->bound_count > 0, "bounds");
    status = status != 0 ? status : check_need(t, n->fault, t->fault != NULL, "fault");
    status = status != 0 ? status : check_set(t);
    status = status != 0 ? status : check_sources(l, t);
    if (status != 0 || t->judge == JUDGE_CLASSES) {
        return status; /* what questions say, grade_classes.c reads */
    }
    return t->file != NULL ? check_config(l, t) : check_formulas(t, NULL);
}

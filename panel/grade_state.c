/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged from the state that the machine is left in: formulas over counters, which the hardware
 * keeps; over its registers and CSRs; and over memory at the symbols of the image that was handed
 * in, or of the monitor's. `memory.ticks` is a word, `memory.queue[3]` the fourth from there on,
 * `byte.text[5]` a byte. Of VMs under a monitor also what the hardware ran of each
 * (grade_hardware.c), which has to keep them apart for that.
 */
#include <stdlib.h>
#include <string.h>

#include "formula.h"
#include "grade.h"
#include "isa/disasm.h"
#include "point_collect.h"
#include "symbols.h"

/* A finished machine as formulas see it. */
struct state_world {
    const struct session *session;
    struct point_result result; /* counters, and how each VM ended */
    struct point_world counters;
    struct formula_world world;
};

static const struct value no_value = {.kind = VALUE_NONE};

static struct value number(uint32_t n)
{
    return (struct value){.kind = VALUE_NUMBER, .number = n};
}

/* The image that owns the machine: its guest's, or the monitor's. */
static const struct image *image_of(const struct session *s)
{
    return s->monitored ? &s->monitor : &s->guests[0].image;
}

/* The one symbol of that name: a second one, even if the compiler sees no clash, could be a lie. */
static const struct symbol *only_symbol(const struct image *image, const char *name)
{
    const struct symbol *found = NULL;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct symbol *s = &image->symbols[i];
        if (strcmp(s->name, name) == 0) {
            if (found != NULL && found->address != s->address) {
                return NULL;
            }
            found = s;
        }
    }
    return found;
}

/* "queue[3]": the name, and the index behind it. */
static char *cut_index(const char *text, uint32_t *index)
{
    size_t n = strcspn(text, "[");
    *index = text[n] == '[' ? (uint32_t)strtoul(text + n + 1, NULL, 10) : 0;
    return xformat("%.*s", (int)n, text);
}

static struct value memory_value(const struct session *s, const char *text, uint32_t size)
{
    uint32_t index;
    char *name = cut_index(text, &index);
    const struct symbol *symbol = only_symbol(image_of(s), name);
    free(name);
    if (symbol == NULL || index > RAM_MAX / size) {
        return no_value;
    }
    const uint8_t *at = machine_ram(s->machine, symbol->address + index * size, size);
    return at == NULL ? no_value : number(size == 4 ? machine_word(at) : *at);
}

static struct value register_value(const struct machine *m, const char *name)
{
    int n = isa_register_number(name);
    if (strcmp(name, "pc") == 0) {
        return number(m->hart.pc);
    }
    return n >= 0 ? number(m->hart.x[n]) : no_value;
}

static struct value csr_value(const struct machine *m, const char *name)
{
    int n = isa_csr_number(name);
    uint32_t v;
    return n >= 0 && priv_csr_read(&m->hart.priv, (uint32_t)n, &v) ? number(v) : no_value;
}

static const char *behind(const char *name, const char *head)
{
    size_t n = strlen(head);
    return strncmp(name, head, n) == 0 ? name + n : NULL;
}

static struct value value_of(void *context, const char *name)
{
    struct state_world *w = context;
    const struct machine *m = w->session->machine;
    const char *rest;
    if ((rest = behind(name, "memory.")) != NULL) {
        return memory_value(w->session, rest, 4);
    }
    if ((rest = behind(name, "byte.")) != NULL) {
        return memory_value(w->session, rest, 1);
    }
    if ((rest = behind(name, "register.")) != NULL) {
        return register_value(m, rest);
    }
    if ((rest = behind(name, "csr.")) != NULL) {
        return csr_value(m, rest);
    }
    return w->counters.world.value(&w->counters, name);
}

static void each_of(void *context, const char *pattern,
                    void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    struct state_world *w = context;
    w->counters.world.each(&w->counters, pattern, visit, visit_context);
}

/* watched: of a machine with a monitor; or NULL. */
static void world_open(struct state_world *w, const struct session *s,
                       const struct grade_hardware *watched)
{
    static const struct experiment none; /* no columns, no measures */
    *w = (struct state_world){.session = s};
    point_collect(&w->result, s, NULL);
    w->result.status = w->result.status == POINT_CRASHED ? POINT_FAILED : w->result.status;
    if (watched != NULL) {
        grade_hardware_put(watched, &w->result);
    }
    point_world(&w->counters, &none, &w->result, NULL);
    w->world = (struct formula_world){w, value_of, each_of, NULL};
}

/* --- saying it --- */

struct saying {
    struct state_world *world;
    FILE *out;
};

static int say_name(void *context, const char *name, struct where at, bool baseline)
{
    const struct saying *s = context;
    (void)at;
    (void)baseline;
    if (strchr(name, '*') == NULL) {
        struct value v = value_of(s->world, name);
        fprintf(s->out, "  %s is %s\n", name,
                v.kind != VALUE_NONE ? value_text(v).text
                                     : "nothing: no such symbol, or more than one");
    }
    return 0;
}

static void say_end(const struct session *s, FILE *out)
{
    for (unsigned i = 0; i < s->guest_count; i++) {
        fprintf(out, "  %s: %s\n", guest_path(&s->guests[i]), session_outcome(s, i).text);
    }
}

static bool all_hold(const struct grade_job *job, struct state_world *w, struct judgement *j)
{
    for (unsigned i = 0; i < job->test->that_count; i++) {
        const struct formula *f = job->test->that[i];
        if (!value_true(formula_evaluate(f, &w->world, NULL))) {
            struct saying s = {w, j->said};
            fprintf(j->said, "expected: %s\n", formula_text(f));
            formula_names(f, say_name, &s);
            return false;
        }
    }
    return true;
}

static void judge_machine(const struct grade_job *job, struct session *s,
                          const struct grade_hardware *watched, struct judgement *j)
{
    struct state_world w;
    if (watched != NULL && !grade_hardware_apart(watched)) {
        grade_hardware_say(watched, j->said);
    } else if (s->machine->stop == STOP_LIMIT) {
        fprintf(j->said, "it has not come to its end in %s: it loops, or is much too slow\n",
                cycles_text(s->machine->cycles).text);
    } else {
        world_open(&w, s, watched);
        j->passed = all_hold(job, &w, j);
        point_free(&w.result);
    }
    if (!j->passed) {
        fputs("how it ended:\n", j->said);
        say_end(s, j->said);
        grade_say_repl(job, s->config, s->machine->instructions, j->said);
    }
}

static void run_and_judge(const struct grade_job *job, struct session *s, struct judgement *j)
{
    struct grade_hardware h;
    if (s->monitored) {
        grade_hardware_open(&h, s);
    }
    s->console.quiet = true;
    s->machine->complain = NULL;
    session_type_configured(s);
    const struct config_limits *l = &s->config->limits;
    machine_run(s->machine,
                (struct run_limit){l->instructions ? l->instructions : UINT64_MAX, l->cycles});
    session_settle(s);
    j->cycles = s->machine->cycles;
    if (s->monitored) {
        grade_hardware_settle(&h, s);
    }
    judge_machine(job, s, s->monitored ? &h : NULL, j);
    if (s->monitored) {
        grade_hardware_close(&h, s);
    }
}

int judge_state(const struct grade_job *job, struct judgement *j)
{
    struct config c = {.file = NULL};
    struct session s;
    int status = grade_config(job, &c);
    status = status != 0 ? status : session_open(&s, &c, (struct flat){.given = false}, -1);
    if (status == 0) {
        run_and_judge(job, &s, j);
        session_close(&s);
    }
    j->points = j->passed ? job->test->points : 0;
    config_free(&c);
    return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first difference, kept; and what is said in the end, for people and as JSON. */
#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/probe.h"
#include "table.h"
#include "verify_parts.h"

/* --- keeping it --- */

bool verify_found(const struct verify *v)
{
    return v->difference.found;
}

static void keep_trail(struct verify_difference *d, const struct verify_vm *vm)
{
    uint64_t first = vm->steps > VERIFY_TRAIL ? vm->steps - VERIFY_TRAIL : 0;
    for (uint64_t i = first; i < vm->steps; i++) {
        d->trail[d->trail_count++] = vm->trail[i % VERIFY_TRAIL];
    }
}

/* Where the two are, and what has led there. */
static struct verify_difference *begin(struct verify_vm *vm)
{
    struct verify_difference *d = &vm->verify->difference;
    if (!d->found) {
        *d = (struct verify_difference){.found = true,
                                        .vm = vm->index,
                                        .instructions = vm->bare.machine->instructions,
                                        .traps = vm->bare_traps,
                                        .boundary = vm->verify->boundaries,
                                        .doing_count = vm->doing_count,
                                        .doings_missed = vm->doings_missed};
        memcpy(d->doings, vm->doings, sizeof d->doings);
        keep_trail(d, vm);
        snprintf(d->what, sizeof d->what, "the states differ");
    }
    return d;
}

static void put_value(char cell[VERIFY_CELL], uint64_t value, int digits)
{
    if (digits > 0) {
        snprintf(cell, VERIFY_CELL, "0x%0*" PRIx64, digits, value);
    } else {
        snprintf(cell, VERIFY_CELL, "%" PRIu64, value);
    }
}

void verify_differ(struct verify_vm *vm, const char *name, uint64_t bare, uint64_t virtual,
                   int digits)
{
    struct verify_difference *d = begin(vm);
    if (d->field_count < VERIFY_FIELDS) {
        struct verify_field *f = &d->fields[d->field_count++];
        snprintf(f->name, sizeof f->name, "%s", name);
        put_value(f->bare, bare, digits);
        put_value(f->virtual, virtual, digits);
    }
}

bool verify_differs(struct verify_vm *vm, const char *format, ...)
{
    struct verify_difference *d = &vm->verify->difference;
    va_list args;
    if (d->found) {
        return false;
    }
    begin(vm);
    va_start(args, format);
    vsnprintf(d->what, sizeof d->what, format, args);
    va_end(args);
    return false;
}

/* --- in words --- */

static const char *name_of(const struct verify *v, unsigned vm)
{
    return v->config->vms[vm].name;
}

static const struct image *image_of(const struct verify *v)
{
    return verify_bare_image(&v->vms[v->difference.vm]);
}

struct text_of_step {
    char text[320];
};

static struct text_of_step step_text(const struct verify *v, const struct verify_step *step)
{
    struct text_of_step t;
    enum variant variant = (enum variant)v->config->machine.isa;
    snprintf(t.text, sizeof t.text, "%08" PRIx32 "%s: %s", step->pc,
             symbol_text(image_of(v), step->pc).text,
             insn_text(image_of(v), step->word, step->pc, variant).text);
    return t;
}

static const char *probe_name(uint32_t event)
{
    switch (event) {
#define PROBE(number, id, name, value)                                                             \
    case number:                                                                                   \
        return name;
#define COST(number, id, name, title, value)                                                       \
    case number:                                                                                   \
        return title;
#include "isa/probe.def"
    default:
        return "?";
    }
}

/* "privileged instructions emulated: csrrw ...", "trap: illegal instruction, 0x...". */
static struct text_of_step doing_text(const struct verify *v, const struct verify_doing *doing)
{
    struct text_of_step t;
    enum variant variant = (enum variant)v->config->machine.isa;
    const char *name = probe_name(doing->event);
    if (doing->trap) {
        snprintf(t.text, sizeof t.text, "trap: %s, 0x%08" PRIx32, cause_text(doing->event),
                 doing->value);
    } else if (doing->event == COST_EMULATE || doing->event == COST_TLB_WRITE) {
        snprintf(t.text, sizeof t.text, "%s: %s", name,
                 insn_text(image_of(v), doing->value, 0, variant).text);
    } else if (doing->event == COST_REFLECT || doing->event == COST_INTERRUPT) {
        snprintf(t.text, sizeof t.text, "%s: %s", name, cause_text(doing->value));
    } else {
        snprintf(t.text, sizeof t.text, "%s: 0x%" PRIx32, name, doing->value);
    }
    return t;
}

static void put_difference(const struct verify *v, FILE *out)
{
    const struct verify_difference *d = &v->difference;
    fprintf(out, "%s: %s, after %" PRIu64 " instructions and %" PRIu64 " traps\n",
            name_of(v, d->vm), d->what, d->instructions, d->traps);
    if (d->trail_count > 0) {
        fprintf(out, "  at %s\n", step_text(v, &d->trail[d->trail_count - 1]).text);
    }
    for (unsigned i = 0; i < d->field_count; i++) {
        const struct verify_field *f = &d->fields[i];
        fprintf(out, "  %-24s bare: %-18s  virtual: %s\n", f->name, f->bare, f->virtual);
    }
    if (d->field_count == VERIFY_FIELDS) {
        fputs("  (there may be more)\n", out);
    }
    if (d->trail_count > 1) {
        fputs("the guest's last instructions:\n", out);
    }
    for (unsigned i = 0; d->trail_count > 1 && i < d->trail_count; i++) {
        fprintf(out, "  %s\n", step_text(v, &d->trail[i]).text);
    }
    if (d->doing_count > 0) {
        fputs("what the monitor did since it last ran the guest:\n", out);
    }
    for (unsigned i = 0; i < d->doing_count; i++) {
        fprintf(out, "  %s\n", doing_text(v, &d->doings[i]).text);
    }
    if (d->doings_missed > 0) {
        fprintf(out, "  and %u more\n", d->doings_missed);
    }
}

char *verify_text(const struct verify *v)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out && verify_found(v)) {
        put_difference(v, out);
    }
    if (out) {
        fclose(out);
    }
    return text ? text : xstrdup("");
}

static bool limited(const struct verify *v)
{
    return v->leader.machine->stop == STOP_LIMIT;
}

static const char *verdict(const struct verify *v, unsigned vm)
{
    if (verify_found(v)) {
        return v->difference.vm == vm ? "differs" : "equal so far";
    }
    return v->vms[vm].ended || !limited(v) ? "equal" : "equal so far: the limit was reached";
}

static void put_vm(const struct verify *v, unsigned i, FILE *out)
{
    const struct verify_vm *vm = &v->vms[i];
    char cells[4][TABLE_CELL];
    table_grouped(cells[0], vm->boundaries);
    table_grouped(cells[1], vm->instructions);
    table_grouped(cells[2], vm->traps);
    table_grouped(cells[3], vm->pages);
    fprintf(out, "%s: %s: %s boundaries, %s instructions, %s traps, %s pages compared",
            name_of(v, i), verdict(v, i), cells[0], cells[1], cells[2], cells[3]);
    if (vm->ended) {
        fprintf(out, "; %s", session_outcome(&v->leader, i).text);
    }
    fputc('\n', out);
}

/* --- as JSON --- */

static json_t *vm_object(const struct verify *v, unsigned i)
{
    const struct verify_vm *vm = &v->vms[i];
    bool equal = !verify_found(v) || v->difference.vm != i;
    json_t *object = json_pack("{s:b, s:b, s:I, s:I, s:I, s:I}", "equal", equal, "ended", vm->ended,
                               "boundaries", (json_int_t)vm->boundaries, "instructions",
                               (json_int_t)vm->instructions, "traps", (json_int_t)vm->traps,
                               "pages", (json_int_t)vm->pages);
    if (vm->ended) {
        json_object_set_new(object, "outcome", json_string(session_outcome(&v->leader, i).text));
    }
    return object;
}

static json_t *step_object(const struct verify *v, const struct verify_step *step)
{
    char mnemonic[CSR_NAME_SIZE];
    struct insn in = isa_decode(step->word, (enum variant)v->config->machine.isa);
    isa_mnemonic((enum op)in.op, mnemonic);
    return json_pack("{s:I, s:I, s:s, s:s}", "pc", (json_int_t)step->pc, "word",
                     (json_int_t)step->word, "row", mnemonic, "text", step_text(v, step).text);
}

static json_t *difference_object(const struct verify *v)
{
    const struct verify_difference *d = &v->difference;
    json_t *object = json_pack("{s:s, s:s, s:I, s:I, s:I}", "vm", name_of(v, d->vm), "what",
                               d->what, "boundary", (json_int_t)d->boundary, "instructions",
                               (json_int_t)d->instructions, "traps", (json_int_t)d->traps);
    json_t *fields = json_array();
    json_t *trail = json_array();
    json_t *monitor = json_array();
    for (unsigned i = 0; i < d->field_count; i++) {
        const struct verify_field *f = &d->fields[i];
        json_array_append_new(fields, json_pack("{s:s, s:s, s:s}", "name", f->name, "bare", f->bare,
                                                "virtual", f->virtual));
    }
    for (unsigned i = 0; i < d->trail_count; i++) {
        json_array_append_new(trail, step_object(v, &d->trail[i]));
    }
    for (unsigned i = 0; i < d->doing_count; i++) {
        json_array_append_new(monitor, json_string(doing_text(v, &d->doings[i]).text));
    }
    if (d->trail_count > 0) {
        json_object_set_new(object, "instruction", step_object(v, &d->trail[d->trail_count - 1]));
    }
    json_object_set_new(object, "fields", fields);
    json_object_set_new(object, "last", trail);
    json_object_set_new(object, "monitor", monitor);
    return object;
}

static void put_json(const struct verify *v, FILE *out)
{
    json_t *vms = json_object();
    json_t *root =
        json_pack("{s:s, s:s, s:b, s:b, s:I}", "schema", "trapeze-verify/1", "version",
                  TRAPEZE_VERSION, "equal", !verify_found(v), "limited",
                  limited(v) && !verify_found(v), "boundaries", (json_int_t)v->boundaries);
    for (unsigned i = 0; i < v->vm_count; i++) {
        json_object_set_new(vms, name_of(v, i), vm_object(v, i));
    }
    json_object_set_new(root, "vms", vms);
    if (verify_found(v)) {
        json_object_set_new(root, "difference", difference_object(v));
    }
    json_dumpf(root, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(root);
}

int verify_report(const struct verify *v, FILE *out, FILE *json)
{
    for (unsigned i = 0; i < v->vm_count; i++) {
        put_vm(v, i, out);
    }
    if (verify_found(v)) {
        put_difference(v, out);
    }
    if (json) {
        put_json(v, json);
    }
    return verify_found(v) || limited(v) ? EXIT_GUEST : EXIT_SUCCESS;
}

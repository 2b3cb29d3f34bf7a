/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration of a point: its keys by name, and its identity, a hash of all that the outcome
 * depends on. Files are named as the user has named them and hashed by what they hold: where they
 * are makes no difference.
 */
#include <stdlib.h>
#include <string.h>

#include "config_schema.h"
#include "json_text.h"
#include "machine/hash.h"
#include "options_table.h"
#include "point.h"

/* Keys being put into a result. */
struct putting {
    struct point_result *result;
    struct point_files *files;
    uint64_t hash;
    int status;
};

static struct where place_of(const struct config_key *k, const void *member)
{
    struct where at;
    memcpy(&at, (const char *)member + k->at, sizeof at);
    return at;
}

static const char *text_of(const struct config_key *k, const void *member)
{
    const char *text;
    memcpy(&text, (const char *)member + k->field, sizeof text);
    return text;
}

/* Whether a shipped file in folder `kind` is this path; `name` is then how it is called. */
static bool is_shipped(const char *kind, const char *name, const char *path)
{
    char *found = find_shipped(kind, name);
    bool same = found && strcmp(found, path) == 0;
    free(found);
    return same;
}

char *point_file_name(const char *path, struct where at)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *folder_end = at.file && at.line > 0 ? strrchr(at.file, '/') : NULL;
    size_t folder = folder_end ? (size_t)(folder_end - at.file) + 1 : 0;
    if (is_shipped("guests", base, path)) {
        return xstrdup(base);
    }
    if (is_shipped(NULL, base, path)) {
        return xformat("%.*s", (int)strcspn(base, "."), base);
    }
    return xstrdup(folder > 0 && strncmp(path, at.file, folder) == 0 ? path + folder : path);
}

/* --- the keys, by path --- */

char *point_vm_prefix(const struct config *c, unsigned vm)
{
    const struct config_kin *k = &c->kin[vm];
    char *outer = k->parent == CONFIG_MACHINE ? xstrdup("") : point_vm_prefix(c, k->parent);
    char *prefix = xformat("%svms.%s.", outer, c->vms[vm].name);
    free(outer);
    return prefix;
}

static void visit_section(const struct config_section *s, const char *prefix, const void *member,
                          point_key_visitor *visit, void *context)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        char *path = xformat("%s%s", prefix, s->keys[i].name);
        visit(context, path, &s->keys[i], member);
        free(path);
    }
}

void point_keys(const struct config *c, point_key_visitor *visit, void *context)
{
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        if (s->shape == SHAPE_ONE) {
            char *prefix = xformat("%s.", s->name);
            visit_section(s, prefix, (const char *)c + s->member, visit, context);
            free(prefix);
        }
        for (unsigned vm = 0; vm < c->vms_count && s->shape == SHAPE_EACH; vm++) {
            char *prefix = point_vm_prefix(c, vm);
            visit_section(s, prefix, &c->vms[vm], visit, context);
            free(prefix);
        }
    }
}

/* --- values --- */

static const char *choice_name(const struct config_key *k, unsigned value)
{
    for (const struct config_choice *c = config_choices; c->name; c++) {
        if (c->list == k->list && c->value == value) {
            return c->name;
        }
    }
    return "";
}

/* What of a key's value is hashed: choices by name, since their numbers may change. */
static void put_text(struct putting *p, const char *path, const char *text)
{
    p->hash = hash_text(p->hash, text);
    if (text) {
        point_put_text(p->result, path, text);
    } else {
        point_put_none(p->result, path);
    }
}

/* A text of the user's that is a number is one in formulas. */
static void put_string(struct putting *p, const char *path, const char *text)
{
    double number;
    if (text && formula_number(text, &number)) {
        p->hash = hash_text(p->hash, text);
        point_put_number(p->result, path, number);
    } else {
        put_text(p, path, text);
    }
}

/* What the guest reads, or what reads it: not what is written at the end. */
static bool is_input(const struct config_key *k)
{
    static const char *const outputs[] = {"console", "disk_save", "signature"};
    bool input = k->type == KEY_PATH || k->type == KEY_IMAGE;
    for (unsigned i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        input = input && strcmp(k->name, outputs[i]) != 0;
    }
    return input;
}

static void put_file(struct putting *p, const char *path, const struct config_key *k,
                     const void *member)
{
    const char *file = text_of(k, member);
    struct where at = place_of(k, member);
    char *name = file ? point_file_name(file, at) : NULL;
    put_text(p, path, name);
    if (file && is_input(k) && p->status == 0) {
        const struct point_file *f = point_file(p->files, file, k->type == KEY_IMAGE, at);
        p->status = f ? 0 : EXIT_USAGE;
        p->hash = hash_number(p->hash, f ? f->hash : 0);
        if (f) {
            point_put_input(p->result, name, f->hash);
        }
    }
    free(name);
}

static void put_key(void *context, const char *path, const struct config_key *k, const void *member)
{
    struct putting *p = context;
    unsigned choice;
    uint64_t number;
    p->hash = hash_text(p->hash, path);
    if (k->type == KEY_CHOICE) {
        memcpy(&choice, (const char *)member + k->field, sizeof choice);
        put_text(p, path, choice_name(k, choice));
    } else if (k->type == KEY_SIZE || k->type == KEY_COUNT) {
        memcpy(&number, (const char *)member + k->field, sizeof number);
        p->hash = hash_number(p->hash, number);
        point_put_number(p->result, path, (double)number);
    } else if (k->type == KEY_PATH || k->type == KEY_IMAGE) {
        put_file(p, path, k, member);
    } else if (k->type == KEY_STRING || k->type == KEY_TEXT) {
        put_string(p, path, text_of(k, member));
    } else {
        const char *text = text_of(k, member);
        p->hash = hash_text(p->hash, text);
        point_put(p->result, path,
                  text ? value_of_text(text) : (struct value){VALUE_NONE, 0, NULL});
    }
}

int point_put_config(struct point_result *r, const struct config *c, struct point_files *files,
                     uint64_t *hash)
{
    struct putting p = {.result = r, .files = files, .hash = *hash};
    point_keys(c, put_key, &p);
    *hash = p.hash;
    return p.status;
}

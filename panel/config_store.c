/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config_store.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "yaml_tree.h"

struct config_text {
    struct config_text *next;
    _Alignas(max_align_t) char s[];
};

void *config_room(struct config *c, size_t size)
{
    struct config_text *t = xmalloc(sizeof *t + size);
    t->next = c->texts;
    c->texts = t;
    return t->s;
}

const char *config_keep(struct config *c, const char *s)
{
    size_t size = strlen(s) + 1;
    return memcpy(config_room(c, size), s, size);
}

void config_adopt(struct config *c, struct config *from)
{
    struct config_text **end = &c->texts;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = from->texts;
    from->texts = NULL;
}

/* The same for a string in memory of its own, which is freed. */
static const char *keep_own(struct config *c, char *s)
{
    const char *kept = config_keep(c, s);
    free(s);
    return kept;
}

void *config_member(struct config *c, const struct config_section *s, unsigned index)
{
    return s->shape == SHAPE_EACH ? (void *)&c->vms[index] : (void *)((char *)c + s->member);
}

static void put_defaults(struct config *c, const struct config_section *s, unsigned index)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        if (s->keys[i].standard != NULL) {
            config_put(c, s, config_member(c, s, index), &s->keys[i], s->keys[i].standard,
                       (struct where){NULL, 0, 0});
        }
    }
}

void config_init(struct config *c, const char *file)
{
    *c = (struct config){0};
    c->file = config_keep(c, file);
    for (unsigned i = 0; i < config_section_count; i++) {
        if (config_sections[i].shape == SHAPE_ONE) {
            put_defaults(c, &config_sections[i], 0);
        }
    }
}

/* VM `index`, which is the next one of its parent. */
static void add_kin(struct config *c, unsigned index, unsigned parent)
{
    struct config_kin *k = &c->kin[index];
    *k = (struct config_kin){.parent = parent};
    if (parent == CONFIG_MACHINE) {
        k->index = c->top_count++;
        return;
    }
    struct config_kin *p = &c->kin[parent];
    p->first = p->count > 0 ? p->first : index;
    k->level = p->level + 1;
    k->index = p->count++;
}

struct config_vm *config_add_vm(struct config *c, unsigned parent, struct where at)
{
    if (c->vms_count == CONFIG_VMS) {
        diag_at(at, "too many VMs: expected at most %d", CONFIG_VMS);
        return NULL;
    }
    if (parent != CONFIG_MACHINE && c->kin[parent].level + 1 == CONFIG_LEVELS) {
        diag_at(at, "VMs in VMs too deeply: expected at most %d levels", CONFIG_LEVELS);
        return NULL;
    }
    unsigned index = c->vms_count++;
    c->vms = xrealloc(c->vms, c->vms_count * sizeof *c->vms);
    c->kin = xrealloc(c->kin, c->vms_count * sizeof *c->kin);
    c->vms[index] = (struct config_vm){.at = at};
    add_kin(c, index, parent);
    for (unsigned i = 0; i < config_section_count; i++) {
        if (config_sections[i].shape == SHAPE_EACH) {
            put_defaults(c, &config_sections[i], index);
        }
    }
    return &c->vms[index];
}

void config_free(struct config *c)
{
    while (c->texts != NULL) {
        struct config_text *next = c->texts->next;
        free(c->texts);
        c->texts = next;
    }
    yaml_tree_free(c->tree);
    free(c->vms);
    free(c->kin);
    *c = (struct config){0};
}

static bool name_character(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
           ch == '-' || ch == '_';
}

void config_name_vm(struct config *c, struct config_vm *vm)
{
    if (vm->name != NULL || vm->image == NULL) {
        return;
    }
    enum { LONGEST = 31 };
    const char *slash = strrchr(vm->image, '/');
    const char *base = slash != NULL ? slash + 1 : vm->image;
    size_t length = strcspn(base, ".");
    char *name = xformat("%.*s",
                         length == 0        ? 2
                         : length < LONGEST ? (int)length
                                            : LONGEST,
                         length == 0 ? "vm" : base);
    for (char *p = name; *p != '\0'; p++) {
        *p = name_character(*p) ? *p : '_';
    }
    vm->name = keep_own(c, name);
}

void config_place_vm(struct config *c, unsigned vm)
{
    struct config_kin *k = &c->kin[vm];
    const char *name = c->vms[vm].name;
    bool top = k->parent == CONFIG_MACHINE;
    k->path = top ? name : keep_own(c, xformat("%s/%s", c->kin[k->parent].path, name));
}

/* Of a word that is none of a key's choices: which was meant, or which there are. */
static int refuse_choice(const struct config_section *s, const struct config_key *k,
                         const char *text, struct where at)
{
    struct nearest n = nearest_to(text);
    for (const struct config_choice *o = config_choices; o->name != NULL; o++) {
        if (o->list == k->list) {
            nearest_offer(&n, o->name);
        }
    }
    return diag_at(at, "%s.%s: `%s`: %s", s->name, k->name, excerpt(text).text, nearest_advice(&n));
}

static bool valid_choice(const struct config_key *k, const char *text, unsigned *value)
{
    for (const struct config_choice *o = config_choices; o->name != NULL; o++) {
        if (o->list == k->list && strcmp(o->name, text) == 0) {
            *value = o->value;
            return true;
        }
    }
    return false;
}

static bool valid_number(const struct config_key *k, const char *text, uint64_t *value)
{
    uint64_t v;
    if (!config_number(k, text, &v) || v < k->low || v > k->high || v % k->step != 0) {
        return false;
    }
    *value = v;
    return true;
}

static bool valid_text(const struct config_key *k, const char *text)
{
    size_t length = strlen(text);
    bool valid = length >= k->low && length <= k->high;
    for (const char *p = text; valid && k->type == KEY_NAME && *p != '\0'; p++) {
        valid = name_character(*p);
    }
    for (const char *p = text; valid && k->type != KEY_TEXT && k->type != KEY_INPUT && *p != '\0';
         p++) {
        valid = (unsigned char)*p >= 0x20 && *p != 0x7f;
    }
    return valid;
}

/* See config_confine(). */
static struct {
    const char *name, *path;
    bool on;
} confined;

void config_confine(const char *name, const char *path)
{
    confined.on = true;
    confined.name = name;
    confined.path = path;
}

/* Whether a file may be named so by a stranger: as one that comes with Trapeze, or by its word. */
static bool may_name(const struct config_key *k, const char *text)
{
    bool file = k->type == KEY_PATH || k->type == KEY_IMAGE;
    bool image = k->type == KEY_IMAGE; /* others may be written to */
    if (!confined.on || !file) {
        return true;
    }
    if (image && confined.name != NULL && strcmp(text, confined.name) == 0) {
        return true;
    }
    char *found = image && strpbrk(text, "./") == NULL ? find_shipped("guests", text) : NULL;
    free(found);
    return found != NULL;
}

/*
 * A bare name is a shipped guest's, if there is one, or a shipped monitor's; all else is relative
 * to the folder of the file that says so.
 */
static const char *file_named(struct config *c, const struct config_key *k, const char *text,
                              struct where at)
{
    bool bare = k->type == KEY_IMAGE && strpbrk(text, "./") == NULL;
    if (confined.on && confined.name != NULL && strcmp(text, confined.name) == 0) {
        return config_keep(c, confined.path);
    }
    char *found = bare ? find_shipped("guests", text) : NULL;
    if (bare && !found) {
        char *monitor = xformat("%s.elf", text);
        found = find_shipped(NULL, monitor);
        free(monitor);
    }
    if (found != NULL) {
        return keep_own(c, found);
    }
    const char *slash = at.line > 0 && text[0] != '/' ? strrchr(at.file, '/') : NULL;
    int folder = slash != NULL ? (int)(slash - at.file) + 1 : 0;
    return keep_own(c, xformat("%.*s%s", folder, folder > 0 ? at.file : "", text));
}

/* Convert and store; false if the text is not what the key expects. */
static bool store(struct config *c, void *member, const struct config_key *k, const char *text,
                  struct where at)
{
    void *field = (char *)member + k->field;
    switch (k->type) {
    case KEY_CHOICE:
        return valid_choice(k, text, field);
    case KEY_SIZE:
    case KEY_COUNT:
        return valid_number(k, text, field);
    case KEY_NAME:
    case KEY_STRING:
    case KEY_TEXT:
    case KEY_INPUT:
    case KEY_PATH:
    case KEY_IMAGE:
    case KEY_FORMULA: /* the last ones are taken in by experiment_keys.c */
    case KEY_FORMULAS:
    case KEY_COLUMN:
    case KEY_MEASURES:
    case KEY_AXES:
    case KEY_VALUE:
    case KEY_TREE:
        break;
    }
    if (!valid_text(k, text)) {
        return false;
    }
    if (k->type == KEY_INPUT) {
        config_put_typed(c, field, text);
        return true;
    }
    bool file = k->type == KEY_PATH || k->type == KEY_IMAGE;
    const char *kept = file ? file_named(c, k, text, at) : config_keep(c, text);
    memcpy(field, &kept, sizeof kept);
    return true;
}

int config_put(struct config *c, const struct config_section *s, void *member,
               const struct config_key *k, const char *text, struct where at)
{
    if (at.file != NULL && !may_name(k, text)) {
        return diag_at(at,
                       "%s.%s: `%s`: expected the name of a shipped guest%s%s: no file of "
                       "this machine may be named here",
                       s->name, k->name, excerpt(text).text, confined.name != NULL ? ", or " : "",
                       confined.name != NULL ? confined.name : "");
    }
    bool stored = store(c, member, k, text, at);
    if (!stored && k->type == KEY_CHOICE) {
        return refuse_choice(s, k, text, at);
    }
    if (!stored) {
        return diag_at(at, "%s.%s: `%s`: expected %s", s->name, k->name, excerpt(text).text,
                       config_expected(k).text);
    }
    memcpy((char *)member + k->at, &at, sizeof at);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config_keys.h"

#include <stdlib.h>
#include <string.h>

/* --- paths --- */

char *config_vm_name(const struct config *c, unsigned vm)
{
    const char *name = c->vms[vm].name != NULL ? c->vms[vm].name : "";
    if (c->kin[vm].parent == CONFIG_MACHINE) {
        return xformat("vms.%s", name);
    }
    char *outer = config_vm_name(c, c->kin[vm].parent);
    char *inner = xformat("%s.vms.%s", outer, name);
    free(outer);
    return inner;
}

static void visit_section(const struct config_section *s, const char *prefix, const void *member,
                          config_path_visitor *visit, void *context)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        char *path = xformat("%s.%s", prefix, s->keys[i].name);
        visit(context, path, &s->keys[i], member);
        free(path);
    }
}

void config_each_key(const struct config *c, config_path_visitor *visit, void *context)
{
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        if (s->shape == SHAPE_ONE) {
            visit_section(s, s->name, (const char *)c + s->member, visit, context);
        }
        for (unsigned vm = 0; vm < c->vms_count && s->shape == SHAPE_EACH; vm++) {
            char *prefix = config_vm_name(c, vm);
            visit_section(s, prefix, &c->vms[vm], visit, context);
            free(prefix);
        }
    }
}

/* --- values --- */

struct where config_key_place(const struct config_key *k, const void *member)
{
    struct where at;
    memcpy(&at, (const char *)member + k->at, sizeof at);
    return at;
}

/* Whether a shipped file in folder `kind` is this path; `name` is then how it is called. */
static bool is_shipped(const char *kind, const char *name, const char *path)
{
    char *found = find_shipped(kind, name);
    bool same = found && strcmp(found, path) == 0;
    free(found);
    return same;
}

char *config_file_name(const char *path, struct where at)
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

static struct value text_or_none(const char *text)
{
    return (struct value){text != NULL ? VALUE_TEXT : VALUE_NONE, 0, text};
}

static struct value value_of_written(const char *text)
{
    return text != NULL ? value_of_text(text) : text_or_none(NULL);
}

struct value config_key_value(const struct config_key *k, const void *member, char **made)
{
    const void *field = (const char *)member + k->field;
    unsigned choice;
    uint64_t number;
    const char *text;
    *made = NULL;
    if (k->type == KEY_CHOICE) {
        memcpy(&choice, field, sizeof choice);
        return text_or_none(config_choice_name(k, choice));
    }
    if (k->type == KEY_SIZE || k->type == KEY_COUNT) {
        memcpy(&number, field, sizeof number);
        return (struct value){VALUE_NUMBER, (double)number, NULL};
    }
    memcpy(&text, field, sizeof text); /* of KEY_INPUT, what comes first */
    if (text != NULL && (k->type == KEY_PATH || k->type == KEY_IMAGE)) {
        *made = config_file_name(text, config_key_place(k, member));
        return text_or_none(*made);
    }
    return k->type == KEY_NAME ? text_or_none(text) : value_of_written(text);
}

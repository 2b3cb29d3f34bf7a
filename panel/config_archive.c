/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration in a snapshot, and whether another one is of the same machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_store.h"

enum { TEXT_MOST = 1 << 20, NAME_MOST = 64 };

/* A value as a user would write it, in new memory; NULL if none was given. */
static char *value_text(const void *member, const struct config_key *k)
{
    const void *field = (const char *)member + k->field;
    unsigned choice;
    uint64_t value;
    const char *text;
    switch (k->type) {
    case KEY_CHOICE:
        memcpy(&choice, field, sizeof choice);
        text = config_choice_name(k, choice);
        return text != NULL ? xstrdup(text) : NULL;
    case KEY_SIZE:
    case KEY_COUNT:
        memcpy(&value, field, sizeof value);
        return xstrdup(config_number_text(k->type, value).text);
    case KEY_NAME:
    case KEY_STRING:
    case KEY_TEXT:
    case KEY_INPUT: /* whose text comes first */
    case KEY_PATH:
    case KEY_IMAGE:
    case KEY_FORMULA: /* no configuration has the last ones */
    case KEY_FORMULAS:
    case KEY_COLUMN:
    case KEY_MEASURES:
    case KEY_AXES:
    case KEY_VALUE:
    case KEY_TREE:
        break;
    }
    memcpy(&text, field, sizeof text);
    return text != NULL ? xstrdup(text) : NULL;
}

static bool was_given(const void *member, const struct config_key *k)
{
    struct where at;
    memcpy(&at, (const char *)member + k->at, sizeof at);
    return at.file != NULL;
}

static void save_text(struct archive *a, const char *text)
{
    uint8_t *bytes = (uint8_t *)text; /* an archive that saves changes nothing */
    size_t size = strlen(text);
    archive_block(a, &bytes, &size, TEXT_MOST);
}

/* In new memory; NULL if the archive has failed. */
static char *load_text(struct archive *a, size_t most)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    archive_block(a, &bytes, &size, most);
    archive_require(a, bytes != NULL && memchr(bytes, '\0', size) == NULL);
    if (a->failed) {
        free(bytes);
        return NULL;
    }
    bytes[size] = '\0';
    return (char *)bytes;
}

/* Whether a key has a list of what is typed, or is to have one: then that has been archived. */
static bool list_archive(struct archive *a, struct config *c, void *member,
                         const struct config_key *k, int *status)
{
    struct config_input *input = (struct config_input *)((char *)member + k->field);
    if (k->type != KEY_INPUT) {
        return false;
    }
    bool timed = !a->loading && input->timed;
    archive_bool(a, &timed);
    if (timed) {
        *status = config_archive_input(a, c, input);
    }
    return timed;
}

/* The keys of a section by name, for other versions have others; no name is the end. */
static int save_keys(struct archive *a, struct config *c, const struct config_section *s,
                     void *member)
{
    int status = 0;
    for (unsigned i = 0; i < s->key_count; i++) {
        char *text = value_text(member, &s->keys[i]);
        bool given = was_given(member, &s->keys[i]);
        if (text != NULL) {
            save_text(a, s->keys[i].name);
            archive_bool(a, &given);
            if (!list_archive(a, c, member, &s->keys[i], &status)) {
                save_text(a, text);
            }
        }
        free(text);
    }
    save_text(a, "");
    return status;
}

/* The name of a file is kept as it is: it was found once. */
static int put(struct config *c, const struct config_section *s, void *member,
               const struct config_key *k, const char *text, struct where at)
{
    if (k->type != KEY_PATH && k->type != KEY_IMAGE) {
        return config_put(c, s, member, k, text, at);
    }
    const char *kept = config_keep(c, text);
    memcpy((char *)member + k->field, &kept, sizeof kept);
    memcpy((char *)member + k->at, &at, sizeof at);
    return 0;
}

static int load_key(struct archive *a, struct config *c, const struct config_section *s,
                    void *member, const struct config_key *k)
{
    bool given;
    archive_bool(a, &given);
    struct where at = {given ? c->file : NULL, 0, 0};
    int status = 0;
    if (list_archive(a, c, member, k, &status)) {
        memcpy((char *)member + k->at, &at, sizeof at);
        return status;
    }
    char *text = load_text(a, TEXT_MOST);
    status = text != NULL ? put(c, s, member, k, text, at) : 0;
    free(text);
    return status;
}

static const struct config_key *key_named(const struct config_section *s, const char *name)
{
    for (unsigned i = 0; name != NULL && i < s->key_count; i++) {
        if (strcmp(s->keys[i].name, name) == 0) {
            return &s->keys[i];
        }
    }
    return NULL;
}

static int load_keys(struct archive *a, struct config *c, const struct config_section *s,
                     void *member)
{
    int status = 0;
    bool more = true;
    while (more && status == 0 && !a->failed) {
        char *name = load_text(a, NAME_MOST);
        const struct config_key *k = key_named(s, name);
        more = name != NULL && *name != '\0';
        archive_require(a, !more || k != NULL);
        if (k != NULL) {
            status = load_key(a, c, s, member, k);
        }
        free(name);
    }
    return status;
}

static int section_archive(struct archive *a, struct config *c, const struct config_section *s,
                           unsigned index)
{
    if (a->loading) {
        return load_keys(a, c, s, config_member(c, s, index));
    }
    return save_keys(a, c, s, config_member(c, s, index));
}

/* Whether VM `vm` can be in `parent`: the VMs of one monitor stand side by side. */
static bool parent_fits(const struct config *c, uint32_t vm, uint32_t parent)
{
    uint32_t before = vm > 0 ? c->kin[vm - 1].parent : CONFIG_MACHINE;
    bool after = parent == before || (parent < vm && (before == CONFIG_MACHINE || parent > before));
    return after && (parent == CONFIG_MACHINE || c->kin[parent].level + 1 < CONFIG_LEVELS);
}

/* Make the VMs that the archive has keys of. */
static void vms_archive(struct archive *a, struct config *c)
{
    uint32_t count = c->vms_count;
    archive_below(a, &count, CONFIG_VMS + 1);
    for (uint32_t i = 0; i < count && !a->failed; i++) {
        uint32_t parent = a->loading ? 0 : c->kin[i].parent;
        archive_u32(a, &parent);
        archive_require(a, parent_fits(c, i, parent));
        if (a->loading && !a->failed) {
            config_add_vm(c, parent, (struct where){c->file, 0, 0});
        }
    }
}

int config_archive(struct archive *a, struct config *c, const char *file)
{
    int status = 0;
    if (a->loading) {
        config_init(c, file);
        c->restored = true;
    }
    vms_archive(a, c);
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        unsigned count = s->shape == SHAPE_EACH ? c->vms_count : 1;
        for (unsigned n = 0; n < count && !a->failed && status == 0; n++) {
            status = section_archive(a, c, s, n);
        }
    }
    return status;
}

/* Files, limits and the core may be others: the machine's state does not depend on them. */
static bool must_agree(const struct config_section *s, const struct config_key *k)
{
    return k->list != LIST_core && k->type != KEY_PATH && k->type != KEY_IMAGE &&
           strcmp(s->name, "limits") != 0;
}

static int disagreement(const struct config_section *s, const struct config_key *k, struct where at,
                        const char *here, const char *there)
{
    const char *none = "nothing";
    return diag_at(at, "%s.%s: %s here, and %s in the snapshot: expected the same", s->name,
                   k->name, excerpt(here ? here : none).text, excerpt(there ? there : none).text);
}

static int keys_agree(const struct config *c, const struct config_section *s, const void *here,
                      const void *there)
{
    int status = 0;
    for (unsigned i = 0; i < s->key_count && status == 0; i++) {
        const struct config_key *k = &s->keys[i];
        char *a = value_text(here, k);
        char *b = value_text(there, k);
        bool same = a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
        if (!same && must_agree(s, k)) {
            struct where at;
            memcpy(&at, (const char *)here + k->at, sizeof at);
            status = disagreement(s, k, at.file ? at : (struct where){c->file, 0, 0}, a, b);
        }
        free(a);
        free(b);
    }
    return status;
}

int config_agrees(struct config *c, struct config *saved)
{
    int status = 0;
    if (c->vms_count != saved->vms_count) {
        return diag_at((struct where){c->file, 0, 0},
                       "%u VMs here, and %u in the snapshot: expected the same", c->vms_count,
                       saved->vms_count);
    }
    for (unsigned i = 0; i < c->vms_count; i++) {
        if (c->kin[i].parent != saved->kin[i].parent) {
            return diag_at(c->vms[i].at,
                           "VM `%s` is in another one than in the snapshot: expected "
                           "the same",
                           c->kin[i].path);
        }
    }
    for (unsigned i = 0; i < config_section_count && status == 0; i++) {
        const struct config_section *s = &config_sections[i];
        unsigned count = s->shape == SHAPE_EACH ? c->vms_count : 1;
        for (unsigned n = 0; n < count && status == 0; n++) {
            status = keys_agree(c, s, config_member(c, s, n), config_member(saved, s, n));
        }
    }
    return status;
}

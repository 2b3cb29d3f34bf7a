/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A configuration in a snapshot, and whether another one is of the same machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_store.h"

enum { TEXT_MOST = 1 << 20, END_OF_KEYS = UINT8_MAX };

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
        for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
            if (c->list == k->list && c->value == choice) {
                return xstrdup(c->name);
            }
        }
        return NULL;
    case KEY_SIZE:
    case KEY_COUNT:
        memcpy(&value, field, sizeof value);
        return xstrdup(config_number_text(k->type, value).text);
    case KEY_NAME:
    case KEY_STRING:
    case KEY_TEXT:
    case KEY_PATH:
    case KEY_IMAGE:
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

static void save_keys(struct archive *a, const struct config_section *s, const void *member)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        uint8_t *text = (uint8_t *)value_text(member, &s->keys[i]);
        uint8_t index = (uint8_t)i;
        bool given = was_given(member, &s->keys[i]);
        size_t size = text != NULL ? strlen((char *)text) : 0;
        if (text != NULL) {
            archive_u8(a, &index);
            archive_bool(a, &given);
            archive_block(a, &text, &size, TEXT_MOST);
        }
        free(text);
    }
    uint8_t end = END_OF_KEYS;
    archive_u8(a, &end);
}

/* The name of a file is kept as it is: it was found once. */
static int put(struct config *c, const struct config_section *s, void *member,
               const struct config_key *k, const char *text, struct where at)
{
    if (k->type != KEY_PATH && k->type != KEY_IMAGE) {
        return config_put(c, s, member, k, text, at, "");
    }
    const char *kept = config_keep(c, text);
    memcpy((char *)member + k->field, &kept, sizeof kept);
    memcpy((char *)member + k->at, &at, sizeof at);
    return 0;
}

static int load_key(struct archive *a, struct config *c, const struct config_section *s,
                    void *member, const struct config_key *k)
{
    uint8_t *text = NULL;
    size_t size = 0;
    bool given;
    int status = 0;
    archive_bool(a, &given);
    archive_block(a, &text, &size, TEXT_MOST);
    archive_require(a, text != NULL && memchr(text, '\0', size) == NULL);
    if (!a->failed) {
        text[size] = '\0';
        struct where at = {given ? c->file : NULL, 0, 0};
        status = put(c, s, member, k, (char *)text, at);
    }
    free(text);
    return status;
}

static int load_keys(struct archive *a, struct config *c, const struct config_section *s,
                     void *member)
{
    uint8_t index;
    int status = 0;
    for (archive_u8(a, &index); !a->failed && index != END_OF_KEYS; archive_u8(a, &index)) {
        archive_require(a, index < s->key_count);
        if (!a->failed) {
            status = load_key(a, c, s, member, &s->keys[index]);
        }
        if (status != 0) {
            break;
        }
    }
    return status;
}

static int section_archive(struct archive *a, struct config *c, const struct config_section *s,
                           unsigned index)
{
    if (a->loading) {
        return load_keys(a, c, s, config_member(c, s, index));
    }
    save_keys(a, s, config_member(c, s, index));
    return 0;
}

/* Make the VMs that the archive has keys of. */
static void vms_archive(struct archive *a, struct config *c)
{
    uint32_t count = c->vms_count;
    archive_below(a, &count, CONFIG_VMS + 1);
    while (!a->failed && c->vms_count < count) {
        config_add_vm(c, (struct where){c->file, 0, 0});
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
    for (unsigned i = 0; i < config_section_count && status == 0; i++) {
        const struct config_section *s = &config_sections[i];
        unsigned count = s->shape == SHAPE_EACH ? c->vms_count : 1;
        for (unsigned n = 0; n < count && status == 0; n++) {
            status = keys_agree(c, s, config_member(c, s, n), config_member(saved, s, n));
        }
    }
    return status;
}

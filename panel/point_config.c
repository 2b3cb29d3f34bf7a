/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration of a point: its keys by name, and its identity, a hash of all that the outcome
 * depends on. Files are named as the user has named them and hashed by what they hold: where they
 * are makes no difference.
 */
#include <stdlib.h>
#include <string.h>

#include "config_keys.h"
#include "machine/hash.h"
#include "point.h"

/* Keys being put into a result. */
struct putting {
    struct point_result *result;
    struct point_files *files;
    uint64_t hash;
    int status;
};

static const char *text_of(const struct config_key *k, const void *member)
{
    const char *text;
    memcpy(&text, (const char *)member + k->field, sizeof text);
    return text;
}

/*
 * Choices are hashed by name, since their numbers may change; texts as they were written, since 8
 * and 8.0 are one number, and two arguments of a guest.
 */
static uint64_t hash_key(uint64_t hash, const struct config_key *k, const void *member,
                         struct value v)
{
    uint64_t number;
    if (k->type == KEY_SIZE || k->type == KEY_COUNT) {
        memcpy(&number, (const char *)member + k->field, sizeof number);
        return hash_number(hash, number);
    }
    return hash_text(hash, v.kind == VALUE_NUMBER ? text_of(k, member)
                           : v.kind == VALUE_TEXT ? v.text
                                                  : NULL);
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

/* What a file holds that the user calls `name`. */
static void put_input(struct putting *p, const struct config_key *k, const void *member,
                      const char *name)
{
    const struct point_file *f =
        point_file(p->files, text_of(k, member), k->type == KEY_IMAGE, config_key_place(k, member));
    p->status = f ? 0 : p->files->status;
    if (f) {
        p->hash = hash_number(p->hash, f->hash);
        point_put_input(p->result, name, f->hash);
    }
}

static void put_key(void *context, const char *path, const struct config_key *k, const void *member)
{
    struct putting *p = context;
    char *made;
    struct value v = config_key_value(k, member, &made);
    p->hash = hash_key(hash_text(p->hash, path), k, member, v);
    point_put(p->result, path, v);
    if (made && is_input(k) && p->status == 0) {
        put_input(p, k, member, made);
    }
    free(made);
}

int point_put_config(struct point_result *r, const struct config *c, struct point_files *files,
                     uint64_t *hash)
{
    struct putting p = {.result = r, .files = files, .hash = *hash};
    config_each_key(c, put_key, &p);
    *hash = p.hash;
    return p.status;
}

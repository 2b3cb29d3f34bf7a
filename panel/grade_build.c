/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Images of what was handed in. All files are taken once, into a box that nothing is compiled in;
 * each image is then made in a box of its own, from there: what a build does to its box is nothing
 * to the next.
 */
#include <stdlib.h>
#include <string.h>

#include "grade.h"
#include "grade_recipe.h"
#include "machine/file.h"
#include "machine/hash.h"

/* --- taking --- */

int grade_build_open(struct grade_build *b, const struct lab *l, const char *submission)
{
    *b = (struct grade_build){.lab = l, .submission = submission};
    b->missing = xmalloc(l->hand_in.count * sizeof *b->missing);
    memset(b->missing, 0, l->hand_in.count * sizeof *b->missing);
    int status = jail_open(&b->jail);
    for (unsigned i = 0; i < l->hand_in.count && status == 0; i++) {
        char why[200];
        if (!jail_take(&b->jail, submission, l->hand_in.list[i], why)) {
            b->missing[i] = xstrdup(why);
        }
    }
    return status;
}

void grade_build_close(struct grade_build *b)
{
    for (unsigned i = 0; i < b->image_count; i++) {
        struct grade_image *image = &b->images[i];
        jail_close(&image->jail);
        free(image->key);
        free(image->path);
        free(image->messages);
    }
    free(b->images);
    jail_close(&b->jail);
    for (unsigned i = 0; b->missing != NULL && i < b->lab->hand_in.count; i++) {
        free(b->missing[i]);
    }
    free(b->missing);
    *b = (struct grade_build){.lab = NULL};
}

static const char *missing(const struct grade_build *b, const char *name)
{
    for (unsigned i = 0; i < b->lab->hand_in.count; i++) {
        if (strcmp(b->lab->hand_in.list[i], name) == 0) {
            return b->missing[i];
        }
    }
    return NULL;
}

char *grade_build_file(const struct grade_build *b, const char *name)
{
    return missing(b, name) == NULL ? xformat("%s/%s", b->jail.folder, name) : NULL;
}

uint64_t grade_identity(uint64_t lab, const struct grade_build *b)
{
    uint64_t hash = lab;
    for (unsigned i = 0; i < b->lab->hand_in.count; i++) {
        const char *name = b->lab->hand_in.list[i];
        char *path = grade_build_file(b, name);
        uint8_t *bytes;
        size_t size;
        struct error e;
        hash = hash_text(hash, name);
        hash = hash_text(hash, b->missing[i]);
        if (path != NULL && file_read(path, JAIL_FILE_SIZE, &bytes, &size, &e)) {
            hash = hash_bytes(hash_number(hash, size), bytes, size);
            free(bytes);
        }
        free(path);
    }
    return hash;
}

/* --- images --- */

/*
 * Whether a test's image may have a trusted file: what is in the folder hidden there only a hidden
 * one, of which nothing is told. A source can show each file in its box, in messages of the tools.
 */
static bool may_have(const struct lab_test *t, const char *trusted)
{
    return t->visibility == LAB_HIDDEN || strncmp(trusted, "hidden/", 7) != 0;
}

/* The lab's own files. */
static int trust_lab(struct jail *j, const struct lab *l, const struct lab_test *t)
{
    int status = 0;
    for (unsigned i = 0; i < l->trusted.count && status == 0; i++) {
        if (!may_have(t, l->trusted.list[i])) {
            continue;
        }
        char *path = xformat("%strusted/%s", l->folder, l->trusted.list[i]);
        status = jail_trust(j, path, l->trusted.list[i]);
        free(path);
    }
    return status;
}

/* Which sources a test's image has: its own, or all that there are. */
static void add_sources(const struct lab *l, const struct lab_test *t, struct arguments *a)
{
    const struct lab_names *const all[] = {&l->hand_in, &l->trusted};
    for (unsigned i = 0; i < t->sources.count; i++) {
        if (lab_is_source(t->sources.list[i])) {
            arguments_add(a, t->sources.list[i]);
        }
    }
    for (unsigned i = 0; i < 2 && t->sources.count == 0; i++) {
        for (unsigned k = 0; k < all[i]->count; k++) {
            if (lab_is_source(all[i]->list[k]) && (i == 0 || may_have(t, all[i]->list[k]))) {
                arguments_add(a, all[i]->list[k]);
            }
        }
    }
}

static char *key_of(const struct arguments *a)
{
    char *key = xstrdup("");
    for (unsigned i = 0; i < a->count; i++) {
        char *longer = xformat("%s%s%s", key, i > 0 ? " " : "", a->word[i]);
        free(key);
        key = longer;
    }
    return key;
}

/* Which of the sources were not handed in, in words; "" if all were. */
static char *say_missing(const struct grade_build *b, const struct arguments *sources)
{
    char *said = xstrdup("");
    for (unsigned i = 0; i < sources->count; i++) {
        const char *why = missing(b, sources->word[i]);
        if (why != NULL) {
            char *longer = xformat("%s%s: %s\n", said, sources->word[i], why);
            free(said);
            said = longer;
        }
    }
    return said;
}

/* Everything that was handed in goes along: headers, too. */
static void take_all(struct grade_build *b, struct jail *j)
{
    for (unsigned i = 0; i < b->lab->hand_in.count; i++) {
        char why[200];
        if (b->missing[i] == NULL) {
            jail_take(j, b->jail.folder, b->lab->hand_in.list[i], why);
        }
    }
}

static int make(struct grade_build *b, struct grade_image *image, const struct lab_test *t,
                struct grade_recipe *r)
{
    bool monitor = b->lab->kind == LAB_MONITOR;
    struct jail_result result = {.image = NULL};
    int status = jail_open(&image->jail);
    if (status == 0) {
        status =
            monitor ? grade_recipe_monitor(&image->jail, r) : grade_recipe_guest(&image->jail, r);
    }
    status = status != 0 ? status : trust_lab(&image->jail, b->lab, t);
    if (status == 0) {
        take_all(b, &image->jail);
        status = grade_recipe_build(&image->jail, r, monitor ? "monitor.elf" : "submission.elf",
                                    &result);
    }
    if (status == 0) {
        free(image->messages);
        image->messages = xstrdup(result.messages);
        image->path = result.built ? xstrdup(result.image) : NULL;
    }
    jail_result_free(&result);
    return status;
}

static struct grade_image *find(const struct grade_build *b, const char *key)
{
    for (unsigned i = 0; i < b->image_count; i++) {
        if (strcmp(b->images[i].key, key) == 0) {
            return &b->images[i];
        }
    }
    return NULL;
}

const struct grade_image *grade_build_image(struct grade_build *b, const struct lab_test *t)
{
    static const struct grade_image none = {.path = (char *)""};
    struct grade_recipe r = {.script = NULL};
    int status = 0;
    add_sources(b->lab, t, &r.sources);
    if (r.sources.count == 0) {
        return &none;
    }
    char *key = key_of(&r.sources);
    struct grade_image *image = find(b, key);
    if (image == NULL) {
        b->images = xrealloc(b->images, (b->image_count + 1) * sizeof *b->images);
        image = &b->images[b->image_count++];
        *image = (struct grade_image){.key = xstrdup(key)};
        image->messages = say_missing(b, &r.sources);
        status = *image->messages == '\0' ? make(b, image, t, &r) : 0;
    }
    free(key);
    grade_recipe_free(&r);
    return status == 0 ? image : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What images are made of beside what was handed in. */
#include "grade_recipe.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lab.h"
#include "machine/file.h"
#include "names.h"

void grade_recipe_free(struct grade_recipe *r)
{
    arguments_free(&r->sources);
    arguments_free(&r->objects);
    arguments_free(&r->flags);
    free(r->script);
}

static void add_words(struct arguments *a, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        arguments_add(a, words[i]);
    }
}

int grade_recipe_guest(struct jail *j, struct grade_recipe *r)
{
    static const char *const flags[] = {"-O2", "-I.", "-Iisa/guest", "-Iinclude"};
    struct toolchain t;
    int status = toolchain_find(&t);
    if (status == 0) {
        char *isa = xformat("%s/..", t.guest_headers);
        status = jail_trust(j, isa, "isa");
        status = status != 0 ? status : jail_trust(j, t.headers, "include");
        status = status != 0 ? status : jail_trust(j, t.script, "link.ld");
        r->script = xstrdup("link.ld");
        arguments_add(&r->objects, t.library);
        add_words(&r->flags, flags, sizeof flags / sizeof flags[0]);
        free(isa);
    }
    toolchain_free(&t);
    return status;
}

/* --- the monitor's kit --- */

/* Files below a folder whose names end so, relative to it. */
static void list_files(const char *folder, const char *inside, const char *suffix,
                       struct names *list)
{
    char *path = xformat("%s/%s", folder, inside);
    DIR *d = opendir(path);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        struct stat st;
        size_t n = strlen(e->d_name), m = strlen(suffix);
        char *name = xformat("%s%s", inside, e->d_name);
        char *full = xformat("%s/%s", folder, name);
        if (e->d_name[0] == '.' || stat(full, &st) != 0) {
            /* none of ours */
        } else if (S_ISDIR(st.st_mode)) {
            char *deeper = xformat("%s/", name);
            list_files(folder, deeper, suffix, list);
            free(deeper);
        } else if (n > m && strcmp(e->d_name + n - m, suffix) == 0) {
            names_add(list, name);
        }
        free(name);
        free(full);
    }
    if (d != NULL) {
        closedir(d);
    }
    free(path);
}

/* Whether a source, without its suffix, is the one of this object. */
static bool is_object_of(const char *object, const char *source)
{
    size_t n = strlen(object) - 2;
    return strlen(source) == n + 2 && strncmp(object, source, n) == 0 && lab_is_source(source);
}

/* Objects of all files of the monitor, but for those that are compiled anew. */
static void add_objects(struct grade_recipe *r, const char *kit)
{
    struct names objects = {NULL, 0};
    char *folder = xformat("%s/objects", kit);
    list_files(folder, "", ".o", &objects);
    names_sort(&objects);
    for (unsigned i = 0; i < objects.count; i++) {
        bool replaced = false;
        for (unsigned k = 0; k < r->sources.count; k++) {
            replaced = replaced || is_object_of(objects.list[i], r->sources.word[k]);
        }
        if (!replaced) {
            char *path = xformat("%s/%s", folder, objects.list[i]);
            arguments_add(&r->objects, path);
            free(path);
        }
    }
    names_free(&objects);
    free(folder);
}

/* The compiler's flags, one a line. */
static int add_flags(struct grade_recipe *r, const char *kit)
{
    enum { FLAGS_SIZE = 4096 };
    struct error e;
    uint8_t *bytes;
    size_t size;
    char *path = xformat("%s/flags", kit);
    if (!file_read(path, FLAGS_SIZE, &bytes, &size, &e)) {
        free(path);
        return diag_internal("labs/monitor/flags: %s", e.text);
    }
    char *text = xformat("%.*s", (int)size, (const char *)bytes);
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        arguments_add(&r->flags, line);
    }
    arguments_add(&r->flags, "-I.");
    free(text);
    free(bytes);
    free(path);
    return 0;
}

int grade_recipe_monitor(struct jail *j, struct grade_recipe *r)
{
    static const char *const folders[] = {"isa", "vmm", "hybrid"};
    char *script = find_shipped("labs/monitor", "vmm.ld");
    if (script == NULL) {
        return diag_internal("what the monitor of labs is built with is missing: labs/monitor");
    }
    char *kit = lab_folder_of(script);
    int status = jail_trust(j, script, "vmm.ld");
    for (size_t i = 0; i < sizeof folders / sizeof folders[0] && status == 0; i++) {
        char *path = xformat("%sinclude/%s", kit, folders[i]);
        status = jail_trust(j, path, folders[i]);
        free(path);
    }
    r->script = xstrdup("vmm.ld");
    status = status != 0 ? status : add_flags(r, kit);
    if (status == 0) {
        add_objects(r, kit);
    }
    free(kit);
    free(script);
    return status;
}

int grade_recipe_build(struct jail *j, const struct grade_recipe *r, const char *image,
                       struct jail_result *result)
{
    const struct jail_recipe recipe = {.sources = (const char *const *)r->sources.word,
                                       .source_count = r->sources.count,
                                       .objects = (const char *const *)r->objects.word,
                                       .object_count = r->objects.count,
                                       .flags = (const char *const *)r->flags.word,
                                       .flag_count = r->flags.count,
                                       .script = r->script,
                                       .image = image};
    return jail_build(j, &recipe, result);
}

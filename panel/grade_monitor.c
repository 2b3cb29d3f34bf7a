/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A monitor with a fault in it: trusted sources, a patch of the lab's, and the kit that monitors
 * are made with. Nothing that was handed in comes near. Students have its image instead of a patch.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grade.h"
#include "grade_recipe.h"
#include "machine/file.h"

enum { PATCH_SIZE = 1 << 20 };

/* Where the monitor's sources are, in new memory; NULL after a message. */
static char *source_folder(void)
{
    static const char *const places[] = {"arrows/source", "../share/trapeze/source"};
    char *program = program_folder();
    char *found = NULL;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && found == NULL; i++) {
        char *folder = xformat("%s/%s", program, places[i]);
        char *file = xformat("%s/vmm/vmm.h", folder);
        found = access(file, R_OK) == 0 ? xstrdup(folder) : NULL;
        free(file);
        free(folder);
    }
    if (found == NULL) {
        diag_internal("the monitor's sources are missing: faults are put into them");
    }
    free(program);
    return found;
}

/* The files that a patch changes: lines `+++ b/vmm/memory.c`. */
static int list_changed(const char *patch, struct arguments *sources)
{
    struct error e;
    uint8_t *bytes;
    size_t size;
    struct where at = {patch, 0, 0};
    if (!file_read(patch, PATCH_SIZE, &bytes, &size, &e)) {
        return diag_at(at, "%s", e.text);
    }
    char *text = xformat("%.*s", (int)size, (const char *)bytes);
    int status = 0;
    for (char *line = strtok(text, "\n"); line != NULL && status == 0; line = strtok(NULL, "\n")) {
        if (strncmp(line, "+++ b/", 6) == 0) {
            char *name = line + 6;
            name[strcspn(name, "\t")] = '\0';
            status = lab_plain_name(name) && lab_is_source(name)
                         ? 0
                         : diag_at(at, "%s: expected a change of .c or .S files of the monitor",
                                   excerpt(name).text);
            arguments_add(sources, name);
        }
    }
    free(text);
    free(bytes);
    return status == 0 && sources->count == 0 ? diag_at(at, "changes nothing: expected a patch")
                                              : status;
}

static int put_sources(struct jail *j, const struct arguments *sources, const char *patch)
{
    char *folder = source_folder();
    int status = folder != NULL ? 0 : EXIT_INTERNAL;
    for (unsigned i = 0; i < sources->count && status == 0; i++) {
        char *path = xformat("%s/%s", folder, sources->word[i]);
        status = access(path, R_OK) == 0
                     ? jail_trust(j, path, sources->word[i])
                     : diag_at((struct where){patch, 0, 0}, "%s: the monitor has no such file",
                               excerpt(sources->word[i]).text);
        free(path);
    }
    free(folder);
    return status;
}

static int apply(const struct jail *j, const char *patch)
{
    char *program = program_along_path("patch");
    if (program == NULL) {
        return diag("no program `patch`, which puts faults into monitors: expected it in PATH");
    }
    const char *const words[] = {program, "-p1",     "-s", "-f", "--no-backup-if-mismatch",
                                 "-d",    j->folder, "-i", patch};
    struct arguments a = {0};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        arguments_add(&a, words[i]);
    }
    int status = toolchain_run(&a);
    arguments_free(&a);
    free(program);
    return status != EXIT_USAGE
               ? status
               : diag_at((struct where){patch, 0, 0}, "does not fit the monitor's sources");
}

static int build(struct grade_fault *f, struct grade_recipe *r)
{
    struct jail_result result = {.image = NULL};
    int status = grade_recipe_build(&f->jail, r, "faulty.elf", &result);
    if (status == 0 && !result.built) {
        status = diag_at((struct where){f->patch, 0, 0}, "cannot be built: %s", result.messages);
    }
    f->image = result.built ? xstrdup(result.image) : NULL;
    jail_result_free(&result);
    return status;
}

static bool is_image(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && strcmp(dot, ".elf") == 0;
}

int grade_fault_make(struct grade_fault *f, const char *patch)
{
    struct grade_recipe r = {.script = NULL};
    *f = (struct grade_fault){.patch = patch};
    if (is_image(patch)) {
        f->image = xstrdup(patch);
        return 0;
    }
    int status = list_changed(patch, &r.sources);
    status = status != 0 ? status : jail_open(&f->jail);
    status = status != 0 ? status : grade_recipe_monitor(&f->jail, &r);
    status = status != 0 ? status : put_sources(&f->jail, &r.sources, patch);
    status = status != 0 ? status : apply(&f->jail, patch);
    status = status != 0 ? status : build(f, &r);
    grade_recipe_free(&r);
    return status;
}

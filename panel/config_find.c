/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "machine/image.h"

/* Set once, at the start of main(). */
static const char *program_name = "trapeze";

void program_set_name(const char *argv0)
{
    program_name = argv0;
}

/* The program's own path as the system knows it, in new memory, or NULL. */
static char *own_path(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    return n > 0 && (size_t)n < sizeof path ? xformat("%.*s", (int)n, path) : NULL;
}

char *program_along_path(const char *name)
{
    const char *path = getenv("PATH");
    if (strchr(name, '/') != NULL) {
        return access(name, X_OK) == 0 ? xstrdup(name) : NULL;
    }
    while (path != NULL && *path != '\0') {
        size_t n = strcspn(path, ":");
        char *candidate = xformat("%.*s/%s", n != 0 ? (int)n : 1, n != 0 ? path : ".", name);
        if (access(candidate, X_OK) == 0) {
            return candidate;
        }
        free(candidate);
        path += n + (path[n] == ':');
    }
    return NULL;
}

char *program_folder(void)
{
    char *path = own_path();
    if (path == NULL) {
        path = program_along_path(program_name);
    }
    char *slash = path != NULL ? strrchr(path, '/') : NULL;
    if (slash == NULL) {
        free(path);
        return xstrdup(".");
    }
    slash[slash == path] = '\0';
    return path;
}

enum { PLACES = 3 };

/* The folders that hold what comes with Trapeze, in order; NULL for one that does not apply. */
static void list_places(const char *kind, char *places[PLACES])
{
    const char *home = getenv("TRAPEZE_HOME");
    char *folder = program_folder();
    const char *slash = kind != NULL ? "/" : "";
    kind = kind != NULL ? kind : "";
    places[0] = home != NULL && *home != '\0' ? xformat("%s%s%s", home, slash, kind) : NULL;
    places[1] = xformat("%s%s%s", folder, slash, kind);
    places[2] = xformat("%s/../lib/trapeze%s%s", folder, slash, kind);
    free(folder);
}

char *find_shipped(const char *kind, const char *name)
{
    char *places[PLACES];
    char *found = NULL;
    list_places(kind, places);
    for (int i = 0; i < PLACES; i++) {
        struct stat st;
        char *path = places[i] != NULL ? xformat("%s/%s", places[i], name) : NULL;
        if (found == NULL && path != NULL && stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            found = path;
        } else {
            free(path);
        }
        free(places[i]);
    }
    return found;
}

char *shipped_places(const char *kind)
{
    char *places[PLACES];
    list_places(kind, places);
    char *all = xformat("%s%s%s, %s", places[0] != NULL ? places[0] : "",
                        places[0] != NULL ? ", " : "", places[1], places[2]);
    for (int i = 0; i < PLACES; i++) {
        free(places[i]);
    }
    return all;
}

static int is_bare(const struct dirent *entry)
{
    return strchr(entry->d_name, '.') == NULL;
}

/* The nearest name in one folder, in new memory; NULL if there is none that is near. */
static char *nearest_in(const char *folder, const char *name)
{
    struct dirent **entries;
    struct nearest n = nearest_to(name);
    int count = scandir(folder, &entries, is_bare, alphasort);
    for (int i = 0; i < count; i++) {
        nearest_offer(&n, entries[i]->d_name);
    }
    char *best = n.best != NULL ? xstrdup(n.best) : NULL;
    for (int i = 0; i < count; i++) {
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return best;
}

char *shipped_nearest(const char *kind, const char *name)
{
    char *places[PLACES];
    char *best = NULL;
    list_places(kind, places);
    for (int i = 0; i < PLACES; i++) {
        best = best == NULL && places[i] != NULL ? nearest_in(places[i], name) : best;
        free(places[i]);
    }
    return best;
}

static bool ends_in(const char *path, const char *suffix)
{
    size_t n = strlen(path), m = strlen(suffix);
    return n > m && strcmp(path + n - m, suffix) == 0;
}

int file_kind(const char *path, enum file_kind *kind)
{
    struct stat st;
    struct where at = {path, 0, 0};
    if (stat(path, &st) != 0) {
        return diag_at(at, "%s", strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return diag_at(at, "is %s: expected a file",
                       S_ISDIR(st.st_mode) ? "a directory" : "not a regular file");
    }
    if (access(path, R_OK) != 0) {
        return diag_at(at, "%s", strerror(errno));
    }
    bool source = ends_in(path, ".S") || ends_in(path, ".s") || ends_in(path, ".c");
    *kind = image_is_elf(path) ? FILE_ELF : source ? FILE_SOURCE : FILE_YAML;
    return 0;
}

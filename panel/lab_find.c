/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a lab is that was named: a folder, or one of those that come with Trapeze. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab.h"
#include "names.h"

static bool is_lab(const char *folder)
{
    char *path = xformat("%s/lab.yaml", folder);
    bool is = access(path, R_OK) == 0;
    free(path);
    return is;
}

/* Folders are called labN-NAME: is this the one that is meant? */
static bool is_meant(const char *entry, const char *name)
{
    if (strncmp(entry, "lab", 3) != 0) {
        return false;
    }
    const char *dash = strchr(entry, '-');
    size_t digits = strspn(entry + 3, "0123456789");
    size_t n = strlen(name);
    if (digits == 0 || dash != entry + 3 + digits) {
        return false;
    }
    bool number = n == digits && strncmp(entry + 3, name, n) == 0;
    return number || strcmp(dash + 1, name) == 0 || strcmp(entry, name) == 0;
}

/* In a folder of labs, in new memory; or NULL, and all that there are. */
static char *find_in(const char *labs, const char *name, struct names *there)
{
    struct dirent **list;
    char *found = NULL;
    int count = scandir(labs, &list, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *entry = list[i]->d_name;
        char *folder = xformat("%s/%s", labs, entry);
        if (entry[0] != '.' && is_lab(folder)) {
            if (found == NULL && is_meant(entry, name)) {
                found = xstrdup(folder);
            }
            names_add(there, entry);
        }
        free(folder);
        free(list[i]);
    }
    if (count >= 0) {
        free(list);
    }
    return found;
}

static void refuse(const char *name, const struct names *there)
{
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < there->count; i++) {
        nearest_offer(&n, there->list[i]);
    }
    diag("no lab `%s`: expected the number or the name of a lab, or its folder%s%s",
         excerpt(name).text, n.count > 0 ? "; " : "", n.count > 0 ? nearest_advice(&n) : "");
}

char *lab_folder(const char *name)
{
    struct stat st;
    if (is_lab(name)) {
        return xstrdup(name);
    }
    if (stat(name, &st) == 0) {
        diag_at((struct where){name, 0, 0}, "there is no lab.yaml in it: expected the folder of a "
                                            "lab");
        return NULL;
    }
    const char *const places[] = {"arrows/source/lab-handouts", "../share/trapeze/labs"};
    struct names there = {NULL, 0};
    char *program = program_folder();
    char *found = NULL;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && found == NULL; i++) {
        char *labs = xformat("%s/%s", program, places[i]);
        found = find_in(labs, name, &there);
        free(labs);
    }
    free(program);
    if (found == NULL) {
        refuse(name, &there);
    }
    names_free(&there);
    return found;
}

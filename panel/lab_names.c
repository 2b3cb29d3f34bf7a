/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files, as a lab has them. */
#include <stdlib.h>
#include <string.h>

#include "lab.h"

static bool plain_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool lab_plain_name(const char *name)
{
    bool begins = true;
    for (const char *p = name; *p != '\0'; p++) {
        bool slash = *p == '/';
        if ((begins && (slash || *p == '.' || *p == '-')) || !(slash || plain_character(*p))) {
            return false;
        }
        begins = slash;
    }
    return !begins;
}

bool lab_is_source(const char *name)
{
    size_t n = strlen(name);
    return n > 2 && (strcmp(name + n - 2, ".c") == 0 || strcmp(name + n - 2, ".S") == 0);
}

bool lab_has_name(const struct lab_names *names, const char *name)
{
    for (unsigned i = 0; i < names->count; i++) {
        if (strcmp(names->list[i], name) == 0) {
            return true;
        }
    }
    return false;
}

char *lab_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? xformat("%.*s", (int)(slash - path) + 1, path) : xstrdup("");
}

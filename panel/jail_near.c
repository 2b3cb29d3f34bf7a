/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in a submission a file lies that is not where it is wanted: a word for who handed it in. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jail_parts.h"

/* A submission is anybody's: what is looked at is bounded, and of more nothing is said, whatever
 * the order in which the host lists it. */
enum { DEPTH_MOST = 4, ENTRIES_MOST = 2000 };

struct search {
    const char *base; /* the last part of the name that is wanted */
    char *found;      /* the first of all in the order of bytes, in new memory; or NULL */
    unsigned entries;
};

static void look_in(struct search *s, int folder, const char *path, unsigned depth);

static void look_at(struct search *s, int folder, const char *path, const char *entry,
                    unsigned depth)
{
    struct stat st;
    char *name = xformat("%s%s%s", path, *path != '\0' ? "/" : "", entry);
    bool known = jail_is_plain(name) && fstatat(folder, entry, &st, AT_SYMLINK_NOFOLLOW) == 0;
    if (known && S_ISDIR(st.st_mode) && depth < DEPTH_MOST) {
        int next = openat(folder, entry, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        look_in(s, next, name, depth + 1);
    }
    bool first = s->found == NULL || strcmp(name, s->found) < 0;
    if (known && S_ISREG(st.st_mode) && strcasecmp(entry, s->base) == 0 && first) {
        free(s->found);
        s->found = name;
        return;
    }
    free(name);
}

/* Closes the folder. */
static void look_in(struct search *s, int folder, const char *path, unsigned depth)
{
    DIR *list = folder >= 0 ? fdopendir(folder) : NULL;
    if (list == NULL) {
        if (folder >= 0) {
            close(folder);
        }
        return;
    }
    for (struct dirent *e; s->entries <= ENTRIES_MOST && (e = readdir(list)) != NULL;) {
        s->entries++;
        look_at(s, dirfd(list), path, e->d_name, depth);
    }
    closedir(list);
}

char *jail_elsewhere(const char *submission, const char *name)
{
    const char *slash = strrchr(name, '/');
    struct search s = {.base = slash != NULL ? slash + 1 : name};
    look_in(&s, open(submission, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "", 0);
    if (s.entries > ENTRIES_MOST) {
        free(s.found);
        s.found = NULL;
    }
    return s.found;
}

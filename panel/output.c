/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int cannot_write(const char *path, struct where at)
{
    int error = errno;
    return at.file ? diag_at(at, "cannot write %s: %s", excerpt(path).text, strerror(error))
                   : diag("cannot write %s: %s", excerpt(path).text, strerror(error));
}

static void forget(struct output *o)
{
    free(o->path);
    free(o->temporary);
    *o = (struct output){.file = NULL};
}

/* A pipe, a terminal or /dev/null is written as it is; it cannot be replaced. */
static int open_special(struct output *o, const char *path, struct where at)
{
    o->file = fopen(path, "wb");
    if (!o->file) {
        int status = cannot_write(path, at);
        forget(o);
        return status;
    }
    return 0;
}

/* A new file beside the old one, with the permissions that the old one has or would get. */
static int open_beside(struct output *o, const struct stat *old, struct where at)
{
    o->temporary = xformat("%s.XXXXXX.tmp", o->path);
    int fd = mkstemps(o->temporary, 4);
    mode_t mask = umask(0);
    umask(mask);
    if (fd >= 0) {
        fchmod(fd, old ? old->st_mode & 0777 : 0666 & ~mask);
        o->file = fdopen(fd, "wb");
    }
    if (!o->file) {
        int status = cannot_write(o->path, at);
        forget(o);
        return status;
    }
    return 0;
}

int output_open(struct output *o, const char *path, struct where at)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;
    char *target = exists ? realpath(path, NULL) : NULL; /* what a symbolic link leads to */
    *o = (struct output){.path = xstrdup(target ? target : path)};
    free(target);
    if (exists && S_ISDIR(st.st_mode)) {
        forget(o);
        errno = EISDIR;
        return cannot_write(path, at);
    }
    if (exists && !S_ISREG(st.st_mode)) {
        return open_special(o, path, at);
    }
    if (exists && access(path, W_OK) != 0) {
        forget(o);
        return cannot_write(path, at);
    }
    return open_beside(o, exists ? &st : NULL, at);
}

int output_commit(struct output *o)
{
    if (!o->file) {
        return 0;
    }
    int bad = ferror(o->file);
    bad |= fclose(o->file) != 0;
    if (!bad && o->temporary) {
        bad = rename(o->temporary, o->path) != 0;
    }
    int status = bad ? cannot_write(o->path, (struct where){NULL, 0, 0}) : 0;
    if (bad && o->temporary) {
        unlink(o->temporary);
    }
    forget(o);
    return status;
}

void output_abandon(struct output *o)
{
    if (o->file) {
        fclose(o->file);
        if (o->temporary) {
            unlink(o->temporary);
        }
        forget(o);
    }
}

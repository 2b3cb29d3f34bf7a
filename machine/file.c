/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The size of a regular file that is not too large, or false. */
static bool size_of(FILE *f, size_t max, size_t *size, struct error *e)
{
    struct stat st;
    if (fstat(fileno(f), &st) != 0) {
        return error_set(e, "%s", strerror(errno));
    }
    if (!S_ISREG(st.st_mode)) {
        return error_set(e, "%s, expected a file",
                         S_ISDIR(st.st_mode) ? "is a directory" : "is not a regular file");
    }
    if ((unsigned long long)st.st_size > max) {
        return error_set(e, "%lld bytes long, expected at most %zu", (long long)st.st_size, max);
    }
    *size = (size_t)st.st_size;
    return true;
}

static bool read_all(FILE *f, size_t max, uint8_t **bytes, size_t *size, struct error *e)
{
    if (!size_of(f, max, size, e)) {
        return false;
    }
    *bytes = malloc(*size + 1);
    if (!*bytes) {
        return error_set(e, "no memory for %zu bytes", *size);
    }
    if (fread(*bytes, 1, *size, f) != *size) {
        free(*bytes);
        return error_set(e, "cannot read it: %s", ferror(f) ? strerror(errno) : "it shrank");
    }
    return true;
}

bool file_read(const char *path, size_t max, uint8_t **bytes, size_t *size, struct error *e)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* nobody waits for a pipe's writer */
    FILE *f = fd >= 0 ? fdopen(fd, "rb") : NULL;
    if (!f) {
        return error_set(e, "%s", strerror(errno));
    }
    bool ok = read_all(f, max, bytes, size, e);
    fclose(f);
    return ok;
}

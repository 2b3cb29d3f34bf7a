/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken out of a submission: files and nothing else, by names that nobody misunderstands.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jail_parts.h"

/* --- names --- */

static bool is_plain_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("._-+", c) != NULL);
}

/* Nothing that a tool or make could take for an option, for a list, for a way out. */
bool jail_is_plain(const char *name)
{
    bool begins = true;
    for (; *name != '\0'; name++) {
        bool bad = *name == '/' ? begins : !is_plain_letter(*name);
        if (bad || (begins && strchr(".-+", *name) != NULL)) {
            return false;
        }
        begins = *name == '/';
    }
    return !begins;
}

/* --- files --- */

static bool refuse(char why[200], const char *text)
{
    snprintf(why, 200, "%s", text);
    return false;
}

/* The most frequent of all mistakes is a folder too many, or one too few. */
static bool refuse_missing(char why[200], const char *submission, const char *name)
{
    char *elsewhere = jail_elsewhere(submission, name);
    bool shown = elsewhere != NULL && strlen(elsewhere) < 150;
    refuse(why, "is missing");
    if (shown) {
        snprintf(why, 200, "is missing, but %.150s is there", elsewhere);
    }
    free(elsewhere);
    return false;
}

static bool refuse_open(char why[200], const char *submission, const char *name)
{
    if (errno == ENOENT) {
        return refuse_missing(why, submission, name);
    }
    if (errno == ELOOP || errno == ENOTDIR) {
        return refuse(why, "is a symbolic link, or in one: expected a file");
    }
    return refuse(why, strerror(errno));
}

/* The folder that a name's next part lies in; no link is followed on the way. */
static int open_beneath(int folder, const char *name)
{
    for (const char *slash; folder >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        char *part = xformat("%.*s", (int)(slash - name), name);
        int next = openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int error = errno;
        free(part);
        close(folder);
        folder = next;
        errno = error;
    }
    if (folder < 0) {
        return -1;
    }
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int error = errno;
    close(folder);
    errno = error;
    return file;
}

/* One byte more than it may be is enough to know. */
static bool read_bounded(int file, char *bytes, size_t *size)
{
    for (*size = 0; *size <= JAIL_FILE_SIZE;) {
        ssize_t n = read(file, bytes + *size, JAIL_FILE_SIZE + 1 - *size);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return n == 0;
        }
        *size += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool take_file(struct jail *j, int file, const char *name, char why[200])
{
    struct stat st;
    if (fstat(file, &st) != 0 || !S_ISREG(st.st_mode)) {
        return refuse(why, "is not a regular file");
    }
    char *bytes = xmalloc(JAIL_FILE_SIZE + 1);
    size_t size;
    bool good = read_bounded(file, bytes, &size);
    if (!good) {
        refuse(why, "cannot be read");
    } else if (size > JAIL_FILE_SIZE) {
        good = refuse(why, "is larger than 1 MiB");
    } else if (jail_put(j, name, bytes, size) != 0) {
        good = refuse(why, "cannot be copied");
    }
    free(bytes);
    return good;
}

bool jail_take(struct jail *j, const char *submission, const char *name, char why[200])
{
    *why = '\0';
    if (!jail_is_plain(name)) {
        return refuse(why, "is no plain name of a file");
    }
    char *path = jail_path(j, name);
    unlink(path);
    free(path);
    int folder = open(submission, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int file = open_beneath(folder, name);
    if (file < 0) {
        return refuse_open(why, submission, name);
    }
    bool good = take_file(j, file, name, why);
    close(file);
    return good;
}
